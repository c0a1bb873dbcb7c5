//! The fields of a request, read one by one so that every fault is named at once.

use std::collections::BTreeSet;
use std::str::FromStr;

use engine::{ConditionsInput, FieldError, NewPlannedSession, NewSweatTest, Worn};
use fuel::{Band, Restriction, Slot};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use physiology::patch_test::PatchTest;
use physiology::weigh_in::{Clothes, WeighIn};
use physiology::{Reading, Sport};
use serde_json::{Map, Value};
use units::{DecimalSign, Mass, Quantity, UnitSystem, Volume};

use crate::Problem;
use crate::language::Language;
use crate::measure;

/// The relative error of a volume that somebody read off a patch by eye.
const TYPED_VOLUME_ERROR: f64 = 0.05;
/// The error of a chloride that somebody read off a patch by eye.
const TYPED_CHLORIDE_ERROR: units::ChlorideConcentration = units::ChlorideConcentration::from_mmol_per_l(5.0);

/// A value that is text.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// The name of a patch's field in a form.
fn patch_field(field: &str) -> &str {
    match field {
        "sweating" => "time",
        "inlet_area" => "inlet",
        other => other,
    }
}

/// Stands in for a temperature that will be asked, while the other fields are checked.
const MILD: units::Temperature = units::Temperature::from_celsius(20.0);

/// A sweat test by photos of a patch.
pub(crate) struct Scan {
    /// All but the patch.
    pub(crate) new: NewSweatTest,
    /// The names of the photos' readings.
    pub(crate) readings: Vec<String>,
    /// How the patch was worn.
    pub(crate) worn: Worn,
}

/// The fields of a JSON body or a form.
pub(crate) struct Fields {
    values: Map<String, Value>,
    system: UnitSystem,
    /// The decimal sign of the reader's language, where that is known.
    decimals: Option<DecimalSign>,
    /// Typed into a form: a number alone is in the unit that stands beside its field.
    typed: bool,
    read: BTreeSet<String>,
    errors: Vec<FieldError>,
}

