//! What the core says by code, in the reader's language.

use engine::{Advice, AthleteRecord, PlannedSession, Portion, SweatTestRecord};
use fuel::basket::{Clash, Share};
use fuel::{Band, Extent, Limit, Range, Reason};
use physiology::{RetestReason, Sport};
use units::{Quantity, UnitSystem};

use crate::language::{Language, Toward};

impl Language {
    /// A text of a family, in its wording without figures of the body where there is one and the athlete wants none.
    pub(crate) fn discreet(self, family: &str, code: &str, athlete: &AthleteRecord) -> String {
        let blind = || self.known(family, &format!("{code}-blind"));
        let blind = athlete.hides_body_numbers.then(blind).flatten();
        blind.unwrap_or_else(|| self.t_of(family, code))
    }

    /// A sport.
    pub(crate) fn sport(self, sport: Sport) -> String {
        self.t_of("sport", sport.key())
    }

    /// A sport inside a sentence.
    pub(crate) fn sport_within(self, sport: Sport) -> String {
        self.sport(sport).to_lowercase()
    }

    /// A sport as a device or a platform wrote it: in English as it is, otherwise in the reader's word where it is known.
    pub(crate) fn sport_as_recorded(self, recorded: &str) -> String {
        match (self, recorded.parse::<Sport>()) {
            (Self::English, Ok(sport)) if sport.key() == recorded => self.sport_within(sport),
            (Self::English, _) | (_, Err(_)) => recorded.to_owned(),
            (_, Ok(sport)) => self.sport(sport),
        }
    }

    /// What a planned session is called: the athlete's name for it, else its sport.
    pub(crate) fn title(self, session: &PlannedSession) -> String {
        let sport = session.conditions.sport;
        if session.title == sport.words() { self.sport(sport) } else { session.title.clone() }
    }

    /// An amount of a need.
    pub(crate) fn band(self, amount: &Band, system: UnitSystem) -> String {
        // As it is measured; where that would leave nothing, as it was worked out.
        let (least, most) = (Portion::least(amount), Portion::most(amount));
        if let Some(between) = self.between(&least, &most, system) {
            return match least.base() > 0.0 {
                true => between,
                false => self.with("most", self.measured(&most, Toward::Less, system)).t("amount-up-to"),
            };
        }
        match amount {
            Band::Fluid(range) => self.range(range, system),
            Band::Sodium(range) => self.range(range, system),
            Band::Carbohydrate(range) => self.range(range, system),
            Band::Protein(range) => self.range(range, system),
            Band::Caffeine(range) => self.range(range, system),
        }
    }

    fn range<Q: Quantity>(self, range: &Range<Q>, system: UnitSystem) -> String {
        match range.extent() {
            Extent::Nothing => self.t("amount-none"),
            Extent::UpTo(most) => self.with("most", self.quantity(most, system)).t("amount-up-to"),
            Extent::Exactly(amount) => self.quantity(amount, system),
            Extent::Between(interval) => self.interval(&interval, system),
        }
    }

    /// An amount that was taken.
    pub(crate) fn portion(self, portion: &Portion, system: UnitSystem) -> String {
        self.number(&portion.display(system))
    }

    /// Why a need is what it is.
    pub(crate) fn reason(self, reason: Reason, system: UnitSystem) -> String {
        let said = match reason {
            Reason::HoldsTwoPercent { per_hour } => self.with("amount", self.quantity(per_hour, system)),
            _ => self.with("amount", ""),
        };
        said.t_of("reason", reason.code())
    }

    /// What keeps a need from being more.
    pub(crate) fn limit(self, limit: Limit) -> String {
        let what = self.t_of("limit", limit.code());
        self.with("what", what).t("amount-limited-by")
    }

    /// What an item is in a basket for.
    pub(crate) fn share(self, share: &Share) -> String {
        let Share { part, whole, unit, of } = share;
        let amount = |value: &f64| format!("{value:.0} {unit}");
        let said = self.with("part", amount(part)).with("whole", amount(whole));
        said.with("what", self.t_of("kind", &slug(of))).t("basket-share")
    }

    /// A limit that no basket keeps.
    pub(crate) fn clash(self, clash: &Clash) -> String {
        let said = |amount: f64, unit: &str, of: &str| {
            (format!("{amount:.0} {unit}").trim_end().to_owned(), self.t_of("kind", &slug(of)))
        };
        match *clash {
            Clash::Unreachable { amount, unit, of } => {
                let (amount, what) = said(amount, unit, of);
                self.with("amount", amount).with("what", what).t("basket-unreachable")
            }
            Clash::InTheWay { amount, unit, of } => {
                let (amount, what) = said(amount, unit, of);
                self.with("amount", amount).with("what", what).t("basket-in-the-way")
            }
            Clash::NothingUsable => self.t("basket-nothing-usable"),
        }
    }

