//! The database server: a pool of connections, prepared statements, and patience while it fails over.
//!
//! Any number of instances share one server. A commit is one statement, and those that arrive together share a transaction
//! ([`group`]); the row lock on the owner orders the commits of one owner, and nothing is shared between owners but the unique
//! keys.

mod checkout;
mod citus;
mod commit;
mod group;
mod job;
mod lanes;
mod net;
mod owner;
mod read;
mod retry;
mod schema;
mod server;
mod tls;
mod token;
mod turns;

use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use deadpool_postgres::{Client, ClientWrapper, Pool, Runtime};
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::Config;
use tokio_postgres::config::TargetSessionAttrs;

use crate::blob::pack;
use crate::{
    Answer, BlobId, CollectionName, Commit, Document, DocumentId, Feed, Holdings, Job, JobId, Owner, Pick,
    Revision, Store, StoreError,
};
use checkout::{Checkout, Way};
use group::Groups;
use lanes::Lanes;
use retry::{Try, patiently};
use schema::Kind;
pub use server::{Server, Worker};
use token::Token;
use turns::Turns;

/// How long one try waits: for the server to take a connection, or for one to become free.
const WAIT: Duration = Duration::from_secs(5);

/// How long a statement waits for a row that another one has locked.
const LOCK_LIMIT: &str = "10s";

/// How long a statement runs.
const STATEMENT_LIMIT: &str = "60s";

/// How many connections the short reads share.
const LANES: usize = 2;

/// A store on a PostgreSQL server.
pub struct Postgres {
    pool: Pool,
    way: Way,
    kind: Kind,
    lanes: Lanes,
    turns: Turns,
    groups: Groups,
    instance: u64,
    commits: AtomicU64,
    feed: Feed,
}

impl Postgres {
    /// Connects to the server, making the tables when they are missing. `connections` is the most that this instance
    /// holds at a time, at least three: short reads share two of them.
    ///
    /// The URL may name several hosts (`postgres://isotone@a,b/isotone`): the one that accepts writes is used, and
    /// looked for again when it fails. With `sslmode=require` the connection is encrypted and the server's certificate
    /// checked; without, it is plain.
    ///
    /// # Errors
    /// When the URL is not understood, the server cannot be reached, or a newer version of the program wrote the tables.
    pub async fn connect(url: &str, connections: usize) -> Result<Self, StoreError> {
        let mut config = Config::from_str(url).map_err(|error| {
            StoreError::Database(format!(
                "the URL is not understood ({error}): write postgres://user:password@host/database"
            ))
        })?;
        config
            .application_name("isotone")
            .target_session_attrs(TargetSessionAttrs::ReadWrite)
            .connect_timeout(WAIT)
            .keepalives_idle(Duration::from_secs(30))
            .tcp_user_timeout(WAIT * 2);
        // What kind of server it is, a first connection finds out; a cluster wants its plans made otherwise.
        let mut store = Self::over(&config, 1, Kind::Plain, url)?;
        let kind = store.patiently((), |client, ()| Box::pin(schema::prepare(client))).await?;
        if kind == Kind::Citus || connections > 1 {
            store = Self::over(&config, connections, kind, url)?;
        }
        Ok(store)
    }

