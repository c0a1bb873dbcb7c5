//! The forms of answers that the core writes itself: what `timeline`, `fuel` and `evidence` put into documents goes out as
//! it is, in the reader's units, and is described here.

#![expect(dead_code, reason = "the core's own types are written; these say in what form")]

use serde::Serialize;
use utoipa::ToSchema;

use super::view::Quantity;

/// A stretch of time.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimeSpan {
    /// From this instant,
    #[schema(example = "2026-06-11T07:00:00Z")]
    start: String,
    /// until this one.
    end: String,
}

/// Who observed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Observer {
    /// The platform or format.
    provider: String,
    /// The device, where it is known.
    device: Option<String>,
    /// How close to what happened: `manual`, `auto-detected`, `aggregator-copy`, `provider-summary`, `provider-detail`,
    /// `device-file`.
    quality: String,
}

/// What happened, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct TimelineEvent {
    /// Its name.
    id: String,
    /// When.
    span: TimeSpan,
    /// What.
    kind: EventKind,
    /// The observations behind it, the one that names it first.
    links: Vec<EventLink>,
    /// Which observation each field comes from.
    #[serde(default)]
    fields: Vec<FieldOrigin>,
    /// The legs of a multisport workout.
    #[serde(default)]
    legs: Vec<EventLeg>,
    /// The first event of the outing that it is a part of.
    outing: Option<String>,
    /// What to keep in mind: `inside`, `truncated`, `span-conflict`, `ambiguous`, `manual`, `composite`, `tentative`,
    /// `in-bed-only`, `onset-during-workout`, `repeated-date`.
    #[serde(default)]
    flags: Vec<String>,
    /// Made by the demo.
    simulated: bool,
}

/// A workout or a sleep, as `what` says; fields of the other kind are absent.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventKind {
    /// `workout` or `sleep`.
    #[schema(example = "workout")]
    what: String,
    /// A workout's sport, as its source names it.
    sport: Option<String>,
    /// The athlete's title of it.
    name: Option<String>,
    /// Time without pauses.
    timer: Option<Quantity>,
    /// Distance.
    distance: Option<Quantity>,
    /// Metres climbed.
    ascent: Option<Quantity>,
    /// Mean heart rate.
    mean_heart_rate: Option<Quantity>,
    /// Highest heart rate.
    max_heart_rate: Option<Quantity>,
    /// What measured the heart rate: `optical` or `strap`.
    heart_rate_sensor: Option<String>,
    /// Mean power.
    mean_power: Option<Quantity>,
    /// Energy spent.
    energy: Option<Quantity>,
    /// The temperature of the device, which is not the air's.
    device_temperature: Option<Quantity>,
    /// When the workout was interrupted.
    #[serde(default)]
    pauses: Vec<TimeSpan>,
    /// How long a sleep was.
    asleep: Option<Quantity>,
    /// How long the athlete lay awake in it.
    awake: Option<Quantity>,
    /// Asleep over in bed, 0–1.
    efficiency: Option<f64>,
    /// How long it was deep.
    deep: Option<Quantity>,
    /// How long the athlete dreamt.
    rem: Option<Quantity>,
    /// `main`, `second` or `nap`.
    role: Option<String>,
    /// The day of waking.
    day: Option<String>,
}

/// One leg of a multisport workout.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventLeg {
    /// When.
    span: TimeSpan,
    /// What.
    workout: LegWorkout,
    /// The observations behind it, the best first.
    links: Vec<EventLink>,
}

/// What a leg was.
#[derive(Serialize, ToSchema)]
pub(crate) struct LegWorkout {
    /// The sport.
    sport: String,
    /// Its title.
    name: Option<String>,
    /// Time without pauses.
    timer: Option<Quantity>,
    /// Distance.
    distance: Option<Quantity>,
    /// Mean heart rate.
    mean_heart_rate: Option<Quantity>,
    /// Mean power.
    mean_power: Option<Quantity>,
}

/// Why an observation belongs to an event.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventLink {
    /// The observation.
    observation: String,
    /// Its source.
    source: Observer,
    /// When it says it was.
    span: Option<TimeSpan>,
    /// `anchor`, `duplicate`, `piece`, `leg`, `evidence`, `cover` or `in-bed`.
    role: String,
    /// The rule that joined it: `R0` to `R8`, `S3`, `S4`, or `Athlete`.
    rule: String,
    /// How well it fits, 0–1.
    score: f64,
}

