//! Time zones as calendars name them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::lines::Line;
use super::recurrence::{Rule, Until, moment};

/// No calendar defines more zones, and no zone has more changes of its own.
const MOST: usize = 200;

/// The zones that a calendar defines itself (VTIMEZONE).
#[derive(Default)]
pub(super) struct Zones(Vec<Defined>);

#[derive(Default)]
pub(super) struct Defined {
    id: String,
    observances: Vec<Observance>,
}

/// A part of a zone's year: standard or summer time.
#[derive(Default)]
struct Observance {
    start: Option<DateTime>,
    from: Option<i32>,
    to: Option<i32>,
    rule: Option<Rule>,
    more: Vec<DateTime>,
}

/// A zone that was found for a name.
pub(super) enum Zone<'a> {
    Known(TimeZone),
    Defined(&'a Defined),
}

impl Zones {
    /// Reads the lines of one definition.
    pub(super) fn define(&mut self, lines: &[Line<'_>]) {
        if self.0.len() >= MOST {
            return;
        }
        let mut zone = Defined::default();
        for line in lines {
            let value = line.value.trim();
            if line.name == "TZID" {
                // A property has its commas escaped, the parameters that name it do not.
                let id = line.text().unwrap_or_default();
                id.trim_matches('"').clone_into(&mut zone.id);
            }
            if line.name == "BEGIN" && zone.observances.len() < MOST {
                zone.observances.push(Observance::default());
            }
            let Some(observance) = zone.observances.last_mut() else { continue };
            match line.name.as_str() {
                "DTSTART" => observance.start = moment(value),
                "TZOFFSETFROM" => observance.from = offset(value),
                "TZOFFSETTO" => observance.to = offset(value),
                "RRULE" => observance.rule = Rule::read(value),
                "RDATE" if observance.more.len() < MOST => {
                    observance.more.extend(value.split(',').filter_map(|date| moment(date.trim())));
                }
                _ => {}
            }
        }
        self.0.push(zone);
    }

    /// The zone of a name: of the tz database, of the calendar's own definitions, Microsoft's name of it, or the last parts
    /// of a path (`/freeassociation.sourceforge.net/Europe/Berlin`). None where nothing knows the name.
    pub(super) fn find(&self, name: &str) -> Option<Zone<'_>> {
        let name = name.trim().trim_matches('"');
        if let Ok(zone) = TimeZone::get(name) {
            return Some(Zone::Known(zone));
        }
        let own =
            self.0.iter().find(|zone| zone.id == name && zone.observances.iter().any(|o| o.to.is_some()));
        own.map(Zone::Defined)
            .or_else(|| path(name).map(Zone::Known))
            .or_else(|| windows(name).map(Zone::Known))
    }
}

impl Zone<'_> {
    /// The instant of a local time.
    pub(super) fn instant(&self, local: DateTime) -> Option<Timestamp> {
        match self {
            Self::Known(zone) => zone.to_timestamp(local).ok(),
            Self::Defined(zone) => zone.offset(local)?.to_timestamp(local).ok(),
        }
    }

    /// The local time of an instant.
    pub(super) fn local(&self, at: Timestamp) -> DateTime {
        match self {
            Self::Known(zone) => at.to_zoned_datetime(zone.clone()).datetime(),
            Self::Defined(zone) => {
                let rough = Offset::UTC.to_datetime(at);
                zone.offset(rough).unwrap_or(Offset::UTC).to_datetime(at)
            }
        }
    }
}

impl Defined {
    /// The offset at a local time: that of the part of the year that began last.
    fn offset(&self, at: DateTime) -> Option<Offset> {
        let began = |observance: &Observance| Some((observance.began(at)?, observance.to?));
        let current = self.observances.iter().filter_map(began).max_by_key(|(began, _)| *began);
        let first = || self.observances.iter().find_map(|observance| observance.from.or(observance.to));
        Offset::from_seconds(current.map(|(_, to)| to).or_else(first)?).ok()
    }
}