    /// A store over a pool of connections, none of which is made yet.
    fn over(config: &Config, connections: usize, kind: Kind, url: &str) -> Result<Self, StoreError> {
        // A plain server's plans do not depend on their parameters: it need not make them anew each time, and none may read a
        // whole table because that was small when the plan was made; compiling statements costs more than they do. A
        // coordinator sends a statement to the node of its parameter, which it has to know. And nobody waits for ever: not for
        // a row that somebody else has locked, nor for a statement.
        let plans = match kind {
            Kind::Plain => "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off",
            Kind::Citus => "-c plan_cache_mode=auto",
        };
        let asked = config.get_options().unwrap_or_default();
        let options =
            format!("{plans} -c lock_timeout={LOCK_LIMIT} -c statement_timeout={STATEMENT_LIMIT} {asked}");
        let mut config = config.clone();
        config.options(options);
        let (manager, way) = tls::manager(config)?;
        let pool = Pool::builder(manager)
            .max_size(connections.saturating_sub(LANES).max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(WAIT))
            .build()
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self {
            pool,
            way,
            kind,
            lanes: Lanes::new(LANES),
            turns: Turns::new(),
            groups: Groups::default(),
            instance: RandomState::new().hash_one(url),
            commits: AtomicU64::new(0),
            feed: Feed::default(),
        })
    }

    /// Says on a cluster that a job is due then, which is what instances look at instead of at all nodes.
    async fn announce_job(&self, due: Option<i64>) -> Result<(), StoreError> {
        match (self.kind, due) {
            (Kind::Citus, Some(due)) => self.patiently(due, citus::announce_job).await,
            _ => Ok(()),
        }
    }

    /// What the server says of itself.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn server(&self) -> Answer<'_, Server> {
        self.patiently(self.kind, server::server)
    }

    /// A token that no other commit has had, higher than all that this instance gave before.
    fn token(&self) -> Token {
        Token::new(self.instance, self.commits.fetch_add(1, Ordering::Relaxed))
    }

    /// Asks the server until it answers or patience runs out. A connection that failed is not used again.
    fn patiently<'a, A, T>(
        &'a self,
        asked: A,
        ask: for<'c> fn(&'c mut Client, &'c A) -> Try<'c, T>,
    ) -> Answer<'a, T>
    where
        A: Send + Sync + 'a,
        T: Send + 'a,
    {
        Box::pin(async move {
            patiently(|| {
                Box::pin(async {
                    let mut connection = Checkout::new(self.pool.get().await?, &self.way);
                    let outcome = connection.ask(ask, &asked).await;
                    let broken = outcome.as_ref().is_err_and(retry::Failure::passes);
                    connection.finish(!broken);
                    if broken {
                        self.lanes.forget().await;
                    }
                    outcome
                })
            })
            .await
        })
    }

    /// The same for the reading of a row, on a connection that others read from too.
    fn reading<'a, A, T>(
        &'a self,
        asked: A,
        ask: for<'c> fn(&'c ClientWrapper, &'c A) -> Try<'c, T>,
    ) -> Answer<'a, T>
    where
        A: Send + Sync + 'a,
        T: Send + 'a,
    {
        Box::pin(async move {
            patiently(|| {
                Box::pin(async {
                    let lane = self.lanes.next(&self.pool).await?;
                    let outcome = ask(&lane, &asked).await;
                    if outcome.as_ref().is_err_and(retry::Failure::passes) {
                        self.lanes.forget().await;
                    }
                    outcome
                })
            })
            .await
        })
    }
}

