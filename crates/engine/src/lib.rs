//! The use cases: what a face (command line, API, page) can ask for, and the only place where the core meets the
//! database and the clock.
//!
//! Everything shown is derived from what was stored: reports become observations, observations events, weights sweat
//! tests, tests a profile, and the profile a plan. Every number on the way leaves its receipt.

mod access;
mod advice;
mod amend;
mod archive;
mod assumed_weather;
mod athlete;
mod begun_test;
mod blocking;
mod body_mass;
mod calendar;
mod catalogue;
mod caught;
mod clock;
mod conditions;
mod connections;
mod dates;
mod day;
mod day_plan;
pub mod demo;
mod erase;
mod error;
mod explain;
mod first;
mod fitness;
mod forecast_watch;
mod import;
mod jobs;
mod logged;
mod model;
mod owner;
mod part_taken;
mod past;
mod patch_photos;
mod patch_reading;
mod places;
mod planned;
mod race;
mod rebuild;
mod reconciliation;
mod recorded;
mod recording;
mod reminders;
mod removal;
mod requests;
mod retention;
mod revisions;
pub mod scenario;
mod signals;
mod simulated;
mod sources;
mod squad;
mod squads;
mod subscriptions;
mod sweat_profile;
mod sweat_test;
mod taken;
mod timeline;
mod unclaimed;
mod weather;
mod weighed;
mod what_if;
mod workout_file;

use std::collections::BTreeMap;
use std::sync::Arc;

use connect::calendar::{Calendars, NoCalendars};
use connect::weather::{Climatology, Weather};

use store::{Collection, Owner, Revision, Store, Stored};

pub use access::{
    Account, Action, Caller, Errand, Grant, Grantee, Identity, Letter, Level, NewGrant, NewPasskey, NewToken,
    Passkey, PasskeySignIn, Person, Provider, Purpose, Randomness, Returned, Scope, Secret, SeededRandomness,
    Session, SharedLink, Site, Standing, SystemRandomness, Token, Verdict, Via, may,
};
pub use advice::Advice;
pub use archive::{Manifest, Restored, is_archive};
pub use athlete::{AthleteChanges, AthleteRecord};
pub use begun_test::BegunTest;
pub use body_mass::TypedMass;
pub use calendar::{Assumed, CalendarEntry};
pub use catalogue::{BasketAnswer, ItemFormat};
pub use caught::{caught, panic_message};
pub use clock::{Clock, FixedClock, SystemClock};
pub use conditions::ConditionsInput;
pub use connections::{
    Answered, Backfill, BudgetWindow, Connection, ConnectionState, Connections, ConsentErrand, Device,
    Incoming, Keyring, Leave, NoticeCounts, ProviderHealth, ProviderQueue, Returning, Trouble, Uploaded,
    WorkCounts,
};
pub use dates::{END_OF_DATES, FIRST_DATE, check_date, check_instant};
pub use day::MorningCheck;
pub use day_plan::{DayPlan, PhaseBasket, SessionPlan};
pub use erase::Erasure;
pub use error::{Error, FieldError};
pub use forecast_watch::AskedWeather;
pub use formats::Hints;
pub use import::{Came, IMPORT, Import, ImportCounts, ImportFile, ImportOutcome, ImportState, StagedFile};
pub use jobs::{SELF_CHECK, Schedule, SelfCheck, Worked, Worker};
pub use logged::{LoggedReading, ReadingKind, TypedEntry};
pub use model::{OwnTests, Validation, ValidationSize};
pub use part_taken::Part;
pub use past::ExpectedLoss;
pub use patch_reading::{PatchAdvice, PatchReading, PhotoRefused, Worn};
pub use places::{NamedPlace, named_place, places_like};
pub use planned::{NewPlannedSession, PlannedSession};
pub use race::{StartList, StartListLeg};
pub use rebuild::{Difference, Fault, Replayed};
pub use recording::{ImportedRecording, Report};
pub use reminders::{
    Act, Channel, DeadLetter, Feed, FeedEntry, FeedLine, FeedNews, Hears, MessageCounts, MessageState,
    NewChannel, ReminderSettings, Saying, SentMessage, SquadReminders, Wording, Words,
};
pub use removal::{Former, Removal};
pub use requests::{KeptAnswer, Keyed, RequestName};
pub use retention::Retention;
pub use revisions::Revisions;
pub use signals::Happening;
pub use simulated::simulated_profile;
pub use sources::SourceHealth;
pub use squad::SquadRecord;
pub use squads::{
    AthleteRead, AuditEntry, AuditFault, Availability, BOTTLE_FIELDS, BOTTLE_STEP_FIELDS, Board, BottleLabel,
    BottleSheet, BottleStepView, BottleView, BottleWishes, By, Consent, ConsentAsked, ConsentGiven,
    ConsentLink, CrateView, CratedBottle, Edition, Extent, FIELDS, Folded, Given, HeatDecision, HeatNow,
    HeatReading, HeatSessions, Kiosk, KioskBundle, KioskEntry, KioskEvent, MEMBER_FIELDS, MemberChanges,
    MemberRecord, MemberView, Method, NewHeatReading, NewSquadSession, OneBottle, Product as BottleProduct,
    Purchase, RecipeView, RosterOutcome, RowView, SEASON_FIELDS, SUMMARY_FIELDS, Season, SeasonView,
    SessionChanges, SessionNeeds, SessionReport, SessionView, SquadNeeds, SquadSession, SquadSettings,
    State as SquadSessionState, StoredEvent, SummaryView, TableFor, WATER, What, WhyNot, bottled_products,
    message_kinds,
};
pub use subscriptions::CalendarSubscription;
pub use sweat_profile::{Curve, CurvePoint, LearningStep, ProfileView, SodiumView};
pub use sweat_test::{CombinedRate, NewSweatTest, Scanned, SweatTestRecord, WornPatch};
pub use taken::{Portion, Taken};
pub use timeline::{Overrule, Why};
pub use weather::{WeatherSource, place};
pub use weighed::WeighedAround;
pub use what_if::Imagined;
pub use workout_file::DrinkSteps;