/// A field of a workout, and the observation it comes from.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldOrigin {
    /// `sport`, `name`, `timer`, `distance`, `ascent`, `heart-rate`, `power`, `energy`, `device-temperature`, `pauses`.
    field: String,
    /// The observation.
    observation: String,
}

/// What one report says happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct ObservationView {
    /// Its name.
    id: String,
    /// Which revision of it this is.
    revision: u64,
    /// Who observed.
    source: Observer,
    /// When.
    span: TimeSpan,
    /// What.
    kind: EventKind,
    /// What to keep in mind about it.
    #[serde(default)]
    traits: Vec<String>,
    /// A name that every copy of the same recording bears.
    recording: Option<String>,
    /// The observation of which it is a leg.
    parent: Option<String>,
    /// When it came.
    received: Option<String>,
}

/// Something that the rules do not decide by themselves.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuestionView {
    /// Its name.
    id: String,
    /// The observation that it is about.
    observation: String,
    /// When that was.
    span: TimeSpan,
    /// It is about sleep.
    #[serde(default)]
    sleep: bool,
    /// What is in question.
    matter: MatterView,
}

/// A decision of the athlete.
#[derive(Serialize, ToSchema)]
pub(crate) struct DecisionView {
    /// Its name.
    id: String,
    /// When it was made.
    at: String,
    /// What was decided.
    choice: ChoiceView,
}

/// What was decided, as `choice` says; the fields of other choices are absent.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChoiceView {
    /// `same`, `not-same`, `split`, `use`, `discard`, `restamp` or `accept`.
    choice: String,
    /// An observation.
    a: Option<String>,
    /// Another.
    b: Option<String>,
    /// The observation.
    observation: Option<String>,
    /// Where the second event begins.
    at: Option<String>,
    /// The field; all of them if absent.
    field: Option<String>,
    /// When the observation began.
    start: Option<String>,
}

/// What sleep and sessions say together.
#[derive(Serialize, ToSchema)]
pub(crate) struct RestedView {
    /// Nights that are known.
    nights: usize,
    /// Days that have a session after a known night.
    days: usize,
    /// How many of those are needed before anything is said.
    needed: usize,
    /// The links; none while there are too few days.
    links: Vec<RestedLink>,
}

/// A measure of the night beside a measure of the sessions after it.
#[derive(Serialize, ToSchema)]
pub(crate) struct RestedLink {
    /// Of the night: how long, when, how regularly.
    night: String,
    /// Of the sessions: how long, how far a heartbeat carried, how fast the heart beat.
    sessions: String,
    /// How many days speak.
    days: usize,
    /// By how much the logarithm of the sessions' measure is greater for one hour more, with its 95 % interval.
    per_hour: BoundedNumber,
    /// Spearman's correlation with its 95 % interval.
    correlation: BoundedNumber,
    /// Whether the effect is clear with all nine comparisons in mind.
    clear: bool,
}

/// A number and its 95 % interval.
#[derive(Serialize, ToSchema)]
pub(crate) struct BoundedNumber {
    /// The number.
    value: f64,
    /// The interval's lower end.
    low: f64,
    /// Its upper end.
    high: f64,
}

/// A reading, at an instant.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadingView {
    /// Its name.
    id: String,
    /// When.
    at: String,
    /// Where it comes from: a format, or `typed`.
    source: String,
    /// What was read.
    reading: ReadingValue,
    /// A body mass that was weighed in a planned session or within 4 h after one; absent otherwise.
    after_exercise: Option<bool>,
}

/// What was read, as `what` says; the fields of other readings are absent.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadingValue {
    /// `body-mass`, `drink`, `caffeine`, `motivation`, `fatigue`, `thirst`, `urine-colour` or `urine-passed`.
    what: String,
    /// The body mass.
    mass: Option<Quantity>,
    /// What was drunk.
    volume: Option<Quantity>,
    /// The caffeine.
    amount: Option<Quantity>,
    /// Motivation or fatigue, 1 to 5; thirst, 0 to 9; urine colour, 1 to 8.
    score: Option<u8>,
}