impl Store for Postgres {
    fn commit(&self, commit: Commit) -> Answer<'_, Revision> {
        Box::pin(async move {
            commit.check()?;
            let owner = commit.owner.clone();
            let net = net::Net::of(commit);
            let _turn = self.turns.of(&owner).await;
            let due = net.first_due();
            let request = Arc::new(commit::Request::new(net, self.token(), self.kind));
            let mut grouped = None;
            if request.may_be_grouped() {
                grouped = self.groups.commit(&self.pool, &request).await;
            }
            let revision = match grouped {
                Some(revision) => revision,
                None => self.patiently(request, commit::commit).await?,
            };
            // If this fails the commit has happened all the same, and the job is found within a minute.
            let _ = self.announce_job(due).await;
            self.feed.announce(&owner);
            Ok(revision)
        })
    }

    fn revisions(&self, owners: &[Owner]) -> Answer<'_, Vec<Option<Revision>>> {
        let names = owners.iter().map(Owner::to_string).collect();
        match self.kind {
            Kind::Plain => self.reading(names, read::revisions),
            Kind::Citus => self.reading(names, citus::revisions),
        }
    }

    fn get(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        id: &DocumentId,
    ) -> Answer<'_, Option<Document>> {
        self.reading((owner.clone(), collection.clone(), id.clone()), read::get)
    }

    fn read(
        &self,
        owner: &Owner,
        wanted: &[(CollectionName, DocumentId)],
    ) -> Answer<'_, (Option<Revision>, Vec<Option<Document>>)> {
        let (owner, wanted) = (owner.clone(), wanted.to_vec());
        Box::pin(async move {
            if self.kind == Kind::Plain && !wanted.is_empty() {
                let (collections, ids): (Vec<String>, Vec<String>) =
                    wanted.iter().map(|(collection, id)| (collection.to_string(), id.to_string())).unzip();
                return self.reading((owner, collections, ids), read::together).await;
            }
            let revision = self.revision(&owner).await?;
            let mut documents = Vec::with_capacity(wanted.len());
            for (collection, id) in &wanted {
                documents.push(self.get(&owner, collection, id).await?);
            }
            Ok((revision, documents))
        })
    }

    fn present(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        ids: &[DocumentId],
    ) -> Answer<'_, Vec<DocumentId>> {
        let ids = ids.iter().map(DocumentId::to_string).collect();
        self.reading((owner.clone(), collection.clone(), ids), read::present)
    }

    fn list(&self, owner: &Owner, collection: &CollectionName) -> Answer<'_, Vec<Document>> {
        self.patiently((owner.clone(), collection.clone()), read::list)
    }

    fn page(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        after: Option<&DocumentId>,
        most: usize,
    ) -> Answer<'_, Vec<Document>> {
        self.patiently((owner.clone(), collection.clone(), after.cloned(), most), read::page)
    }

    fn range(
        &self,
        owner: &Owner,
        collection: &CollectionName,
        from: Timestamp,
        to: Timestamp,
    ) -> Answer<'_, Vec<Document>> {
        self.patiently((owner.clone(), collection.clone(), from, to), read::range)
    }

    fn owners_after(&self, after: Option<&Owner>, most: usize) -> Answer<'_, Vec<Owner>> {
        self.patiently((after.cloned(), most), read::owners_after)
    }

    fn holder(&self, namespace: &CollectionName, key: &str) -> Answer<'_, Option<(Owner, DocumentId)>> {
        self.reading((namespace.clone(), key.to_owned()), read::holder)
    }

    fn holdings(&self, owner: &Owner) -> Answer<'_, Holdings> {
        self.patiently(owner.clone(), owner::holdings)
    }

    fn put_blob(&self, owner: &Owner, bytes: Vec<u8>) -> Answer<'_, BlobId> {
        let owner = owner.clone();
        Box::pin(async move {
            let packing = tokio::task::spawn_blocking(move || Ok((BlobId::of(&bytes), pack(&bytes)?)));
            let packed: Result<_, StoreError> =
                packing.await.map_err(|error| StoreError::Database(error.to_string()))?;
            let (id, packed) = packed?;
            let put_blob = match self.kind {
                Kind::Plain => owner::put_blob,
                Kind::Citus => citus::put_blob,
            };
            self.patiently((owner, id.clone(), packed), put_blob).await?;
            Ok(id)
        })
    }

    fn blob(&self, owner: &Owner, id: &BlobId) -> Answer<'_, Option<Vec<u8>>> {
        self.patiently((owner.clone(), id.clone()), read::blob)
    }

    fn present_blobs(&self, owner: &Owner, ids: &[BlobId]) -> Answer<'_, Vec<BlobId>> {
        let ids = ids.iter().map(|id| id.as_str().to_owned()).collect();
        self.reading((owner.clone(), ids), read::present_blobs)
    }

    fn lease_picked(
        &self,
        now: Timestamp,
        lease: SignedDuration,
        most: usize,
        pick: Pick,
    ) -> Answer<'_, Vec<Job>> {
        match self.kind {
            Kind::Plain => self.patiently((now, lease, most, pick), job::lease),
            Kind::Citus => self.patiently((now, lease, most, pick), citus::lease),
        }
    }

    fn complete(&self, job: JobId) -> Answer<'_, ()> {
        self.patiently(job, job::complete)
    }

    fn give_back(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        Box::pin(async move {
            self.patiently((job, due), job::give_back).await?;
            self.announce_job(Some(due.as_microsecond())).await
        })
    }

    fn poisoned(&self, now: Timestamp) -> Answer<'_, Vec<Job>> {
        self.patiently(now, job::poisoned)
    }

    fn revive(&self, job: JobId, due: Timestamp) -> Answer<'_, ()> {
        Box::pin(async move {
            self.patiently((job, due), job::revive).await?;
            self.announce_job(Some(due.as_microsecond())).await
        })
    }

    fn erase(&self, owner: &Owner) -> Answer<'_, ()> {
        let owner = owner.clone();
        Box::pin(async move {
            let _turn = self.turns.of(&owner).await;
            self.patiently(owner.clone(), owner::erase).await?;
            self.feed.announce(&owner);
            Ok(())
        })
    }

    fn highest_erased(&self) -> Answer<'_, u64> {
        self.patiently((), owner::highest_erased)
    }

    fn raise_highest_erased(&self, revision: u64) -> Answer<'_, ()> {
        self.patiently(revision.cast_signed(), owner::raise_highest_erased)
    }

    fn feed(&self) -> &Feed {
        &self.feed
    }
}
