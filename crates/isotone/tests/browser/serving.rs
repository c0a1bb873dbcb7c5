//! A server with accounts that runs for the length of a test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The server, and the folder that holds its data.
pub(crate) struct Serving {
    /// Where it answers, by a name: browsers have no passkeys for numbers.
    pub(crate) url: String,
    /// The link that sets it up.
    pub(crate) link: String,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Serving {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_isotone"))
            .arg("--data")
            .arg(folder.path())
            .args(["--zone", "Europe/Lisbon", "serve", "--listen", "127.0.0.1:0"])
            .env_remove("ISOTONE_DATABASE")
            .env("ISOTONE_WEATHER", "none")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let said: Vec<String> = lines.take(4).collect();
        let last = |line: &String| line.split_whitespace().last().unwrap().replace("127.0.0.1", "localhost");
        let link = said.iter().find(|line| line.contains("set it up")).map(last).unwrap();
        Self { url: last(&said[0]), link, child, _folder: folder }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