impl Observance {
    /// The last local time at which its rule holds.
    fn until(&self, rule: &Rule) -> Option<DateTime> {
        Some(match rule.until? {
            Until::Local(local) => local,
            Until::Utc(utc) => {
                let at = TimeZone::UTC.to_timestamp(utc).ok()?;
                Offset::from_seconds(self.from.or(self.to)?).ok()?.to_datetime(at)
            }
        })
    }

    /// When it began last, at or before a local time.
    fn began(&self, at: DateTime) -> Option<DateTime> {
        let start = self.start.filter(|start| *start <= at)?;
        let years =
            DateTime::from(jiff::civil::Date::new(at.year().saturating_sub(2).max(-9998), 1, 1).ok()?);
        let repeated = self.rule.iter().flat_map(|rule| {
            rule.moments(start, years.max(start), self.until(rule).map_or(at, |last| last.min(at)), 10)
        });
        let more = self.more.iter().copied().filter(|date| *date <= at);
        repeated.chain(more).chain([start]).max()
    }
}

/// `+0100`, `-043000`, and as some programs write them `+01:00` and `0100`.
fn offset(text: &str) -> Option<i32> {
    let plain = text.replace(':', "");
    let (sign, digits) = match plain.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => (1, plain.as_str()),
    };
    let part = |from: usize| digits.get(from..from + 2).map_or(Some(0), |part| part.parse::<i32>().ok());
    let whole = matches!(digits.len(), 4 | 6);
    whole.then_some(sign * (part(0)? * 3600 + part(2)? * 60 + part(4)?)).filter(|s| s.abs() < 93_600)
}

/// The last two or three parts of a path that end in a name of the tz database.
fn path(name: &str) -> Option<TimeZone> {
    let parts: Vec<&str> = name.split('/').filter(|part| !part.is_empty()).collect();
    let last = |count: usize| parts.len().checked_sub(count).map(|from| parts[from..].join("/"));
    [3, 2, 1].into_iter().filter_map(last).find_map(|name| TimeZone::get(&name).ok())
}

/// Microsoft's names, old and new, as the zone that CLDR maps them to.
fn windows(name: &str) -> Option<TimeZone> {
    let bare = name.trim_matches('"');
    let found = WINDOWS
        .lines()
        .filter_map(|line| line.split_once('='))
        .find(|(key, _)| key.eq_ignore_ascii_case(bare));
    if let Some((_, zone)) = found {
        return TimeZone::get(zone).ok();
    }
    // `(UTC+01:00) Amsterdam, Berlin, Bern, Rome`, `(GMT-05:00) Eastern Time (US & Canada)`, `Berlin`.
    let upper = bare.to_ascii_uppercase();
    let open = upper.trim_start_matches('(');
    let after = open.strip_prefix("UTC").or(open.strip_prefix("GMT"));
    let behind =
        bare.strip_prefix('(').and_then(|_| bare.split_once(')')).map_or(bare, |(_, behind)| behind).trim();
    let displayed = DISPLAYED.iter().find(|(name, _)| name.eq_ignore_ascii_case(behind));
    if let Some((_, zone)) = displayed {
        return TimeZone::get(zone).ok();
    }
    let mut cities = behind.split([',', '/', '&', ':']).map(|city| city.trim().replace(' ', "_"));
    let city = cities.find_map(|city| {
        let named =
            !city.is_empty() && city.chars().all(|c| c.is_alphabetic() || matches!(c, '_' | '-' | '.'));
        let area = |area: &str| TimeZone::get(&format!("{area}/{city}")).ok();
        named.then(|| CITIES.iter().find_map(|name| area(name))).flatten()
    });
    if city.is_some() {
        return city;
    }
    // `GMT +0100 (Standard) / GMT +0200 (Daylight)`, `GMT+2`, `+02:00`.
    let after = after.or_else(|| Some(open).filter(|open| open.starts_with(['+', '-'])))?;
    let digits: String =
        after.trim().chars().take_while(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ':')).collect();
    let digits = digits.replace(':', "");
    let seconds = match digits.len() {
        0 => Some(0).filter(|_| after.trim().trim_end_matches(')').is_empty()),
        2 | 3 => digits[1..]
            .parse::<i32>()
            .ok()
            .map(|hours| hours * 3600 * if digits.starts_with('-') { -1 } else { 1 }),
        _ => offset(&digits),
    };
    Offset::from_seconds(seconds?).ok().map(TimeZone::fixed)
}

