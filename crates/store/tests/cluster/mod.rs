//! A throw-away PostgreSQL server, from the machine's own packages, gone with the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio_postgres::NoTls;

/// A running server.
pub(crate) struct Cluster {
    folder: tempfile::TempDir,
    programs: PathBuf,
    port: u16,
    server: Child,
}

impl Cluster {
    /// Starts a server, or says in one line why the test is skipped.
    pub(crate) async fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            println!("skipped: no PostgreSQL server programs here (Debian: apt-get install postgresql)");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        if let Some((user, group)) = other_user() {
            chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let data = folder.path().join("data");
        let made = as_other_user(&programs.join("initdb"))
            .args(["--username=isotone", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(made.success(), "initdb failed");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = serve(&programs, folder.path(), port);
        let mut cluster = Self { folder, programs, port, server };
        cluster.wait().await;
        Some(cluster)
    }

    /// The URL of an empty schema of this name, made on the way.
    pub(crate) async fn schema(&self, name: &str) -> String {
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        client.batch_execute(&format!("CREATE SCHEMA {name}")).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        format!("{}&options=-csearch_path%3D{name}", self.url())
    }

    /// Kills the server without warning and starts it again.
    #[allow(dead_code, reason = "not every test kills it")]
    pub(crate) async fn crash(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        self.server = serve(&self.programs, self.folder.path(), self.port);
        self.wait().await;
    }

    fn url(&self) -> String {
        format!("postgres://isotone@127.0.0.1:{}/postgres?sslmode=disable", self.port)
    }

    async fn wait(&mut self) {
        for _ in 0..300 {
            // After a crash the next server refuses to start until the last child of the one before is gone.
            if self.server.try_wait().unwrap().is_some() {
                self.server = serve(&self.programs, self.folder.path(), self.port);
            }
            if tokio_postgres::connect(&self.url(), NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server did not start within 30 s");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // At worst the folder stays behind.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn serve(programs: &Path, folder: &Path, port: u16) -> Child {
    as_other_user(&programs.join("postgres"))
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Where the newest installed server's programs are.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

/// The server refuses to run as root: then it runs as the packaged user.
fn other_user() -> Option<(u32, u32)> {
    let root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let id = |flag: &str| {
        let told = Command::new("id").args([flag, "postgres"]).output().unwrap();
        String::from_utf8(told.stdout).unwrap().trim().parse().unwrap()
    };
    root.then(|| (id("-u"), id("-g")))
}

fn as_other_user(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}
