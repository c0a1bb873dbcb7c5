//! A demo that runs for the length of a test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

pub(crate) struct Demo {
    pub(crate) url: String,
    /// Where its simulated providers answer, if it has some.
    #[allow(dead_code, reason = "some tests have none")]
    pub(crate) providers: Option<String>,
    child: Child,
    /// It is killed, and cannot tidy up by itself.
    _temporary: tempfile::TempDir,
}

impl Demo {
    /// Starts a demo on a free port, with uploads of at most 2 MB.
    pub(crate) fn start() -> Self {
        Self::launch(&[])
    }

    /// The same with these flags of the demo's: `--providers`.
    pub(crate) fn launch(flags: &[&str]) -> Self {
        Self::launch_with(flags, &[])
    }

    /// The same with these settings in the environment.
    pub(crate) fn launch_with(flags: &[&str], settings: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_isotone"))
            .args(["--zone", "Europe/Lisbon", "demo", "--listen", "127.0.0.1:0"])
            .args(flags)
            .env("ISOTONE_MAX_UPLOAD_MB", "2")
            .env("ISOTONE_WEATHER", "none")
            .env("TMPDIR", temporary.path())
            .envs(settings.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        let mut address = || {
            let mut line = String::new();
            said.read_line(&mut line).unwrap();
            let url = line.split_whitespace().last().unwrap_or_default().to_owned();
            assert!(url.starts_with("http://127.0.0.1:"), "the demo said {line:?}");
            url
        };
        let providers = (!flags.is_empty()).then(&mut address);
        let url = address();
        Self { url, providers, child, _temporary: temporary }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
