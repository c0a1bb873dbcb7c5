//! What the title of a planned workout says: how long, how hard, or that it is a rest day.

use units::Duration;

/// How hard a workout is meant to be, in the four levels that a person can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlannedEffort {
    /// Easy: endurance, recovery, zone 1 and 2.
    Easy,
    /// Steady: zone 3, tempo, marathon pace.
    Moderate,
    /// Hard: threshold, intervals, zone 4 and 5.
    Hard,
    /// A race or a test.
    Max,
}

/// No workout that is written in words lasts longer.
const LONGEST: f64 = 36.0 * 3600.0;

/// Words by effort. The hardest that a title has counts: `3x10' @ threshold, easy between` is hard.
const EFFORTS: &[(PlannedEffort, &[&str])] = &[
    (
        PlannedEffort::Max,
        &[
            "race",
            "race day",
            "time trial",
            "ftp test",
            "test",
            "prova",
            "competicao",
            "competicion",
            "competencia",
            "wettkampf",
            "rennen",
            "contre la montre",
            "all out",
            "gara",
            "wedstrijd",
            "competition",
            "レース",
            "大会",
            "z6",
            "z7",
        ],
    ),
    (
        PlannedEffort::Hard,
        &[
            "threshold",
            "ftp",
            "vo2",
            "vo2max",
            "intervals",
            "interval",
            "repeats",
            "hard",
            "hiit",
            "sprints",
            "z4",
            "z5",
            "zone 4",
            "zone 5",
            "over unders",
            "hill repeats",
            "limiar",
            "umbral",
            "intervalado",
            "series",
            "tiros",
            "intervalos",
            "seuil",
            "fractionne",
            "schwelle",
            "intervalle",
            "hart",
            "forte",
            "fuerte",
            "fartlek",
            "ripetute",
            "soglia",
            "drempel",
            "インターバル",
            "閾値走",
            "10k pace",
            "5k pace",
        ],
    ),
    (
        PlannedEffort::Moderate,
        &[
            "tempo",
            "sweet spot",
            "sweetspot",
            "steady",
            "moderate",
            "z3",
            "zone 3",
            "marathon pace",
            "progression",
            "ritmo",
            "moderado",
            "medio",
            "ga2",
            "rythme",
            "allure",
            "zugig",
            "テンポ",
            "ペース 走",
        ],
    ),
    (
        PlannedEffort::Easy,
        &[
            "easy",
            "recovery",
            "endurance",
            "aerobic",
            "z1",
            "z2",
            "zone 1",
            "zone 2",
            "base",
            "long run",
            "long ride",
            "leve",
            "suave",
            "facil",
            "regenerativo",
            "regeneracion",
            "recuperacao",
            "recuperacion",
            "rodaje",
            "longo",
            "longa",
            "largo",
            "larga",
            "locker",
            "ga1",
            "rekom",
            "regeneration",
            "facile",
            "recup",
            "sortie longue",
            "longue",
            "footing",
            "dauerlauf",
            "soltar",
            "lento",
            "scarico",
            "lunghissimo",
            "duurloop",
            "rustig",
            "herstel",
            "ジョグ",
            "ジョギング",
            "イージー",
            "リカバリー",
            "ロング 走",
            "lsd",
        ],
    ),
];

/// Phrases that make an entry a day without training, wherever they stand.
const REST: &[&str] = &[
    "rest day",
    "restday",
    "day off",
    "off day",
    "no training",
    "dia de descanso",
    "descanso total",
    "descanso activo",
    "dia livre",
    "dia libre",
    "jour de repos",
    "ruhetag",
    "trainingsfrei",
    "riposo",
    "rustdag",
    "hviledag",
    "vilodag",
    "giorno di riposo",
    "休養日",
    "休足日",
    "完全休養",
    "休息日",
    "レスト",
    "휴식일",
    "full rest",
];
/// Words that do so when they are the whole title.
const REST_ALONE: &[&str] = &[
    "rest",
    "off",
    "descanso",
    "folga",
    "repos",
    "ruhe",
    "pause",
    "recovery day",
    "rest off",
    "travel day",
    "rust",
    "休 み",
    "休養",
    "休息",
    "オフ",
    "휴식",
];

/// Words that make an entry over several days a part of a season, and no workout of each day.
const PHASE: &[&str] = &[
    "week",
    "weeks",
    "wk",
    "block",
    "phase",
    "mesocycle",
    "macrocycle",
    "microcycle",
    "taper",
    "season",
    "plan",
    "semana",
    "semanas",
    "bloque",
    "bloco",
    "fase",
    "temporada",
    "plano",
    "semaine",
    "semaines",
    "bloc",
    "saison",
    "woche",
    "wochen",
    "zyklus",
    "settimana",
    "settimane",
    "blocco",
    "stagione",
    "blok",
    "seizoen",
];