/// An item of the catalogue. Absent amounts are unknown, not zero.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemView {
    /// Its name in documents.
    id: String,
    /// Its name for people.
    name: String,
    /// `drink`, `powder`, `gel`, `chew`, `bar`, `capsule` or `food`, …
    form: String,
    /// What it is sold as: `food`, `sports` or `medicine`.
    class: String,
    /// When it can be had: `before`, `during`, `after`, `bedtime`, `snack`, `meal`.
    slots: Vec<String>,
    /// What one serving is.
    #[schema(example = "1 gel 40 g")]
    serving: String,
    /// Mass of a serving.
    mass: Option<Quantity>,
    /// Water to mix a serving with.
    mix_with: Option<Quantity>,
    /// What a serving holds.
    nutrients: NutrientsView,
    /// What it contains, may contain, and was looked through for.
    contains: ContentsView,
    /// Where it is sold, as ISO 3166 codes; everywhere when empty.
    #[schema(example = json!(["GB", "DE"]))]
    countries: Vec<String>,
    /// Its barcode, where one is known.
    barcode: Option<String>,
    /// How well the figures are known.
    tier: String,
    /// When they were last compared with their source.
    #[schema(example = "2026-11-01")]
    checked: Option<String>,
    /// What they are stated for: `serving` or `prepared`.
    basis: String,
    /// The most servings a day, by its maker.
    max_per_day: Option<u32>,
    /// `current` or `discontinued`.
    status: String,
    /// Where they come from.
    source: String,
}

/// What is known of an item's ingredients. A food that is in none of the lists is unknown.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContentsView {
    /// What is in it, by the codes of `without`.
    #[schema(example = json!(["gluten"]))]
    contains: Vec<String>,
    /// What may be in it.
    may_contain: Vec<String>,
    /// What the ingredients were looked through for.
    assessed: Vec<String>,
}

/// What one serving holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct NutrientsView {
    /// Water.
    fluid: Option<Quantity>,
    /// Energy.
    energy: Option<Quantity>,
    /// Carbohydrate.
    carbohydrate: Option<Quantity>,
    /// Of that, fructose, free or bound in table sugar.
    fructose: Option<Quantity>,
    /// Protein.
    protein: Option<Quantity>,
    /// Fat.
    fat: Option<Quantity>,
    /// Fibre.
    fibre: Option<Quantity>,
    /// Sodium.
    sodium: Option<Quantity>,
    /// Potassium.
    potassium: Option<Quantity>,
    /// Caffeine.
    caffeine: Option<Quantity>,
}

/// How a number was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// Its name.
    #[schema(example = "r-4f0c2a91d3be")]
    id: String,
    /// What the number is.
    title: String,
    /// The equation or rule.
    rule: String,
    /// The equation in a form that a person can recalculate.
    equation: String,
    /// What went in.
    inputs: Vec<ReceiptInput>,
    /// What came out.
    result: ShownValue,
    /// The intervals around the result: confidence in percent, lower end, upper end.
    #[serde(default)]
    #[schema(value_type = Vec<Vec<ConfidenceOrEnd>>)]
    intervals: Vec<(u8, ShownValue, ShownValue)>,
    /// The sources of the equation and its coefficients.
    sources: Vec<String>,
    /// What to keep in mind.
    #[serde(default)]
    notes: Vec<String>,
    /// The version of the models.
    model: String,
}

/// One input of a computation.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptInput {
    /// What it is, in words.
    name: String,
    /// Its value.
    value: ShownValue,
    /// The receipt of the input, when it was itself computed.
    receipt: Option<String>,
}

/// A quantity, or words.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ShownValue {
    /// A quantity.
    Quantity(Quantity),
    /// Words, where the value is a choice or a name.
    Words(String),
}

/// A part of an interval.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ConfidenceOrEnd {
    /// The confidence in percent.
    Percent(u8),
    /// An end.
    End(Quantity),
    /// An end in words.
    Words(String),
}

/// A file of an import.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportFileView {
    /// The import and the file's number in it.
    id: String,
    /// Its name as it was given.
    name: String,
    /// The hash of its bytes.
    blob: String,
    /// What came of it; absent while it waits.
    outcome: Option<ImportOutcomeView>,
}

