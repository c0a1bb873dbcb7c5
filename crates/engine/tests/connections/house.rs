//! A server with simulated providers, whose clock stands until it is moved.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use ::providers::garmin::GARMIN;
use ::providers::garmin_personal::GARMIN_PERSONAL;
use ::providers::intervals::INTERVALS;
use ::providers::others::OTHERS;
use ::providers::withings::WITHINGS;
use ::providers::{Loopback, STRAVA, Told, World};
use connect::providers::{Settings, build};
use engine::{
    AthleteChanges, Clock, Connection, ConnectionState, Connections, Engine, Incoming, Keyring, Returning,
    SeededRandomness,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{Memory, Store};
use timeline::Event;
use units::Mass;

pub(crate) const ME: &str = "ada";
/// The athlete's name at Strava.
pub(crate) const AT_STRAVA: u64 = 134_815;
pub(crate) const SESSION: &str = "browser-1";
pub(crate) const ALL: [&str; 3] = ["read", "activity:read", "activity:read_all"];
pub(crate) const PUBLIC: [&str; 2] = ["read", "activity:read"];

#[derive(Debug)]
pub(crate) struct Hands(Mutex<Timestamp>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct House {
    pub(crate) engine: Engine,
    pub(crate) web: Loopback,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<Hands>,
}

pub(crate) fn somebody() -> AthleteChanges {
    AthleteChanges { body_mass: Some(Mass::from_kg(70.0)), ..AthleteChanges::default() }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Monday morning.
pub(crate) fn start() -> Timestamp {
    at("2026-11-30T06:02:00Z")
}

/// How Strava is registered here: its addresses are the simulator's.
pub(crate) fn settings() -> Settings {
    let options = [
        ("authorize_url", format!("{STRAVA}/oauth/authorize")),
        ("token_url", format!("{STRAVA}/oauth/token")),
        ("api_url", format!("{STRAVA}/api/v3")),
        ("revoke_url", format!("{STRAVA}/oauth/deauthorize")),
    ];
    Settings {
        client: Some("4711".to_owned()),
        secret: Some("strava-secret".to_owned()),
        options: options.map(|(name, value)| (name.to_owned(), value)).into(),
    }
}

/// How Garmin is registered here.
pub(crate) fn garmin_settings() -> Settings {
    let options = [
        ("authorize_url", format!("{GARMIN}/oauth2Confirm")),
        ("token_url", format!("{GARMIN}/oauth/token")),
        ("api_url", GARMIN.to_owned()),
    ];
    Settings {
        client: Some("garmin-client".to_owned()),
        secret: Some("garmin-secret".to_owned()),
        options: options.map(|(name, value)| (name.to_owned(), value)).into(),
    }
}

impl House {
    pub(crate) async fn new() -> Self {
        Self::with(settings(), 1).await
    }

    pub(crate) async fn with(settings: Settings, seed: u64) -> Self {
        let web = Loopback::to(World::new(start(), seed));
        let store: Arc<dyn Store> = Arc::new(Memory::default());
        let clock = Arc::new(Hands(Mutex::new(start())));
        let engine = instance(&web, &store, &clock, &settings, seed);
        let house = Self { engine, web, store, clock };
        house.engine.put_athlete(ME, somebody(), &TimeZone::UTC).await.unwrap();
        assert_eq!(house.engine.listen().await.unwrap(), vec![]);
        house
    }

    /// Another instance on the same database.
    pub(crate) fn beside(&self, seed: u64) -> Engine {
        instance(&self.web, &self.store, &self.clock, &settings(), seed)
    }

    /// The athlete connects Strava and allows these scopes.
    pub(crate) async fn connect(&self, scopes: &[&str]) {
        self.connect_as(ME, AT_STRAVA, scopes).await.unwrap();
    }

    pub(crate) async fn connect_as(
        &self,
        athlete: &str,
        account: u64,
        scopes: &[&str],
    ) -> Result<String, engine::Error> {
        let redirect = "https://isotone.test/connections/strava/return";
        let errand = self.engine.begin_consent(athlete, "strava", SESSION, redirect).await?;
        let back = {
            let world = &mut *self.web.world();
            world.strava.consent(&errand.address, account, scopes, &mut world.seed)
        };
        self.engine.finish_consent("strava", SESSION, &returning(&back)).await
    }

    /// The athlete connects Garmin and allows this.
    pub(crate) async fn connect_garmin(&self, user: &str, permissions: &[&str]) {
        let hook = self.engine.hook("garmin").await.unwrap();
        self.web.world().garmin.callback = Some(format!("https://isotone.test{hook}"));
        let redirect = "https://isotone.test/connections/garmin/return";
        let errand = self.engine.begin_consent(ME, "garmin", SESSION, redirect).await.unwrap();
        let back = {
            let world = &mut *self.web.world();
            world.garmin.consent(&errand.address, user, permissions, &mut world.seed)
        };
        self.engine.finish_consent("garmin", SESSION, &returning(&back)).await.unwrap();
    }

    /// The athlete connects one of the others and allows everything.
    pub(crate) async fn connect_other(&self, provider: &str, user: &str) {
        let redirect = format!("https://isotone.test/connections/{provider}/return");
        let errand = self.engine.begin_consent(ME, provider, SESSION, &redirect).await.unwrap();
        let back = {
            let world = &mut *self.web.world();
            world.others.consent(&errand.address, provider, user, &mut world.seed)
        };
        let returning = returning(&back);
        let scope = errand.address.split("scope=").nth(1).and_then(|rest| rest.split('&').next());
        let scope = scope.map(|scope| scope.replace("%20", " ").replace("%3A", ":").replace("%2F", "/"));
        self.engine.finish_consent(provider, SESSION, &Returning { scope, ..returning }).await.unwrap();
    }

    /// The athlete connects Withings.
    pub(crate) async fn connect_withings(&self, user: &str) {
        let redirect = "https://isotone.test/connections/withings/return";
        let errand = self.engine.begin_consent(ME, "withings", SESSION, redirect).await.unwrap();
        let back = {
            let world = &mut *self.web.world();
            world.withings.consent(&errand.address, user, world.now, &mut world.seed)
        };
        self.engine.finish_consent("withings", SESSION, &returning(&back)).await.unwrap();
    }

    /// The body masses that are logged, kg, those that may be somebody else's with a question mark.
    pub(crate) async fn masses(&self) -> Vec<String> {
        let readings = self.engine.readings(ME, Timestamp::MIN, Timestamp::MAX).await.unwrap();
        let mass = |reading: &engine::LoggedReading| match reading.reading {
            engine::ReadingKind::BodyMass { mass } => {
                Some(format!("{:.1}{}", mass.as_kg(), if reading.unsure { "?" } else { "" }))
            }
            _ => None,
        };
        readings.iter().filter_map(mass).collect()
    }

    /// Delivers what the providers tell, in order.
    pub(crate) async fn deliver(&self) {
        let told = self.web.world().take_told();
        for notice in &told {
            assert_eq!(self.tell(notice).await, 200, "{}", notice.body);
        }
    }

    pub(crate) async fn tell(&self, notice: &Told) -> u16 {
        let answered = self.engine.hear(notice.provider, &incoming(notice)).await;
        answered.unwrap().status
    }

    /// Does everything that is due now.
    pub(crate) async fn work(&self) {
        loop {
            let worked = self.engine.work(10).await.unwrap();
            if let Some((job, error)) = worked.failed.first() {
                panic!("job {} {} failed: {error}", job.kind, job.body);
            }
            if worked.done == 0 {
                return;
            }
        }
    }

    /// Delivers and works.
    pub(crate) async fn settle(&self) {
        self.deliver().await;
        self.work().await;
    }

    /// Moves the clock, of the server and of the providers, in steps of a minute, working on the way.
    pub(crate) async fn pass(&self, minutes: i64) {
        for _ in 0..minutes {
            self.forward(SignedDuration::from_mins(1));
            self.settle().await;
        }
    }

    /// Moves the clock in steps of half an hour.
    pub(crate) async fn pass_hours(&self, hours: i64) {
        for _ in 0..hours * 2 {
            self.forward(SignedDuration::from_mins(30));
            self.settle().await;
        }
    }

    pub(crate) fn forward(&self, by: SignedDuration) {
        let mut hands = self.clock.0.lock().unwrap();
        *hands = hands.checked_add(by).unwrap();
        self.web.world().now = *hands;
    }

    pub(crate) async fn events(&self) -> Vec<Event> {
        self.engine.events(ME, Timestamp::MIN, Timestamp::MAX).await.unwrap()
    }

    /// The lengths of what is on the timeline, s.
    pub(crate) async fn lengths(&self) -> Vec<f64> {
        self.events().await.iter().map(|event| event.span.duration().as_seconds()).collect()
    }

    pub(crate) async fn connection(&self) -> Connection {
        self.engine.connections(ME).await.unwrap().pop().unwrap()
    }

    pub(crate) async fn state(&self) -> ConnectionState {
        self.connection().await.state
    }

    /// What ails the connection.
    pub(crate) async fn trouble(&self) -> Option<String> {
        self.connection().await.trouble.map(|trouble| trouble.code)
    }

    /// How many requests for data were answered, by the last part of their address.
    pub(crate) fn asked(&self, part: &str) -> usize {
        self.web.world().asked.iter().filter(|asked| asked.url.contains(part)).count()
    }
}

pub(crate) fn instance(
    web: &Loopback,
    store: &Arc<dyn Store>,
    clock: &Arc<Hands>,
    settings: &Settings,
    seed: u64,
) -> Engine {
    let keys = Keyring::read("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap();
    let strava = build("strava", settings).unwrap();
    let garmin = build("garmin", &garmin_settings()).unwrap();
    let at = |options: &[(&str, &str)], client: Option<(&str, &str)>| Settings {
        client: client.map(|(client, _)| client.to_owned()),
        secret: client.map(|(_, secret)| secret.to_owned()),
        options: options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let personal = build("garmin-personal", &at(&[("api_url", GARMIN_PERSONAL)], None)).unwrap();
    let intervals = build("intervals", &at(&[("api_url", INTERVALS)], None)).unwrap();
    let application = Some(("withings-client", "withings-secret"));
    let withings = build("withings", &at(&[("api_url", WITHINGS)], application)).unwrap();
    let other = |name: &str| {
        let (api, token) = (format!("{OTHERS}/{name}"), format!("{OTHERS}/{name}/token"));
        let mut options = vec![("api_url", &*api), ("token_url", &*token)];
        options.extend((name == "suunto").then_some(("subscription_key", "key")));
        build(name, &at(&options, Some(("client", "secret")))).unwrap()
    };
    let others = ["polar", "wahoo", "oura", "whoop", "suunto", "google-health"].map(other);
    let all = [garmin, strava, personal, intervals, withings].into_iter().chain(others);
    let connections = Connections::new(all, Arc::new(web.clone()), keys)
        .reached_at(Some("https://isotone.test".to_owned()));
    Engine::new(Arc::clone(store), Arc::clone(clock) as Arc<dyn Clock>)
        .with_randomness(Arc::new(SeededRandomness::new(seed << 32)))
        .with_connections(connections)
}

/// What a browser that is sent to this address shows the server.
pub(crate) fn returning(address: &str) -> Returning {
    let query = address.split_once('?').unwrap().1;
    let fields: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
    let of = |name: &str| fields.get(name).map(|&value| value.to_owned());
    Returning { state: of("state").unwrap_or_default(), code: of("code"), scope: of("scope") }
}

pub(crate) fn incoming(told: &Told) -> Incoming {
    Incoming {
        method: "POST".to_owned(),
        hook: told.to.rsplit('/').next().unwrap_or_default().to_owned(),
        query: Vec::new(),
        headers: told.headers.clone(),
        body: told.body.clone().into_bytes(),
    }
}