/// Names that calendars show and that are no city: Outlook's, Rails' and the letters of clocks.
const DISPLAYED: [(&str, &str); 34] = [
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Eastern Time", "America/New_York"),
    ("Central Time", "America/Chicago"),
    ("Mountain Time", "America/Denver"),
    ("Pacific Time", "America/Los_Angeles"),
    ("Arizona", "America/Phoenix"),
    ("Alaska", "America/Anchorage"),
    ("Hawaii", "Pacific/Honolulu"),
    ("Indiana (East)", "America/Indianapolis"),
    ("Newfoundland", "America/St_Johns"),
    ("Brasilia", "America/Sao_Paulo"),
    ("Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London"),
    ("Dublin, Edinburgh, Lisbon, London", "Europe/London"),
    ("Sarajevo, Skopje, Warsaw, Zagreb", "Europe/Warsaw"),
    ("Osaka, Sapporo, Tokyo", "Asia/Tokyo"),
    ("Canberra, Melbourne, Sydney", "Australia/Sydney"),
    ("Auckland, Wellington", "Pacific/Auckland"),
    ("Chennai, Kolkata, Mumbai, New Delhi", "Asia/Kolkata"),
    ("CEST", "Europe/Paris"),
    ("BST", "Europe/London"),
    ("WEST", "Europe/Lisbon"),
    ("EDT", "America/New_York"),
    ("CDT", "America/Chicago"),
    ("MDT", "America/Denver"),
    ("PDT", "America/Los_Angeles"),
    ("PST", "America/Los_Angeles"),
    ("JST", "Asia/Tokyo"),
    ("AEST", "Australia/Sydney"),
    ("AEDT", "Australia/Sydney"),
    ("BRT", "America/Sao_Paulo"),
];

const CITIES: [&str; 9] = [
    "Europe",
    "America",
    "Asia",
    "Africa",
    "Australia",
    "Pacific",
    "Atlantic",
    "Indian",
    "America/Argentina",
];

