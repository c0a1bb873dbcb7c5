//! `isotone serve` and `isotone user`: from a database without accounts to people who are in.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

struct Server {
    child: Child,
    url: String,
    /// What it printed before it answered.
    said: Vec<String>,
}

fn isotone(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_isotone"));
    command.arg("--data").arg(folder).args(["--zone", "Europe/Lisbon"]);
    command.env_remove("ISOTONE_DATABASE").env("ISOTONE_WEATHER", "none");
    command
}

fn prints(folder: &Path, arguments: &[&str]) -> String {
    let output = isotone(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

impl Server {
    fn start(folder: &Path, lines: usize) -> Self {
        let mut child = isotone(folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said: Vec<String> =
            BufReader::new(child.stdout.take().unwrap()).lines().take(lines).map(Result::unwrap).collect();
        let url = said[0].split_whitespace().last().unwrap().to_owned();
        Self { child, url, said }
    }

    fn link(&self) -> String {
        let line = self.said.iter().find(|line| line.contains("set it up")).unwrap();
        line.split_whitespace().last().unwrap().to_owned()
    }

    /// Sends a form as a page would; the answer's status, place to go and cookie.
    fn form(&self, url: &str, fields: &[(&str, &str)]) -> (u16, String, String) {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
        let answer = agent
            .post(url)
            .header("origin", &self.url)
            .header("content-type", "application/x-www-form-urlencoded")
            .send(body.join("&"))
            .unwrap();
        let header = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap());
        let cookie = header("set-cookie").split(';').next().unwrap().to_owned();
        (answer.status().as_u16(), header("location").to_owned(), cookie)
    }

    fn get(&self, path: &str, cookie: &str) -> (u16, String) {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        let mut answer = agent.get(format!("{}{path}", self.url)).header("cookie", cookie).call().unwrap();
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_link_that_serve_prints_makes_the_first_account_over_what_the_command_line_began() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path();
    prints(folder, &["athlete", "--name", "Ada", "--mass", "61 kg"]);
    assert!(prints(folder, &["user", "list"]).contains("Nobody has an account"));
    let first = Server::start(folder, 4);
    let worthless = first.link();
    drop(first);
    let server = Server::start(folder, 4);
    assert_ne!(worthless, server.link(), "each start makes its own");
    assert_eq!(server.get("/a/me", "").0, 303);
    let good = [("login", "ada@example.org"), ("password", "corn field at dusk")];
    let (status, to, cookie) = server.form(&server.link(), &good);
    assert_eq!((status, to.as_str()), (303, "/"));
    assert!(server.get("/a/me", &cookie).1.contains("Ada"), "what the command line recorded is theirs");
    assert_eq!(server.form(&server.link(), &good).0, 403, "a link works once");

    let added = prints(folder, &["user", "add", "ben", "--admin"]);
    let link = added.lines().last().unwrap().rsplit_once("/welcome/").unwrap().1.to_owned();
    let (status, _, bens) = server
        .form(&format!("{}/welcome/{link}", server.url), &[("login", ""), ("password", "barley at sunrise")]);
    assert_eq!(status, 303);
    assert_eq!(server.get("/a/me", &bens).0, 404, "an administrator sees nobody's data");
    prints(folder, &["user", "give", "ben", "me"]);
    assert_eq!(server.get("/a/me", &bens).0, 200);
    let listed = prints(folder, &["user", "list"]);
    assert!(listed.contains("ada@example.org") && listed.contains("administrator"), "{listed}");
    prints(folder, &["user", "remove", "ben"]);
    assert_eq!(server.get("/a/me", &bens).0, 303, "an account takes its sessions with it");
    assert!(prints(folder, &["user", "reset-link", "ada@example.org"]).contains("/welcome/"));
    assert!(!isotone(folder).args(["user", "reset-link"]).output().unwrap().status.success());
}