/// Whether the title is that of a week or another part of a season.
pub(crate) fn is_phase(title: &str) -> bool {
    has(&sport::words(title), PHASE)
}

/// Whether the title is that of a day without training.
pub(crate) fn is_rest(title: &str) -> bool {
    let words = sport::words(title);
    has(&words, REST) || REST_ALONE.contains(&words.join(" ").as_str())
}

/// How hard a workout of this title is meant to be.
pub(crate) fn effort(title: &str) -> Option<PlannedEffort> {
    let words = sport::words(&title.replace("VO2", "vo2 ").replace("VO₂", "vo2 "));
    EFFORTS.iter().find(|(_, phrases)| has(&words, phrases)).map(|(effort, _)| *effort)
}

fn has(words: &[String], phrases: &[&str]) -> bool {
    let is_at = |at: usize, phrase: &str| {
        let mut rest = words[at..].iter();
        phrase.split(' ').all(|word| rest.next().is_some_and(|next| next == word))
    };
    (0..words.len()).any(|at| phrases.iter().any(|phrase| is_at(at, phrase)))
}

/// How long a workout of this title lasts: `2 h Z2`, `1h30`, `90 min`, `45'`, `1:30 h`, and intervals (`3x10'`) as long as
/// they are together. The longest single length counts where it is more than the intervals, as it then is the whole.
pub(crate) fn duration(title: &str) -> Option<Duration> {
    let text =
        title.to_lowercase().replace(['×', '*'], "x").replace(['’', '′'], "'").replace(['”', '″'], "\"");
    let letters: Vec<char> = text.chars().collect();
    let (mut intervals, mut single, mut sum) = (0.0_f64, 0.0_f64, 0.0_f64);
    let mut at = 0;
    while at < letters.len() {
        let begins = letters[at].is_ascii_digit()
            && (at == 0 || !letters[at - 1].is_alphanumeric() && !matches!(letters[at - 1], '.' | ',' | ':'));
        if !begins {
            at += 1;
            continue;
        }
        let (times, after) = repeats(&letters, at);
        match length(&letters, after) {
            Some((seconds, end)) => {
                if times > 1.0 {
                    intervals += times * seconds;
                } else {
                    single = single.max(seconds);
                    sum += seconds;
                }
                at = end;
            }
            None => at += 1,
        }
    }
    // `90 min ride + 20 min run` is both; `2 h with 3x10'` is the two hours.
    let seconds = if title.contains('+') { sum + intervals } else { single.max(intervals) };
    (seconds > 0.0 && seconds <= LONGEST).then(|| Duration::from_seconds(seconds))
}

/// What a platform writes before the length that it planned, in small letters.
const PLANNED: [&str; 4] = ["planned time:", "planned duration:", "duration planned:", "duration:"];
/// What it writes once the workout is done.
const DONE: [&str; 2] = ["actual time:", "actual duration:"];

/// The length that a description names: a line such as TrainingPeaks' `Planned Time: 1:30`, in hours and minutes.
pub(crate) fn named_duration(description: &str) -> Option<Duration> {
    let text = lines(description).find_map(|line| after(&line, &PLANNED).map(str::to_owned))?;
    let parts: Option<Vec<u32>> = text.trim().split(':').map(|part| part.parse().ok()).collect();
    let seconds = match parts.as_deref() {
        Some([hours, minutes]) => f64::from(*hours) * 3600.0 + f64::from(*minutes) * 60.0,
        Some([hours, minutes, seconds]) => {
            f64::from(*hours) * 3600.0 + f64::from(*minutes) * 60.0 + f64::from(*seconds)
        }
        _ => return duration(&with_minutes(&text)),
    };
    (seconds > 0.0 && seconds <= LONGEST).then(|| Duration::from_seconds(seconds))
}

/// The same text with `45m` written as `45 min`: behind the name of a length it is no way of 45 metres.
fn with_minutes(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_minutes = |at: usize| {
        let behind = letters.get(at + 1).is_none_or(|next| !next.is_alphanumeric());
        letters[at] == 'm' && behind && at > 0 && letters[at - 1].is_ascii_digit()
    };
    (0..letters.len())
        .map(|at| if is_minutes(at) { " min".to_owned() } else { letters[at].to_string() })
        .collect()
}

/// Whether the description is that of a workout that was done already: calendars of platforms have these too.
pub(crate) fn is_done(description: &str) -> bool {
    lines(description).any(|line| after(&line, &DONE).is_some())
}