/// CLDR's `windowsZones.xml`, territory 001.
const WINDOWS: &str = "\
Dateline Standard Time=Etc/GMT+12
UTC-11=Etc/GMT+11
Aleutian Standard Time=America/Adak
Hawaiian Standard Time=Pacific/Honolulu
Marquesas Standard Time=Pacific/Marquesas
Alaskan Standard Time=America/Anchorage
UTC-09=Etc/GMT+9
Pacific Standard Time (Mexico)=America/Tijuana
UTC-08=Etc/GMT+8
Pacific Standard Time=America/Los_Angeles
US Mountain Standard Time=America/Phoenix
Mountain Standard Time (Mexico)=America/Mazatlan
Mountain Standard Time=America/Denver
Yukon Standard Time=America/Whitehorse
Central America Standard Time=America/Guatemala
Central Standard Time=America/Chicago
Easter Island Standard Time=Pacific/Easter
Central Standard Time (Mexico)=America/Mexico_City
Canada Central Standard Time=America/Regina
SA Pacific Standard Time=America/Bogota
Eastern Standard Time (Mexico)=America/Cancun
Eastern Standard Time=America/New_York
Haiti Standard Time=America/Port-au-Prince
Cuba Standard Time=America/Havana
US Eastern Standard Time=America/Indianapolis
Turks And Caicos Standard Time=America/Grand_Turk
Paraguay Standard Time=America/Asuncion
Atlantic Standard Time=America/Halifax
Venezuela Standard Time=America/Caracas
Central Brazilian Standard Time=America/Cuiaba
SA Western Standard Time=America/La_Paz
Pacific SA Standard Time=America/Santiago
Newfoundland Standard Time=America/St_Johns
Tocantins Standard Time=America/Araguaina
E. South America Standard Time=America/Sao_Paulo
SA Eastern Standard Time=America/Cayenne
Argentina Standard Time=America/Buenos_Aires
Greenland Standard Time=America/Godthab
Montevideo Standard Time=America/Montevideo
Magallanes Standard Time=America/Punta_Arenas
Saint Pierre Standard Time=America/Miquelon
Bahia Standard Time=America/Bahia
UTC-02=Etc/GMT+2
Mid-Atlantic Standard Time=Etc/GMT+2
Azores Standard Time=Atlantic/Azores
Cape Verde Standard Time=Atlantic/Cape_Verde
UTC=Etc/UTC
GMT Standard Time=Europe/London
Greenwich Standard Time=Atlantic/Reykjavik
Sao Tome Standard Time=Africa/Sao_Tome
Morocco Standard Time=Africa/Casablanca
W. Europe Standard Time=Europe/Berlin
Central Europe Standard Time=Europe/Budapest
Romance Standard Time=Europe/Paris
Central European Standard Time=Europe/Warsaw
W. Central Africa Standard Time=Africa/Lagos
Jordan Standard Time=Asia/Amman
GTB Standard Time=Europe/Bucharest
Middle East Standard Time=Asia/Beirut
Egypt Standard Time=Africa/Cairo
E. Europe Standard Time=Europe/Chisinau
Syria Standard Time=Asia/Damascus
West Bank Standard Time=Asia/Hebron
South Africa Standard Time=Africa/Johannesburg
FLE Standard Time=Europe/Kiev
Israel Standard Time=Asia/Jerusalem
South Sudan Standard Time=Africa/Juba
Kaliningrad Standard Time=Europe/Kaliningrad
Sudan Standard Time=Africa/Khartoum
Libya Standard Time=Africa/Tripoli
Namibia Standard Time=Africa/Windhoek
Arabic Standard Time=Asia/Baghdad
Turkey Standard Time=Europe/Istanbul
Arab Standard Time=Asia/Riyadh
Belarus Standard Time=Europe/Minsk
Russian Standard Time=Europe/Moscow
E. Africa Standard Time=Africa/Nairobi
Iran Standard Time=Asia/Tehran
Arabian Standard Time=Asia/Dubai
Astrakhan Standard Time=Europe/Astrakhan
Azerbaijan Standard Time=Asia/Baku
Russia Time Zone 3=Europe/Samara
Mauritius Standard Time=Indian/Mauritius
Saratov Standard Time=Europe/Saratov
Georgian Standard Time=Asia/Tbilisi
Volgograd Standard Time=Europe/Volgograd
Caucasus Standard Time=Asia/Yerevan
Afghanistan Standard Time=Asia/Kabul
West Asia Standard Time=Asia/Tashkent
Ekaterinburg Standard Time=Asia/Yekaterinburg
Pakistan Standard Time=Asia/Karachi
Qyzylorda Standard Time=Asia/Qyzylorda
India Standard Time=Asia/Calcutta
Sri Lanka Standard Time=Asia/Colombo
Nepal Standard Time=Asia/Katmandu
Central Asia Standard Time=Asia/Bishkek
Bangladesh Standard Time=Asia/Dhaka
Omsk Standard Time=Asia/Omsk
Myanmar Standard Time=Asia/Rangoon
SE Asia Standard Time=Asia/Bangkok
Altai Standard Time=Asia/Barnaul
W. Mongolia Standard Time=Asia/Hovd
North Asia Standard Time=Asia/Krasnoyarsk
N. Central Asia Standard Time=Asia/Novosibirsk
Tomsk Standard Time=Asia/Tomsk
China Standard Time=Asia/Shanghai
North Asia East Standard Time=Asia/Irkutsk
Singapore Standard Time=Asia/Singapore
W. Australia Standard Time=Australia/Perth
Taipei Standard Time=Asia/Taipei
Ulaanbaatar Standard Time=Asia/Ulaanbaatar
Aus Central W. Standard Time=Australia/Eucla
Transbaikal Standard Time=Asia/Chita
Tokyo Standard Time=Asia/Tokyo
North Korea Standard Time=Asia/Pyongyang
Korea Standard Time=Asia/Seoul
Yakutsk Standard Time=Asia/Yakutsk
Cen. Australia Standard Time=Australia/Adelaide
AUS Central Standard Time=Australia/Darwin
E. Australia Standard Time=Australia/Brisbane
AUS Eastern Standard Time=Australia/Sydney
West Pacific Standard Time=Pacific/Port_Moresby
Tasmania Standard Time=Australia/Hobart
Vladivostok Standard Time=Asia/Vladivostok
Lord Howe Standard Time=Australia/Lord_Howe
Bougainville Standard Time=Pacific/Bougainville
Russia Time Zone 10=Asia/Srednekolymsk
Magadan Standard Time=Asia/Magadan
Norfolk Standard Time=Pacific/Norfolk
Sakhalin Standard Time=Asia/Sakhalin
Central Pacific Standard Time=Pacific/Guadalcanal
Russia Time Zone 11=Asia/Kamchatka
New Zealand Standard Time=Pacific/Auckland
UTC+12=Etc/GMT-12
Fiji Standard Time=Pacific/Fiji
Kamchatka Standard Time=Asia/Kamchatka
Chatham Islands Standard Time=Pacific/Chatham
UTC+13=Etc/GMT-13
Tonga Standard Time=Pacific/Tongatapu
Samoa Standard Time=Pacific/Apia
Line Islands Standard Time=Pacific/Kiritimati
Pacific=America/Los_Angeles
Mountain=America/Denver
Central=America/Chicago
Eastern=America/New_York
US-Pacific=America/Los_Angeles
US-Mountain=America/Denver
US-Central=America/Chicago
US-Eastern=America/New_York
US/Pacific-New=America/Los_Angeles
tzone://Microsoft/Utc=Etc/UTC";

