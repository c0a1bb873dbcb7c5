//! A throw-away PostgreSQL server, from the machine's own packages, gone with the test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "not every test kills and replaces servers")]

use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio_postgres::NoTls;

/// Names a server to test against, of any make: a schema is made in its database for each test.
const GIVEN: &str = "ISOTONE_TEST_POSTGRES";

/// What a test that leaves its server alive runs against: the server that `ISOTONE_TEST_POSTGRES` names, or a throw-away one.
pub(crate) enum Target {
    Given(String),
    Own(Cluster),
}

impl Target {
    /// The server, or `None` with a line that says why the test is skipped.
    pub(crate) async fn get() -> Option<Self> {
        match std::env::var(GIVEN) {
            Ok(url) => Some(Self::Given(url)),
            Err(_) => Cluster::start().await.map(Self::Own),
        }
    }

    /// The URL of the whole database.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Given(url) if url.contains('?') => url.clone(),
            Self::Given(url) => format!("{url}?sslmode=disable"),
            Self::Own(cluster) => cluster.url(),
        }
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        let config: tokio_postgres::Config = self.url().parse().unwrap();
        config.get_ports().first().copied().unwrap_or(5432)
    }

    /// The URL of an empty schema of this name, made on the way.
    pub(crate) async fn schema(&self, name: &str) -> String {
        let url = self.url();
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        let connection = tokio::spawn(connection);
        let sql = format!("DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}");
        client.batch_execute(&sql).await.unwrap();
        drop(client);
        connection.await.unwrap().unwrap();
        format!("{url}&options=-csearch_path%3D{name}")
    }
}

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
        let port = free_port();
        let server = serve(&programs, &data, port);
        let mut cluster = Self { folder, programs, port, server };
        cluster.wait().await;
        Some(cluster)
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
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
    pub(crate) async fn crash(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
        self.server = serve(&self.programs, &self.folder.path().join("data"), self.port);
        self.wait().await;
    }

    /// Makes the server encrypt, with a certificate of its own making. Answers with the certificate's file.
    pub(crate) async fn encrypt(&mut self) -> Option<PathBuf> {
        let (key, certificate) = (self.folder.path().join("key.pem"), self.folder.path().join("cert.pem"));
        let made = as_other_user(Path::new("openssl"))
            .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=isotone", "-days", "2"])
            .args(["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE"])
            .arg("-keyout")
            .arg(&key)
            .arg("-out")
            .arg(&certificate)
            .stderr(Stdio::null())
            .status();
        if !made.is_ok_and(|status| status.success()) {
            println!("skipped: no openssl here to make a certificate");
            return None;
        }
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        for (setting, value) in [("ssl_key_file", &key), ("ssl_cert_file", &certificate)] {
            client
                .batch_execute(&format!("ALTER SYSTEM SET {setting} = '{}'", value.display()))
                .await
                .unwrap();
        }
        client.batch_execute("ALTER SYSTEM SET ssl = on").await.unwrap();
        self.crash().await;
        Some(certificate)
    }

    /// Starts a synchronous standby: a commit is answered once both have it.
    pub(crate) async fn standby(&self) -> Standby {
        let data = self.folder.path().join("standby");
        let copied = as_other_user(&self.programs.join("pg_basebackup"))
            .args(["-h", "127.0.0.1", "-U", "isotone", "-R", "--checkpoint=fast", "--no-sync"])
            .args(["-p", &self.port.to_string()])
            .arg("-D")
            .arg(&data)
            .status()
            .unwrap();
        assert!(copied.success(), "pg_basebackup failed");
        let port = free_port();
        let standby = Standby { port, server: serve(&self.programs, &data, port) };
        let (client, connection) = tokio_postgres::connect(&self.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute("ALTER SYSTEM SET synchronous_standby_names = '*'").await.unwrap();
        client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
        for _ in 0..300 {
            let sql = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
            if client.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) == 1 {
                return standby;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the standby did not follow within 30 s");
    }

    /// Kills the server without warning, for good.
    pub(crate) fn kill(&mut self) {
        self.server.kill().unwrap();
        self.server.wait().unwrap();
    }

    /// The URL of the whole database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://isotone@127.0.0.1:{}/postgres?sslmode=disable", self.port)
    }

    async fn wait(&mut self) {
        for _ in 0..300 {
            // After a crash the next server refuses to start until the last child of the one before is gone.
            if self.server.try_wait().unwrap().is_some() {
                self.server = serve(&self.programs, &self.folder.path().join("data"), self.port);
            }
            if tokio_postgres::connect(&self.url(), NoTls).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the server did not start within 30 s");
    }
}

/// Empties the tables behind this URL, so that a test begins as on a new database.
pub(crate) async fn empty(url: &str) {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let sql = "TRUNCATE documents, partitions, keys, blobs, jobs; UPDATE highest_erased SET revision = 0";
    client.batch_execute(sql).await.unwrap();
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // At worst the folder stays behind.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A server that follows another, and can take its place.
pub(crate) struct Standby {
    port: u16,
    server: Child,
}

impl Standby {
    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Makes it the server that accepts writes.
    pub(crate) async fn promote(&self) {
        let url = format!("postgres://isotone@127.0.0.1:{}/postgres?sslmode=disable", self.port);
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
        tokio::spawn(connection);
        assert!(client.query_one("SELECT pg_promote()", &[]).await.unwrap().get::<_, bool>(0));
    }
}

impl Drop for Standby {
    fn drop(&mut self) {
        // At worst it ends with its folder.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn serve(programs: &Path, data: &Path, port: u16) -> Child {
    as_other_user(&programs.join("postgres"))
        .arg("-D")
        .arg(data)
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