    /// What to test next.
    pub(crate) fn advice(
        self,
        advice: &Advice,
        tests: &[SweatTestRecord],
        athlete: &AthleteRecord,
    ) -> String {
        let system = athlete.units;
        match advice {
            Advice::Again(RetestReason::MassChanged { .. }) if athlete.hides_body_numbers => {
                self.t("retest-mass-changed-blind")
            }
            Advice::Again(reason) => self.retest(reason, tests, system),
            Advice::MostTelling { planned, sport, air_temperature, gain } => {
                let said = self
                    .with("sport", self.sport_within(*sport))
                    .with("temperature", self.quantity(*air_temperature, system))
                    .with("gain", format!("{:.0} %", gain.as_percent()));
                said.t_of("retest", if *planned { "most-telling-planned" } else { "most-telling" })
            }
            Advice::Covered => self.t("retest-covered"),
        }
    }

    fn retest(self, reason: &RetestReason, tests: &[SweatTestRecord], system: UnitSystem) -> String {
        let said = self.with("amount", "");
        let said = match reason {
            RetestReason::WideInterval { half_width } => {
                said.with("amount", format!("±{:.0} %", half_width.as_percent()))
            }
            RetestReason::UntestedSport { sport } => said.with("sport", self.sport_within(*sport)),
            RetestReason::OldTest { days } => said.with("days", days),
            RetestReason::MassChanged { then, now } => {
                said.with("then", self.quantity(*then, system)).with("now", self.quantity(*now, system))
            }
            RetestReason::Surprising { test } => {
                let at = tests.iter().find(|known| known.id == *test).map(|known| known.at);
                let day = at.map(|at| self.day(at.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()));
                said.with("test", day.unwrap_or_else(|| test.clone()))
            }
            _ => said,
        };
        said.t_of("retest", reason.code())
    }
}

/// Words as a key is written: `pieces to carry` becomes `pieces-to-carry`.
pub(crate) fn slug(words: &str) -> String {
    let kept = words.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let slug: String = kept.collect();
    slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use physiology::{DomainFlag, Site, Sun};

    fn all_there(family: &str, codes: impl IntoIterator<Item = impl AsRef<str>>) {
        for code in codes {
            for language in Language::ALL {
                let key = format!("{family}-{}", code.as_ref());
                let said = language.with("amount", "1").t(&key);
                assert_ne!(said, key, "{language:?} lacks {key}");
            }
        }
    }

    #[test]
    fn every_code_of_the_core_is_put_into_words() {
        all_there("reason", Reason::CODES);
        all_there("limit", Limit::CODES);
        all_there("note", fuel::Note::CODES);
        all_there("sport", Sport::ALL.iter().map(|sport| sport.key()));
        all_there("phase", fuel::Phase::ALL.map(fuel::Phase::name));
        all_there("slot", fuel::Slot::ALL.map(fuel::Slot::name));
        all_there("intensity", physiology::Intensity::ALL.map(physiology::Intensity::name));
        all_there("sun", Sun::ALL.map(Sun::name));
        all_there("site", Site::ALL.map(Site::key));
        use DomainFlag as D;
        let domain =
            [D::Uncompensable, D::HighAirSpeed, D::HighMetabolicRate, D::ExtremeTemperature, D::Swimming];
        all_there("domain", domain.into_iter().chain([D::OutsideIso7933]).map(D::code));
        all_there("flag", fuel::Flag::ALL.iter().map(|flag| flag.code()));
        all_there("rule", timeline::Rule::ALL.iter().map(|rule| rule.code()));
        all_there("role", timeline::Role::ALL.iter().map(|role| role.code()));
        all_there("event-field", timeline::Field::ALL.iter().map(|field| field.code()));
        all_there("event-flag", timeline::Flag::ALL.iter().map(|flag| flag.code()));
        all_there("misstamp", timeline::Misstamp::ALL.iter().map(|why| why.code()));
        all_there("night", timeline::OfNight::ALL.iter().map(|measure| measure.code()));
        all_there("sessions", timeline::OfSessions::ALL.iter().map(|measure| measure.code()));
        all_there("came", engine::Came::ALL.map(engine::Came::words));
        all_there("kind", KINDS.map(slug));
    }

    #[test]
    fn a_code_of_the_timeline_is_its_name_in_documents_too() {
        fn same<T: serde::Serialize + Copy>(all: &[T], code: fn(T) -> &'static str) {
            for one in all {
                assert_eq!(serde_json::to_value(one).unwrap(), code(*one));
            }
        }
        same(timeline::Rule::ALL, timeline::Rule::code);
        same(timeline::Role::ALL, timeline::Role::code);
        same(timeline::Field::ALL, timeline::Field::code);
        same(timeline::Flag::ALL, timeline::Flag::code);
        same(timeline::Misstamp::ALL, timeline::Misstamp::code);
        same(timeline::OfNight::ALL, timeline::OfNight::code);
        same(timeline::OfSessions::ALL, timeline::OfSessions::code);
        same(&engine::Came::ALL, engine::Came::words);
    }

    const KINDS: [&str; 9] = [
        "fluid",
        "sodium",
        "carbohydrate",
        "protein",
        "caffeine",
        "fat",
        "fibre",
        "fructose",
        "pieces to carry",
    ];
}
