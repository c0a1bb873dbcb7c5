//! `isotone health`: whether the server on this machine is ready, for a container that holds nothing but this program.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::config::{Config, reachable};
use crate::failure::Failure;

/// A server that takes longer to say that it is ready is not.
const PATIENCE: Duration = Duration::from_secs(3);

pub(crate) fn run(config: &Config) -> Result<(), Failure> {
    let address = reachable(config.listen);
    let path = format!("{}/ready", config.sub_path);
    let url = format!("http://{address}{path}");
    let failed = |source| Failure::File { path: url.clone(), source };
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(failed)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(ask.as_bytes()).map_err(failed)?;
    let mut answer = String::new();
    stream.take(64 << 10).read_to_string(&mut answer).map_err(failed)?;
    let status = answer.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200") {
        println!("{url} is ready.");
        return Ok(());
    }
    Err(Failure::Argument(format!("{url} answers '{status}'")))
}
