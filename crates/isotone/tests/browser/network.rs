//! A network between browser and server that a test can cut, or let lose the answers.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;

const WHOLE: u8 = 0;
const CUT: u8 = 1;
const LOSES_ANSWERS: u8 = 2;

/// Passes on what comes, as long as it is whole.
pub(crate) struct Network {
    pub(crate) url: String,
    state: Arc<AtomicU8>,
}

impl Network {
    /// A whole network in front of a server at `http://host:port`.
    pub(crate) fn to(server: &str) -> Self {
        let server = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(AtomicU8::new(WHOLE));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                if state.load(Ordering::SeqCst) != CUT
                    && let Ok(upstream) = TcpStream::connect(&server)
                {
                    connect(&client, &upstream, &state);
                }
            }
        });
        Self { url, state }
    }

    pub(crate) fn mend(&self) {
        self.state.store(WHOLE, Ordering::SeqCst);
    }

    /// Nothing passes any more, in connections that are open either.
    pub(crate) fn cut(&self) {
        self.state.store(CUT, Ordering::SeqCst);
    }

    /// Requests arrive, their answers do not.
    pub(crate) fn lose_answers(&self) {
        self.state.store(LOSES_ANSWERS, Ordering::SeqCst);
    }
}

fn connect(client: &TcpStream, server: &TcpStream, state: &Arc<AtomicU8>) {
    let ways = [(client, server, [CUT, CUT]), (server, client, [CUT, LOSES_ANSWERS])];
    for (from, to, stopping) in ways {
        let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
        let state = Arc::clone(state);
        thread::spawn(move || {
            let mut piece = [0; 16 << 10];
            while let Ok(length @ 1..) = from.read(&mut piece) {
                if stopping.contains(&state.load(Ordering::SeqCst)) || to.write_all(&piece[..length]).is_err()
                {
                    break;
                }
            }
            let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
        });
    }
}