/// What a description names as the sport: `Workout type: Bike`.
pub(crate) fn named_sport(description: &str) -> Option<sport::Named> {
    let name = lines(description).find_map(|line| after(&line, &["workout type:"]).map(str::to_owned))?;
    sport::named(&name)
}

fn lines(description: &str) -> impl Iterator<Item = String> {
    description.lines().map(|line| line.trim().to_lowercase())
}

/// What stands behind one of these at the beginning of a line.
fn after<'a>(line: &'a str, labels: &[&str]) -> Option<&'a str> {
    labels.iter().find_map(|label| line.strip_prefix(label))
}

/// Whether the title gives intervals: `3x10`, `8 x 400 m`.
pub(crate) fn is_structured(title: &str) -> bool {
    let letters: Vec<char> = title.to_lowercase().replace(['×', '*'], "x").chars().collect();
    let begins =
        |at: &usize| letters[*at].is_ascii_digit() && (*at == 0 || !letters[at - 1].is_alphanumeric());
    (0..letters.len()).filter(begins).any(|at| repeats(&letters, at).0 > 1.0)
}

/// `3x`, `3 x `: how often, and where what is repeated begins.
fn repeats(letters: &[char], at: usize) -> (f64, usize) {
    let Some((times, mut after)) = number(letters, at) else { return (1.0, at) };
    after = skip_blanks(letters, after);
    if letters.get(after) != Some(&'x') || !(1.0..=100.0).contains(&times) {
        return (1.0, at);
    }
    let what = skip_blanks(letters, after + 1);
    if letters.get(what).is_some_and(char::is_ascii_digit) { (times, what) } else { (1.0, at) }
}

/// A length of time, in seconds, and where it ends.
fn length(letters: &[char], at: usize) -> Option<(f64, usize)> {
    let (first, after) = number(letters, at)?;
    if letters.get(after) == Some(&':') {
        let (minutes, end) = number(letters, after + 1)?;
        // `2:30:00` has three parts, which no time of day in a title and no pace has.
        let seconds = (letters.get(end) == Some(&':')).then(|| number(letters, end + 1)).flatten();
        if let Some((seconds, end)) = seconds.filter(|(seconds, _)| minutes < 60.0 && *seconds < 60.0) {
            return Some((first * 3600.0 + minutes * 60.0 + seconds, end));
        }
        let unit = unit(letters, skip_blanks(letters, end));
        // `1:30 h`; a bare `7:30` is a time of day or a pace.
        return unit
            .filter(|unit| unit.0 >= 3600.0 && minutes < 60.0)
            .map(|(_, end)| (first * 3600.0 + minutes * 60.0, end));
    }
    let (scale, end) = unit(letters, skip_blanks(letters, after))?;
    if scale < 3600.0 {
        return Some((first * scale, end));
    }
    // `1h30`, `1 h 30 min`
    let next = skip_blanks(letters, end);
    let minutes = number(letters, next).filter(|(minutes, after)| {
        let joined = next == end;
        *minutes < 60.0
            && (unit(letters, skip_blanks(letters, *after)).is_some_and(|(scale, _)| scale == 60.0) || joined)
    });
    Some(match minutes {
        Some((minutes, after)) => {
            let unit = unit(letters, skip_blanks(letters, after)).filter(|(scale, _)| *scale == 60.0);
            (first * 3600.0 + minutes * 60.0, unit.map_or(after, |(_, end)| end))
        }
        None => (first * 3600.0, end),
    })
}

fn number(letters: &[char], at: usize) -> Option<(f64, usize)> {
    let is_part = |(offset, c): (usize, &char)| {
        c.is_ascii_digit()
            || offset > 0
                && matches!(c, '.' | ',')
                && letters.get(at + offset + 1).is_some_and(char::is_ascii_digit)
    };
    let count = letters.get(at..)?.iter().enumerate().take_while(|&(offset, c)| is_part((offset, c))).count();
    let text: String = letters[at..at + count].iter().collect();
    let number: f64 = text.replace(',', ".").parse().ok()?;
    Some((number, at + count))
}