impl Fields {
    /// The fields of a JSON object, read in a unit system.
    pub(crate) fn of_json(body: &[u8], system: UnitSystem) -> Result<Self, Problem> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => Ok(Self::of(values, system)),
            Ok(_) => Err(Problem::malformed("The body must be a JSON object.")),
            Err(error) => Err(Problem::malformed(format!("The body is not JSON: {error}."))),
        }
    }

    /// The fields of a form; fields left empty count as absent.
    pub(crate) fn of_form(pairs: impl IntoIterator<Item = (String, String)>, system: UnitSystem) -> Self {
        let filled = pairs.into_iter().filter(|(_, value)| !value.trim().is_empty());
        Self::of(filled.map(|(name, value)| (name, Value::String(value))).collect(), system)
    }

    /// The fields of a form that a person filled in: a number without a unit is in the unit shown beside its field.
    pub(crate) fn typed(pairs: impl IntoIterator<Item = (String, String)>, system: UnitSystem) -> Self {
        Self { typed: true, ..Self::of_form(pairs, system) }
    }

    /// The same, where a sport and other words of the core may stand in the reader's own words.
    pub(crate) fn spoken(mut self, language: Language) -> Self {
        self.decimals = Some(language.decimals());
        let sports = Sport::ALL.iter().map(|sport| sport.key());
        self.coded("sport", "sport", sports, language);
        self.coded("fan", "fan", physiology::fan_words(), language);
        self.coded("clothing", "clothing", physiology::clothing_words(), language);
        self.coded("item_contains", "contains", ["none"], language);
        self
    }

    /// Puts the code of a family of texts in the place of the reader's word for it.
    fn coded(
        &mut self,
        name: &str,
        family: &'static str,
        codes: impl IntoIterator<Item = &'static str>,
        language: Language,
    ) {
        let Some(Value::String(typed)) = self.values.get_mut(name) else { return };
        if let Some(code) = language.code_of(family, codes, typed) {
            code.clone_into(typed);
        }
    }

    fn of(values: Map<String, Value>, system: UnitSystem) -> Self {
        Self { values, system, decimals: None, typed: false, read: BTreeSet::new(), errors: Vec::new() }
    }

    fn value(&mut self, name: &str) -> Option<Value> {
        self.read.insert(name.to_owned());
        self.values.get(name).filter(|value| !value.is_null()).cloned()
    }

    pub(crate) fn refuse(&mut self, name: &str, message: impl std::fmt::Display) {
        self.errors.push(FieldError::new(name, message));
    }

    /// A quantity: text such as `72.4 kg`, or `{"value": 72.4, "unit": "kg"}`.
    pub(crate) fn quantity<Q: Quantity>(&mut self, name: &str) -> Option<Q> {
        let mut decimals = self.decimals;
        let text = match self.value(name)? {
            Value::String(text) => text,
            Value::Object(measure) => {
                // A program's number is a number.
                decimals = Some(DecimalSign::Point);
                let unit = measure.get("unit").and_then(Value::as_str).unwrap_or_default();
                format!("{} {unit}", measure.get("value").unwrap_or(&Value::Null))
            }
            other => other.to_string(),
        };
        let unit = measure::measure(name.rsplit_once('-').map_or(name, |(field, _)| field), self.system).1;
        let sign = decimals.unwrap_or(DecimalSign::Point);
        let bare = measure::bare(&text, sign).filter(|_| self.typed && !unit.is_empty());
        let number = bare.as_deref().and_then(|number| number.parse::<f64>().ok());
        if number.is_some_and(|number| measure::is_under_a_sip(number, unit)) {
            self.refuse(
                name,
                format!("{text} {unit} is less than a sip: write it in mL, or such as {text} L"),
            );
            return None;
        }
        let (text, decimals) = match bare {
            Some(number) => (format!("{number} {unit}"), Some(DecimalSign::Point)),
            None => (text, decimals),
        };
        units::parse_as(&text, self.system, decimals).map_err(|error| self.refuse(name, error)).ok()
    }

    pub(crate) fn required<Q: Quantity>(&mut self, name: &str) -> Option<Q> {
        if self.value(name).is_none() {
            self.refuse(name, format!("write the {} such as {}", Q::NAME, Q::EXAMPLE));
            return None;
        }
        self.quantity(name)
    }

    /// A text; a number or a truth value counts as what it is written as.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text),
            Value::Array(_) | Value::Object(_) => {
                self.refuse(name, "write a text, not a list or an object");
                None
            }
            other => Some(other.to_string()),
        }
    }

    /// A text that has to be there.
    pub(crate) fn needed(&mut self, name: &str) -> Option<String> {
        let text = self.text(name).filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.refuse(name, "it is missing: write it");
        }
        text
    }

    /// A time that has to be there.
    pub(crate) fn needed_instant(&mut self, name: &str, zone: &TimeZone) -> Option<Timestamp> {
        self.needed(name).and_then(|_| self.instant(name, zone))
    }

    /// Whether a field was refused so far.
    pub(crate) fn is_refused(&self) -> bool {
        !self.errors.is_empty()
    }

    fn parsed<T: FromStr<Err: std::fmt::Display>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        text.parse().map_err(|error| self.refuse(name, error)).ok()
    }

    /// A number without a unit, written like the example.
    fn number<T: FromStr>(&mut self, name: &str, like: &str) -> Option<T> {
        let text = self.text(name)?;
        let refusal = format!("'{text}' cannot be read as a number: write it in digits, such as {like}");
        let plain = measure::bare(&text, self.decimals.unwrap_or(DecimalSign::Point))
            .unwrap_or_else(|| text.trim().to_owned());
        plain.parse().map_err(|_| self.refuse(name, refusal)).ok()
    }

    /// A word or a quantity, as `read` takes them.
    fn worded<Q>(&mut self, name: &str, read: impl Fn(&str) -> Result<Q, physiology::KitError>) -> Option<Q> {
        let text = match self.value(name)? {
            Value::String(text) => text,
            Value::Object(measure) => {
                let unit = measure.get("unit").and_then(Value::as_str).unwrap_or_default();
                format!("{} {unit}", measure.get("value").unwrap_or(&Value::Null))
            }
            other => other.to_string(),
        };
        read(&text).map_err(|error| self.refuse(name, error)).ok()
    }

    /// One of a list of names.
    pub(crate) fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(name)?;
        let found =
            choices.iter().find(|(choice, _)| *choice == text.trim().to_lowercase()).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
            self.refuse(name, format!("'{text}' is not one of {}", names.join(", ")));
        }
        found
    }

    /// An instant (`2026-06-11T07:00:00Z`), or a civil time in the athlete's zone (`2026-06-11 07:00`).
    pub(crate) fn instant(&mut self, name: &str, zone: &TimeZone) -> Option<Timestamp> {
        let text = self.text(name)?;
        let civil = || text.parse::<DateTime>().ok().and_then(|time| zone.to_timestamp(time).ok());
        match text.parse::<Timestamp>().ok().or_else(civil) {
            None => {
                self.refuse(name, format!("'{text}' is not a time: write it such as 2026-06-11 07:00"));
                None
            }
            Some(instant) => match engine::check_instant(name, instant) {
                Err(engine::Error::Invalid(errors)) => {
                    self.errors.extend(errors);
                    None
                }
                _ => Some(instant),
            },
        }
    }

    /// A civil time of day, such as `22:30`.
    fn time(&mut self, name: &str) -> Option<jiff::civil::Time> {
        let text = self.text(name)?;
        let time = text.parse().ok();
        if time.is_none() {
            self.refuse(name, format!("'{text}' is not a time of day: write it such as 22:30"));
        }
        time
    }

    fn place(&mut self) -> Option<String> {
        let text = self.text("place")?;
        if let Err(engine::Error::Invalid(errors)) = engine::place(&text) {
            self.errors.extend(errors);
        }
        Some(text)
    }

    /// The conditions of a session.
    fn conditions(&mut self) -> ConditionsInput {
        let suns = physiology::Sun::ALL.map(|sun| (sun.name(), sun));
        ConditionsInput {
            sport: self.text("sport"),
            duration: self.quantity("duration"),
            intensity: self.parsed("intensity"),
            power: self.quantity("power"),
            speed: self.quantity("speed"),
            grade: self.quantity("grade"),
            heart_rate: self.quantity("heart_rate"),
            met: self.number("met", "8.3"),
            fan: self.worded("fan", physiology::fan_air),
            clothing: self.worded("clothing", physiology::clothing_worn),
            air_temperature: self.quantity("air_temperature"),
            relative_humidity: self.quantity("relative_humidity"),
            wind: self.quantity("wind"),
            sun: self.choice("sun", &suns),
            wbgt: self.quantity("wbgt"),
            place: self.place(),
            indoors: self.choice(
                "indoors",
                &[("true", true), ("yes", true), ("on", true), ("false", false), ("no", false)],
            ),
        }
    }

    /// A session's conditions by themselves.
    pub(crate) fn session(mut self) -> Result<ConditionsInput, Problem> {
        let conditions = self.conditions();
        let problems = conditions.resolve(None).err();
        self.finish(problems)?;
        Ok(conditions)
    }

    /// A sweat test. `event` is the workout that a file of the same request became, if there was one.
    pub(crate) fn sweat_test(
        mut self,
        zone: &TimeZone,
        event: Option<String>,
    ) -> Result<NewSweatTest, Problem> {
        let named = self.text("event");
        let event = event.or(named);
        let at = self.instant("at", zone);
        let conditions = self.conditions();
        let patches: Vec<PatchTest> = self.patch(conditions.duration).into_iter().collect();
        let weigh_in = self.weigh_in(patches.is_empty());
        let confirmed = self.confirmed();
        let problems = if event.is_none() { conditions.resolve(None).err() } else { None };
        self.finish(problems)?;
        Ok(NewSweatTest { event, at, conditions, weigh_in, patches, confirmed })
    }

    /// A sweat test by photos of a patch: the names of their readings, and how it was worn.
    pub(crate) fn scan(mut self, zone: &TimeZone) -> Result<Scan, Problem> {
        let readings = self.list("patch_readings").unwrap_or_default();
        let event = self.text("event");
        let at = self.instant("at", zone);
        let conditions = self.conditions();
        let site = self.parsed("patch_site").unwrap_or_default();
        let area = self.quantity("patch_inlet");
        let sweating = self.minutes("patch_time");
        if sweating.is_none() && !self.errors.iter().any(|error| error.field == "patch_time") {
            self.refuse("patch_time", "write how long sweat entered the patch, such as 50 min");
        }
        if readings.is_empty() {
            self.refuse("photo", "take a photo of the patch");
        }
        let weigh_in = self.weigh_in(false);
        let confirmed = self.confirmed();
        let problems = match event {
            None => conditions.resolve(None).err(),
            Some(_) if conditions.air_temperature.is_none() => {
                self.required::<units::Temperature>("air_temperature");
                None
            }
            Some(_) => None,
        };
        self.finish(problems)?;
        let new = NewSweatTest { event, at, conditions, weigh_in, patches: Vec::new(), confirmed };
        Ok(Scan { new, readings, worn: Worn { site, sweating: sweating.unwrap_or_default(), area } })
    }

    /// Whether weights that show more sweat than almost anyone loses are said to be right.
    fn confirmed(&mut self) -> bool {
        let answers = [("true", true), ("yes", true), ("on", true), ("false", false), ("no", false)];
        self.choice("confirmed", &answers).unwrap_or_default()
    }

    /// A time; a number alone is minutes.
    fn minutes(&mut self, name: &str) -> Option<units::Duration> {
        let bare = match self.value(name)? {
            Value::String(text) => {
                let number = measure::bare(&text, self.decimals.unwrap_or(DecimalSign::Point));
                number.and_then(|number| number.parse::<f64>().ok())
            }
            other => other.as_f64(),
        };
        match bare {
            Some(minutes) => Some(units::Duration::from_minutes(minutes)),
            None => self.quantity(name),
        }
    }

    /// Whether a field was given.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The weights, where they were given; they must be where nothing else was measured.
    fn weigh_in(&mut self, needed: bool) -> Option<WeighIn> {
        let clothes = self.choice("clothes", &[("nude", Clothes::Nude), ("clothed", Clothes::Clothed)]);
        let given = ["mass_before", "mass_after"].into_iter().any(|name| self.value(name).is_some());
        let drunk = self.quantity("drunk");
        let food = self.quantity("food").unwrap_or_default();
        let urine = self.quantity::<Volume>("urine");
        let stool = self.quantity("stool").unwrap_or_default();
        if !needed && !given {
            return None;
        }
        let (before, after) = (self.required::<Mass>("mass_before"), self.required::<Mass>("mass_after"));
        let weigh_in = WeighIn {
            mass_before: before?,
            mass_after: after?,
            drunk,
            food,
            urine,
            stool,
            clothes: clothes.unwrap_or_default(),
        };
        // What the use case would refuse next is said together with what could not be read.
        for error in weigh_in.check().err().unwrap_or_default() {
            self.refuse(error.field(), &error);
        }
        Some(weigh_in)
    }

    /// What a patch showed, where it was worn: its fill or that it was full, its chloride, where and for how long.
    fn patch(&mut self, session: Option<units::Duration>) -> Option<PatchTest> {
        let site = self.parsed("patch_site");
        let full = self.choice(
            "patch_full",
            &[("true", true), ("yes", true), ("on", true), ("false", false), ("no", false)],
        );
        let inlet: Option<units::Area> = self.quantity("patch_inlet");
        let sweating: Option<units::Duration> = self.quantity("patch_time");
        let volume: Option<Volume> = self.quantity("patch_volume");
        let chloride: Option<units::ChlorideConcentration> = self.quantity("patch_chloride");
        if volume.is_none() && chloride.is_none() {
            return None;
        }
        let Some(sweating) = sweating.or(session) else {
            self.refuse("patch_time", "write how long sweat entered the patch, such as 50 min");
            return None;
        };
        let Some(inlet_area) = inlet.or_else(|| volume.is_none().then(|| units::Area::from_cm2(1.0))) else {
            self.refuse("patch_inlet", "write the area of skin that sweats into the patch, such as 0.5 cm²");
            return None;
        };
        let reading = |volume: Volume| match full {
            Some(true) => Reading::AtLeast { bound: volume },
            _ => Reading::value(volume, volume * TYPED_VOLUME_ERROR),
        };
        let patch = PatchTest {
            site: site.unwrap_or_default(),
            inlet_area,
            sweating,
            volume: volume.map(reading),
            chloride: chloride.map(|chloride| Reading::value(chloride, TYPED_CHLORIDE_ERROR)),
            sodium: None,
        };
        for error in patch.check().err().unwrap_or_default() {
            self.refuse(&format!("patch_{}", patch_field(error.field())), &error);
        }
        Some(patch)
    }

    /// A planned session.
    pub(crate) fn planned_session(mut self, zone: &TimeZone) -> Result<NewPlannedSession, Problem> {
        let title = self.text("title");
        let start = self.instant("start", zone);
        if !self.values.contains_key("start") {
            self.refuse("start", "write when it starts, such as 2026-06-11 07:00");
        }
        let conditions = self.conditions();
        // Where a place is given, the weather is asked after the rest is known to be right.
        let asked = (conditions.place.is_some() || self.typed) && conditions.air_temperature.is_none();
        let air_temperature = conditions.air_temperature.or(asked.then_some(MILD));
        let rest = ConditionsInput { air_temperature, ..conditions.clone() };
        let problems = rest.resolve(None).err();
        self.finish(problems)?;
        Ok(NewPlannedSession { title, start: start.unwrap_or_default(), conditions })
    }

    /// Amounts for a basket: the least and the most of each nutrient, and when it is had.
    pub(crate) fn basket(mut self) -> Result<(Vec<Band>, Slot, Option<units::Duration>), Problem> {
        let slots = Slot::ALL.map(|slot| (slot.name(), slot));
        let slot = self.choice("slot", &slots);
        let over = self.quantity("over");
        let mut amounts = Vec::new();
        amounts.extend(self.range("fluid").map(Band::Fluid));
        amounts.extend(self.range("sodium").map(Band::Sodium));
        amounts.extend(self.range("carbohydrate").map(Band::Carbohydrate));
        amounts.extend(self.range("protein").map(Band::Protein));
        if amounts.is_empty() && self.errors.is_empty() {
            self.refuse("carbohydrate_min", "write an amount of fluid, sodium, carbohydrate or protein");
        }
        self.finish(None)?;
        Ok((amounts, slot.unwrap_or(Slot::During), over))
    }

    /// `name_min` and `name_max`: one of them is enough.
    fn range<Q: Quantity>(&mut self, name: &str) -> Option<fuel::Range<Q>> {
        let (low, high) = (format!("{name}_min"), format!("{name}_max"));
        let (min, max): (Option<Q>, Option<Q>) = (self.quantity(&low), self.quantity(&high));
        let sensible = |amount: &Q| amount.base() >= 0.0 && amount.base().is_finite();
        for (field, amount) in [(&low, min), (&high, max)] {
            if amount.is_some_and(|amount| !sensible(&amount)) {
                self.refuse(field, "write an amount of zero or more");
            }
        }
        match (min, max) {
            (None, None) => None,
            (Some(min), Some(max)) if min > max => {
                self.refuse(&low, "is above the most");
                None
            }
            (min, max) => {
                let zero = Q::from_base(0.0);
                // Without a most, half as much again as the least.
                let most = max.unwrap_or_else(|| Q::from_base(1.5 * min.map_or(0.0, Quantity::base)));
                Some(fuel::Range::of(min.unwrap_or(zero), most))
            }
        }
    }

    /// Aerobic capacity as a number, or from a race's distance and time.
    fn capacity(&mut self) -> Option<physiology::AerobicCapacity> {
        let told: Option<f64> = self.number("vo2max", "48.5");
        let (distance, time) = (self.quantity("race_distance"), self.quantity("race_time"));
        match (told, distance, time) {
            (Some(told), ..) => Some(physiology::AerobicCapacity::from_ml_per_kg_min(told)),
            (None, Some(distance), Some(time)) => physiology::AerobicCapacity::of_race(distance, time)
                .map_err(|error| self.refuse("race_time", error))
                .ok(),
            (None, Some(_), None) => {
                self.refuse("race_time", "write the time of the race, such as 45 min");
                None
            }
            (None, None, Some(_)) => {
                self.refuse("race_distance", "write the distance of the race, such as 10 km");
                None
            }
            (None, None, None) => None,
        }
    }

    /// Changes to an athlete.
    pub(crate) fn athlete(mut self) -> Result<engine::AthleteChanges, Problem> {
        use physiology::Sex;
        let systems = UnitSystem::ALL.map(|system| (system.name(), system));
        let conditions = self.list("conditions").map(|names| self.conditions_named(&names));
        let changes = engine::AthleteChanges {
            name: self.text("name"),
            body_mass: self.quantity("body_mass"),
            body_mass_at: None,
            height: self.quantity("height"),
            sex: self.choice("sex", &[("female", Sex::Female), ("male", Sex::Male)]),
            born: self.number("born", "1990"),
            heat_acclimated: self.choice("heat_acclimated", &[("true", true), ("false", false)]),
            capacity: self.capacity(),
            greatest_heart_rate: self.quantity("max_heart_rate"),
            conditions,
            without: self.list("without").map(|words| words.into_iter().map(Restriction::from).collect()),
            pantry: self.list("pantry"),
            likes: self.list("likes"),
            dislikes: self.list("dislikes"),
            trained_gut: self.choice("trained_gut", &[("true", true), ("false", false)]),
            reads_packs: self.choice("reads_packs", &[("true", true), ("false", false)]),
            hides_body_numbers: self.choice("hides_body_numbers", &[("true", true), ("false", false)]),
            tested_drinking_rate: self.quantity("tested_drinking_rate"),
            salty_sweat: self.choice("salty_sweat", &[("true", true), ("false", false)]),
            units: self.choice("units", &systems),
            zone: self.text("zone"),
            bedtime: self.time("bedtime"),
            rise: self.time("rise"),
        };
        self.finish(None)?;
        Ok(changes)
    }

    /// A list of objects, each to be read field by field.
    pub(crate) fn objects(&mut self, name: &str) -> Option<Vec<Self>> {
        let system = self.system;
        let read = match self.value(name)? {
            Value::Array(items) => items.into_iter().map(|item| match item {
                Value::Object(values) => Some(Self::of(values, system)),
                _ => None,
            }),
            _ => {
                self.refuse(name, "write a list of objects");
                return None;
            }
        };
        let read: Option<Vec<Self>> = read.collect();
        if read.is_none() {
            self.refuse(name, "write a list of objects");
        }
        read
    }

    /// A list of texts, or one text with commas. A list that holds anything else is refused.
    pub(crate) fn list(&mut self, name: &str) -> Option<Vec<String>> {
        let texts = match self.value(name)? {
            Value::Array(items) => items.into_iter().map(text_of).collect(),
            Value::String(text) => Some(
                text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect(),
            ),
            _ => None,
        };
        if texts.is_none() {
            self.refuse(name, "write a list of names such as [\"one\", \"another\"]");
        }
        texts
    }

    fn conditions_named(&mut self, names: &[String]) -> Vec<fuel::Condition> {
        let mut conditions = Vec::new();
        for name in names {
            match serde_json::from_value(Value::String(name.clone())) {
                Ok(condition) => conditions.push(condition),
                Err(_) => {
                    let names = fuel::Condition::ALL.map(crate::api::name_of);
                    let known = names.join(", ");
                    self.refuse("conditions", format!("'{name}' is not known here: write any of {known}"));
                }
            }
        }
        conditions
    }

    /// Ends the reading: fields nobody asked for are faults too.
    pub(crate) fn finish(&mut self, problems: Option<engine::Error>) -> Result<(), Problem> {
        let unknown: Vec<String> =
            self.values.keys().filter(|name| !self.read.contains(*name)).cloned().collect();
        for name in unknown {
            self.refuse(&name, "there is no such field here");
        }
        if let Some(engine::Error::Invalid(more)) = problems {
            for error in more {
                if !self.errors.iter().any(|known| known.field == error.field) {
                    self.errors.push(error);
                }
            }
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(std::mem::take(&mut self.errors))) }
    }
}