#[cfg(test)]
mod tests {
    use jiff::civil::datetime;

    use super::super::lines::lines;
    use super::*;

    #[test]
    fn every_name_of_microsofts_is_a_zone_of_the_database() {
        for line in WINDOWS.lines() {
            let (name, zone) = line.split_once('=').unwrap();
            assert!(TimeZone::get(zone).is_ok(), "{name}: {zone}");
        }
    }

    #[test]
    fn names_are_found_in_every_way_they_are_written() {
        let zones = Zones::default();
        let at = datetime(2026, 7, 1, 12, 0, 0, 0);
        for (name, hour) in [
            ("Europe/Berlin", 10),
            ("W. Europe Standard Time", 10),
            ("/freeassociation.sourceforge.net/Tzfile/Europe/Berlin", 10),
            ("/citadel.org/20190914_1/America/Argentina/Buenos_Aires", 15),
            ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", 10),
            ("GMT+2", 10),
            ("(UTC-05:00)", 17),
            ("Pacific Standard Time", 19),
            ("UTC", 12),
            ("(GMT-05:00) Eastern Time (US & Canada)", 16),
            ("(UTC-05:00) Eastern Time (US & Canada)", 16),
            ("Eastern Time (US & Canada)", 16),
            ("(UTC-08:00) Pacific Time (US & Canada)", 19),
            ("(UTC-03:00) Brasilia", 15),
            ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", 11),
            ("(GMT+01.00) Sarajevo/Skopje/Sofija/Vilnius/Warsaw/Zagreb", 10),
            ("Berlin", 10),
            ("CEST", 10),
            ("PDT", 19),
            ("tzone://Microsoft/Utc", 12),
            ("+02:00", 10),
            ("America/New York", 16),
            ("US-Eastern", 16),
        ] {
            let zone = zones.find(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(zone.instant(at).unwrap().to_string(), format!("2026-07-01T{hour}:00:00Z"), "{name}");
        }
        assert!(zones.find("Middle-earth Standard Time").is_none());
    }

    #[test]
    fn a_zone_of_the_calendars_own_knows_its_summer() {
        let text = "TZID:Mine\nBEGIN:STANDARD\nDTSTART:16010101T030000\nTZOFFSETFROM:+0200\nTZOFFSETTO:+0100\n\
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\nEND:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\n\
            TZOFFSETFROM:+0100\nTZOFFSETTO:+0200\nRRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\nEND:DAYLIGHT";
        let mut zones = Zones::default();
        zones.define(&lines(text).collect::<Vec<_>>());
        let zone = zones.find("Mine").unwrap();
        let at = |month, day| zone.instant(datetime(2026, month, day, 12, 0, 0, 0)).unwrap().to_string();
        assert_eq!(at(12, 5), "2026-12-05T11:00:00Z");
        assert_eq!(at(7, 1), "2026-07-01T10:00:00Z");
        assert_eq!(at(3, 28), "2026-03-28T11:00:00Z");
        assert_eq!(at(3, 29), "2026-03-29T10:00:00Z");
        assert_eq!(at(10, 25), "2026-10-25T11:00:00Z");
    }

    #[test]
    fn a_zone_of_the_calendars_own_is_read_as_programs_write_it() {
        let text = "TZID:Home\\, sweet home\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+01:00\nTZOFFSETTO:0100\n\
            END:STANDARD";
        let mut zones = Zones::default();
        zones.define(&lines(text).collect::<Vec<_>>());
        let zone = zones.find("Home, sweet home").unwrap();
        assert_eq!(
            zone.instant(datetime(2026, 12, 5, 9, 0, 0, 0)).unwrap().to_string(),
            "2026-12-05T08:00:00Z"
        );
    }

    /// A rule of the past (until 2006) does not hold on beside that of today.
    #[test]
    fn a_rule_that_ended_holds_no_longer() {
        let part = |kind: &str, from: &str, to: &str, start: &str, rule: &str| {
            format!(
                "BEGIN:{kind}\nDTSTART:{start}\nTZOFFSETFROM:{from}\nTZOFFSETTO:{to}\nRRULE:FREQ=YEARLY;{rule}\nEND:{kind}\n"
            )
        };
        let text = [
            "TZID:Mine\n".to_owned(),
            part(
                "DAYLIGHT",
                "-0500",
                "-0400",
                "19870405T020000",
                "BYMONTH=4;BYDAY=1SU;UNTIL=20060402T070000Z",
            ),
            part(
                "STANDARD",
                "-0400",
                "-0500",
                "19671029T020000",
                "BYMONTH=10;BYDAY=-1SU;UNTIL=20061029T060000Z",
            ),
            part("DAYLIGHT", "-0500", "-0400", "20070311T020000", "BYMONTH=3;BYDAY=2SU"),
            part("STANDARD", "-0400", "-0500", "20071104T020000", "BYMONTH=11;BYDAY=1SU"),
        ]
        .concat();
        let mut zones = Zones::default();
        zones.define(&lines(&text).collect::<Vec<_>>());
        let zone = zones.find("Mine").unwrap();
        let at = |month, day| zone.instant(datetime(2026, month, day, 12, 0, 0, 0)).unwrap().to_string();
        assert_eq!(at(10, 28), "2026-10-28T16:00:00Z", "summer time until the first of November");
        assert_eq!(at(11, 2), "2026-11-02T17:00:00Z");
        assert_eq!(at(3, 20), "2026-03-20T16:00:00Z");
    }
}
