//! What was typed once, as its form takes it again, so that it can be changed.

use engine::{AthleteRecord, BegunTest, LoggedReading, PlannedSession, ReadingKind, SweatTestRecord};
use jiff::Timestamp;
use physiology::weigh_in::Clothes;
use physiology::{Effort, SessionConditions, Setting, Sun};
use timeline::{Kind, Observation};
use units::{Quantity, UnitSystem};

use crate::measure;

/// Fields of a form with what stands in them.
pub(super) type Typed = Vec<(String, String)>;

/// A list of fields in the making.
struct Filled {
    system: UnitSystem,
    typed: Typed,
}

impl Filled {
    fn of(athlete: &AthleteRecord) -> Self {
        Self { system: athlete.units, typed: Vec::new() }
    }

    fn text(&mut self, field: &str, value: impl Into<String>) {
        self.typed.push((field.to_owned(), value.into()));
    }

    fn quantity<Q: Quantity>(&mut self, field: &str, value: Q) {
        let typed = quantity(field, value, self.system);
        self.text(field, typed);
    }

    fn told<Q: Quantity>(&mut self, field: &str, value: Option<Q>) {
        if let Some(value) = value {
            self.quantity(field, value);
        }
    }

    fn instant(&mut self, field: &str, at: Timestamp, athlete: &AthleteRecord) {
        let civil = at.to_zoned_datetime(athlete.time_zone());
        // A browser's field knows minutes; seconds are written only where there are any.
        let form = if civil.second() == 0 { "%Y-%m-%dT%H:%M" } else { "%Y-%m-%dT%H:%M:%S" };
        self.text(field, civil.strftime(form).to_string());
    }

    fn effort(&mut self, effort: Effort) {
        match effort {
            Effort::Power { power, speed } => {
                self.quantity("power", power);
                self.told("speed", speed);
            }
            Effort::Pace { speed, grade } => {
                self.quantity("speed", speed);
                self.told("grade", Some(grade).filter(|grade| grade.base() != 0.0));
            }
            Effort::HeartRate { rate, speed } => {
                self.quantity("heart_rate", rate);
                self.told("speed", speed);
            }
            Effort::Met { met, speed } => {
                self.text("met", format!("{met}"));
                self.told("speed", speed);
            }
            Effort::Intensity { intensity } => self.text("intensity", intensity.name()),
            // Of a recording: it says so again.
            Effort::Streams { .. } => {}
        }
    }

    /// Where it takes place: wind, sun, fan.
    fn setting(&mut self, conditions: &SessionConditions) {
        match conditions.setting {
            Setting::Indoors { fan } => {
                self.text("indoors", "true");
                if let Some(fan) = fan {
                    self.text("fan", format!("{:.2} m/s", fan.as_m_per_s()));
                }
            }
            Setting::Outdoors { wind, sun } => {
                if conditions.sport.is_indoor() {
                    self.text("indoors", "false");
                }
                self.quantity("wind", wind);
                if !matches!(sun, Sun::Radiation { .. }) {
                    self.text("sun", sun.name());
                }
            }
        }
    }

    fn clothing(&mut self, conditions: &SessionConditions) {
        if let Some(clothing) = conditions.clothing {
            self.text("clothing", format!("{:.2} clo", clothing.as_clo()));
        }
    }
}

/// A quantity as it is typed into its field: in the unit that stands beside it, as exact as scales and watches are.
pub(super) fn quantity<Q: Quantity>(field: &str, value: Q, system: UnitSystem) -> String {
    let beside = measure::measure(field, system).1;
    let usual = value.customary(system).0;
    // Fluid ounces are of two sizes: the reader's own is the later one.
    let known = |unit: &&units::Unit| unit.symbol == beside && unit.only_in.is_none_or(|only| only == system);
    let beside_it = Q::UNITS.iter().rfind(known);
    let unit = if usual.symbol == beside { usual } else { beside_it.unwrap_or(usual) };
    let number = unit.of_base(value.base());
    let decimals = if number.abs() < 1.0 { 4 } else { 2 };
    let written = format!("{number:.decimals$}");
    let written = written.trim_end_matches('0').trim_end_matches('.');
    format!("{} {}", if written == "-0" { "0" } else { written }, unit.symbol)
}

/// The form of a planned session. What a forecast said is asked for again, by the place.
pub(super) fn session(session: &PlannedSession, athlete: &AthleteRecord) -> Typed {
    let conditions = &session.conditions;
    let mut form = Filled::of(athlete);
    form.text("edit", &*session.id);
    if session.title != conditions.sport.words() {
        form.text("title", &*session.title);
    }
    form.instant("start", session.start, athlete);
    form.text("sport", conditions.sport.key());
    form.quantity("duration", conditions.duration);
    form.effort(conditions.effort);
    if !matches!(conditions.effort, Effort::Intensity { .. }) {
        form.text("intensity", session.intensity.name());
    }
    form.clothing(conditions);
    form.told("wbgt", session.typed_wbgt);
    let assumed = session.assumed.contains(&engine::Assumed::Weather);
    match &session.place {
        Some(place) => form.text("place", &**place),
        None if assumed => {}
        None => {
            form.quantity("air_temperature", conditions.air_temperature);
            form.quantity("relative_humidity", conditions.relative_humidity);
        }
    }
    let outdoors = matches!(conditions.setting, Setting::Outdoors { .. });
    if !(outdoors && (assumed || session.place.is_some())) {
        form.setting(conditions);
        if session.sun_unknown {
            form.typed.retain(|(field, _)| field != "sun");
        }
    }
    form.typed
}