/// The use cases over a store and a clock.
#[derive(Clone)]
pub struct Engine {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    weather: Arc<dyn Weather>,
    calendars: Arc<dyn Calendars>,
    randomness: Arc<dyn Randomness>,
    hashing: access::Hashing,
    patches: patch_reading::Patches,
    photo_work: blocking::Blocking,
    provider: Option<access::Provider>,
    /// The sweat of planned sessions that a scenario fixes, by session.
    fixed_sweat: Arc<BTreeMap<String, scenario::FixedSweat>>,
    connections: Arc<Connections>,
    messages: Arc<reminders::Messages>,
    simulations: Arc<model::LastSimulations>,
    /// Where signals go; nowhere unless asked for.
    signals: Option<Arc<signals::Telling>>,
    /// What seals secrets of channels; they lie open in the database without it.
    seal: Option<Arc<Keyring>>,
    /// Whether the caller is not the athlete.
    onlooker: bool,
}

impl Engine {
    /// The use cases over this store and this clock; weather is the usual one of place and season.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            weather: Arc::new(Climatology),
            calendars: Arc::new(NoCalendars),
            randomness: Arc::new(SystemRandomness),
            hashing: access::Hashing::default(),
            patches: patch_reading::Patches::of(vec![patch::Layout::reference().clone()]),
            photo_work: blocking::Blocking::by_processors(),
            provider: None,
            fixed_sweat: Arc::default(),
            connections: Arc::new(Connections::none()),
            messages: Arc::default(),
            simulations: Arc::default(),
            signals: None,
            seal: None,
            onlooker: false,
        }
    }

    /// The same, expecting this sweat of these sessions whatever the profile says.
    pub(crate) fn with_fixed_sweat(self, sweat: BTreeMap<String, scenario::FixedSweat>) -> Self {
        Self { fixed_sweat: Arc::new(sweat), ..self }
    }

    /// The same, drawing names and secrets from here.
    #[must_use]
    pub fn with_randomness(self, randomness: Arc<dyn Randomness>) -> Self {
        Self { randomness, ..self }
    }

    /// The same, asking this source for the weather.
    #[must_use]
    pub fn with_weather(self, weather: Arc<dyn Weather>) -> Self {
        Self { weather, ..self }
    }

    /// The present instant, as the clock tells it.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Result<(), Error> {
        self.store.owners_after(None, 1).await?;
        Ok(())
    }

    /// The revision of an athlete's documents: what is shown of them alone stays the same meanwhile. It rises with every
    /// commit and never restarts, not even after an erasure; 0 when there is no such athlete.
    ///
    /// # Errors
    /// When the name cannot be one, or the database fails.
    pub async fn revision(&self, athlete: &str) -> Result<u64, Error> {
        Ok(self.store.revision(&owner::athlete(athlete)?).await?.map_or(0, Revision::get))
    }

    /// Waits until an athlete's documents are no longer at revision `since`, and answers with the new one, 0 when it was erased.
    ///
    /// # Errors
    /// When the name cannot be one, or the database fails.
    pub async fn changed(&self, athlete: &str, since: u64) -> Result<u64, Error> {
        let changed = self.store.changed(&owner::athlete(athlete)?, Revision::new(since)).await?;
        Ok(changed.map_or(0, Revision::get))
    }

    fn of<'a, T: Stored>(&'a self, owner: &'a Owner) -> Collection<'a, T> {
        Collection::of(&*self.store, owner)
    }
}