/// What came of a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportOutcomeView {
    /// `read`, `recovered`, `known`, `refused` or `unpacked`.
    came: String,
    /// The format it is in, where it was read.
    format: Option<String>,
    /// How many workouts and sleeps it holds.
    observations: usize,
    /// How many body masses and drinks were taken from it.
    readings: usize,
    /// How many planned workouts were taken from it.
    planned: usize,
    /// Of an archive, how many files in it are no recordings.
    left_out: usize,
    /// Why it was refused, or what to know about the reading.
    notes: Vec<String>,
}

/// What came of the files of an import, counted.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportCountsView {
    /// Read whole.
    read: usize,
    /// Damaged, and read as far as they go.
    recovered: usize,
    /// Known from before.
    known: usize,
    /// Refused.
    refused: usize,
    /// Archives that were opened.
    unpacked: usize,
    /// Files in archives that are no recordings.
    left_out: usize,
}

/// How good the numbers are.
#[derive(Serialize, ToSchema)]
pub(crate) struct ValidationView {
    /// The version of the model in use.
    model: String,
    /// Figures of the sources, reproduced.
    oracles: Vec<OracleView>,
    /// Simulated athletes, by number of tests: the error, and how often intervals held the truth.
    calibration: Vec<CalibrationView>,
    /// Whether a refit finds what the tests were made with; absent where none was run.
    recovery: Option<RecoveryView>,
    /// The caller's own tests against what the tests before them led to expect.
    own: Vec<OwnTestsView>,
}

/// A figure of a source, reproduced.
#[derive(Serialize, ToSchema)]
pub(crate) struct OracleView {
    /// Its name.
    id: String,
    /// The function that reproduces it.
    function: String,
    /// What goes in.
    inputs: Vec<f64>,
    /// What the source says.
    expected: f64,
    /// How far from it is right.
    tolerance: f64,
    /// What comes out.
    found: f64,
    /// Whether it agrees.
    agrees: bool,
    /// The source.
    source: String,
}

/// Simulated athletes with so many tests.
#[derive(Serialize, ToSchema)]
pub(crate) struct CalibrationView {
    /// How many tests each has.
    tests: usize,
    /// How many athletes.
    athletes: usize,
    /// The error of the profile.
    error: Quantity,
    /// The error of heat balance alone.
    error_of_physics: Quantity,
    /// The error of taking the last test for the truth; absent without one.
    error_of_last_test: Option<Quantity>,
    /// How often the 50, 80 and 95 % intervals held the truth.
    inside: Vec<Quantity>,
    /// How often the truth lay below the deciles.
    below: Vec<Quantity>,
}

/// Whether a refit finds what the tests were made with.
#[derive(Serialize, ToSchema)]
pub(crate) struct RecoveryView {
    /// How often it was tried.
    runs: usize,
    /// How often it found nothing.
    failed: usize,
}

/// What is in question, as `matter` says; the fields of other questions are absent.
#[derive(Serialize, ToSchema)]
pub(crate) struct MatterView {
    /// `same-workout`, `typed-for-another-time`, `misstamped`, `contradicted` or `discarded`.
    matter: String,
    /// The other observation of what may be one workout.
    other: Option<String>,
    /// The rule that nearly joins them.
    rule: Option<String>,
    /// How well they fit, 0–1.
    score: Option<f64>,
    /// Why a time cannot be: `week-rollover`, `future`, `too-early`, `too-long`, …
    why: Option<String>,
    /// When the recording may have begun.
    proposal: Option<String>,
    /// The better source's observation.
    by: Option<String>,
    /// What was discarded.
    copy_of: Option<String>,
}

/// What was measured of one athlete against what was expected.
#[derive(Serialize, ToSchema)]
pub(crate) struct OwnTestsView {
    /// The athlete.
    athlete: String,
    /// Made by the demo.
    simulated: bool,
    /// The tests.
    tests: Vec<HindcastView>,
}

/// One test that could have been foreseen.
#[derive(Serialize, ToSchema)]
pub(crate) struct HindcastView {
    /// The test.
    test: String,
    /// When it was taken.
    at: String,
    /// How many tests came before it.
    earlier: usize,
    /// What was expected.
    expected: Quantity,
    /// The 80 % interval of that.
    i80: Bounds,
    /// What was measured.
    measured: Quantity,
    /// Whether the measurement lay inside.
    inside: bool,
}

/// An interval.
#[derive(Serialize, ToSchema)]
pub(crate) struct Bounds {
    /// Its lower end.
    low: Quantity,
    /// Its upper end.
    high: Quantity,
}