/// The form of a sweat test; `told` is what its workout says of the conditions, which need not be typed.
pub(super) fn test(
    test: &SweatTestRecord,
    told: Option<&SessionConditions>,
    athlete: &AthleteRecord,
) -> Typed {
    let conditions = &test.conditions;
    let mut form = Filled::of(athlete);
    form.text("edit", &*test.id);
    if let Some(event) = &test.event {
        form.text("event", &**event);
    }
    if let Some(weigh_in) = &test.weigh_in {
        // Whoever wants to see no figure of their body leaves them empty, and they stay as they are.
        if !athlete.hides_body_numbers {
            form.quantity("mass_before", weigh_in.mass_before);
            form.quantity("mass_after", weigh_in.mass_after);
        }
        form.told("drunk", weigh_in.drunk);
        form.told("urine", weigh_in.urine);
        form.told("food", Some(weigh_in.food).filter(|food| food.base() > 0.0));
        form.told("stool", Some(weigh_in.stool).filter(|stool| stool.base() > 0.0));
        form.text("clothes", if weigh_in.clothes == Clothes::Nude { "nude" } else { "clothed" });
    }
    form.quantity("air_temperature", conditions.air_temperature);
    form.quantity("relative_humidity", conditions.relative_humidity);
    form.setting(conditions);
    form.clothing(conditions);
    if told.is_none_or(|told| told.sport != conditions.sport) {
        form.text("sport", conditions.sport.key());
    }
    if told.is_none_or(|told| told.duration != conditions.duration) {
        form.quantity("duration", conditions.duration);
    }
    if told.is_none_or(|told| told.effort != conditions.effort) {
        form.effort(conditions.effort);
    }
    if told.is_none() {
        form.instant("at", test.at, athlete);
    }
    if let Some(worn) = test.patches.first().filter(|_| test.scanned.is_empty()) {
        let patch = &worn.patch;
        form.text("patch_site", patch.site.key());
        form.quantity("patch_inlet", patch.inlet_area);
        form.quantity("patch_time", patch.sweating);
        form.told("patch_volume", patch.volume.map(|volume| volume.read()));
        form.told("patch_chloride", patch.chloride.map(|chloride| chloride.read()));
        if patch.volume.is_some_and(|volume| volume.is_bound()) {
            form.text("patch_full", "true");
        }
    }
    form.typed
}

/// The form of a test whose first weight is known.
pub(super) fn begun(begun: &BegunTest, athlete: &AthleteRecord) -> Typed {
    let mut form = Filled::of(athlete);
    if !athlete.hides_body_numbers {
        form.quantity("mass_before", begun.mass_before);
    }
    form.instant("at", begun.at, athlete);
    form.told("air_temperature", begun.air_temperature);
    form.told("relative_humidity", begun.relative_humidity);
    form.text("clothes", if begun.clothes == Clothes::Nude { "nude" } else { "clothed" });
    form.typed
}

/// The form of one reading.
pub(super) fn reading(logged: &LoggedReading, athlete: &AthleteRecord) -> Typed {
    let mut form = Filled::of(athlete);
    form.text("edit", &*logged.id);
    form.instant("at", logged.at, athlete);
    match logged.reading {
        ReadingKind::BodyMass { mass } if !athlete.hides_body_numbers => form.quantity("body_mass", mass),
        ReadingKind::Drink { volume } => form.quantity("drink", volume),
        ReadingKind::Caffeine { amount } => form.quantity("caffeine", amount),
        ReadingKind::Motivation { score } => form.text("motivation", score.to_string()),
        ReadingKind::Fatigue { score } => form.text("fatigue", score.to_string()),
        ReadingKind::Thirst { score } => form.text("thirst", score.to_string()),
        ReadingKind::UrineColour { score } => form.text("urine_colour", score.to_string()),
        ReadingKind::UrinePassed => form.text("urine_passed", "true"),
        ReadingKind::BodyMass { .. } => {}
    }
    form.typed
}

/// The form of a workout or sleep that was typed.
pub(super) fn entry(entry: &Observation, athlete: &AthleteRecord) -> Typed {
    let mut form = Filled::of(athlete);
    form.text("edit", &*entry.id);
    form.instant("start", entry.span.start, athlete);
    form.quantity("duration", entry.span.duration());
    match &entry.kind {
        Kind::Workout(workout) => {
            form.text("what", &*workout.sport);
            form.told("distance", workout.distance);
            if let Some(name) = &workout.name {
                form.text("title", &**name);
            }
        }
        Kind::Sleep(sleep) => form.text("what", if sleep.nap { "nap" } else { "sleep" }),
    }
    form.typed
}

#[cfg(test)]
mod tests {
    use units::{Mass, Temperature, Volume};

    use super::*;

    #[test]
    fn a_quantity_is_typed_again_as_it_was() {
        let us = UnitSystem::UsCustomary;
        assert_eq!(quantity("mass_before", Mass::from_kg(61.2), UnitSystem::Metric), "61.2 kg");
        assert_eq!(quantity("mass_before", Mass::from_lb(155.2), us), "155.2 lb");
        assert_eq!(quantity("air_temperature", Temperature::from_fahrenheit(88.0), us), "88 °F");
        assert_eq!(quantity("drunk", Volume::ZERO, UnitSystem::Metric), "0 mL");
        assert_eq!(quantity("patch_inlet", units::Area::from_cm2(0.125), UnitSystem::Metric), "0.125 cm²");
    }
}