/// A unit of time: its seconds, and where it ends.
fn unit(letters: &[char], at: usize) -> Option<(f64, usize)> {
    match letters.get(at)? {
        '\'' => return Some((60.0, at + 1)),
        '"' => return Some((1.0, at + 1)),
        _ => {}
    }
    let count = letters[at..].iter().take_while(|c| c.is_alphabetic()).count();
    let word: String = letters[at..at + count].iter().collect();
    // Japanese and Chinese write on without a blank: `60分ジョグ`.
    let cjk = [
        ("時間", 3600.0),
        ("小时", 3600.0),
        ("小時", 3600.0),
        ("分钟", 60.0),
        ("分鐘", 60.0),
        ("分", 60.0),
        ("秒", 1.0),
    ];
    if let Some((unit, seconds)) = cjk.iter().find(|(unit, _)| word.starts_with(unit)) {
        return Some((*seconds, at + unit.chars().count()));
    }
    let seconds = match word.as_str() {
        "h" | "hr" | "hrs" | "hour" | "hours" | "hora" | "horas" | "std" | "stunde" | "stunden" | "heure"
        | "heures" | "ora" | "ore" | "uur" | "시간" => 3600.0,
        "min" | "mins" | "minute" | "minutes" | "minuto" | "minutos" | "minuten" | "minuti" | "분" => 60.0,
        "s" | "sec" | "secs" | "seconds" | "seg" | "sek" => 1.0,
        _ => return None,
    };
    Some((seconds, at + count))
}

fn skip_blanks(letters: &[char], at: usize) -> usize {
    at + letters.get(at..).map_or(0, |rest| rest.iter().take_while(|c| **c == ' ').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_from_titles() {
        for (title, minutes) in [
            ("2 h Z2", 120.0),
            ("3x10' @ threshold", 30.0),
            ("Ride 1h30", 90.0),
            ("Run 1 h 15 min easy", 75.0),
            ("1:30 h Radfahren", 90.0),
            ("90 min ride + 20 min run", 110.0),
            ("Endurance 2h with 3x10' tempo", 120.0),
            ("Corrida 45 min leve", 45.0),
            ("5 x 3min VO2", 15.0),
            ("1,5 h bike", 90.0),
            ("10 × 30\" hills", 5.0),
            ("60分ジョグ", 60.0),
            ("Long run 2:30:00", 150.0),
            ("1時間30分 LSD", 90.0),
            ("Corsa 45 minuti", 45.0),
            ("Duurloop 2 uur", 120.0),
        ] {
            assert_eq!(duration(title).map(Duration::as_minutes), Some(minutes), "{title}");
        }
        for title in ["Run", "Run 10 km", "8x400m", "07:30 run club", "Run 5k", "Zone 2", "", "99999999 h"] {
            assert_eq!(duration(title), None, "{title}");
        }
    }

    #[test]
    fn a_description_names_length_and_sport_and_whether_it_was_done() {
        let planned = "Workout type: Swim\n200 m easy\n12x50 m with pull buoy\nPlanned Time: 1:00\nDistance Planned: 2500 m\n";
        assert_eq!(named_duration(planned).map(Duration::as_minutes), Some(60.0));
        assert_eq!(named_sport(planned).map(|named| named.sport), Some(sport::Sport::Swim));
        assert!(!is_done(planned));
        let done = "Workout type: Strength\nActual Time: 1:06\nSpeed: 0 km/h\n";
        assert!(is_done(done) && named_duration(done).is_none());
        for (text, minutes) in
            [("Duration: 45 min", 45.0), ("Duration: 45m", 45.0), ("Duration: 1h 15m", 75.0)]
        {
            assert_eq!(named_duration(text).map(Duration::as_minutes), Some(minutes), "{text}");
        }
        for text in ["meet at 1:30", "Planned Time: soon", "Planned Time: 0:00", "Planned Time: 99:00"] {
            assert_eq!(named_duration(text), None, "{text}");
        }
    }

    #[test]
    fn efforts_and_rest_days_are_read_from_titles() {
        for (title, wanted) in [
            ("3x10' @ threshold", Some(PlannedEffort::Hard)),
            ("2 h Z2", Some(PlannedEffort::Easy)),
            ("Corrida leve", Some(PlannedEffort::Easy)),
            ("Tempo 3x10", Some(PlannedEffort::Moderate)),
            ("5x3 VO2max", Some(PlannedEffort::Hard)),
            ("Race day: marathon", Some(PlannedEffort::Max)),
            ("Long Run", Some(PlannedEffort::Easy)),
            ("60分ジョグ", Some(PlannedEffort::Easy)),
            ("Ripetute 10 x 400", Some(PlannedEffort::Hard)),
            ("Run", None),
        ] {
            assert_eq!(effort(title), wanted, "{title}");
        }
        for title in [
            "Rest Day",
            "REST",
            "Ruhetag",
            "Día de descanso",
            "Rest day: 20 min walk if you like",
            "Off",
            "休養日",
            "休み",
        ] {
            assert!(is_rest(title), "{title}");
        }
        for title in ["Run, 2 min rest between", "Recovery run", "Office", "Ride with pause"] {
            assert!(!is_rest(title), "{title}");
        }
    }
}
