//! What the title of a planned workout says: how long, how hard, or that it is a rest day.

mod length;

use units::Duration;

use length::LONGEST;
pub(crate) use length::{duration, is_structured};

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
    "complete rest",
    "total rest",
    "passive rest",
    "no run",
    "no running",
    "no workout",
    "sem treino",
    "dia de folga",
    "descanso passivo",
    "descanso pasivo",
    "descanso completo",
    "sin entrenamiento",
    "sin entreno",
    "dia de reposo",
    "repos complet",
    "repos total",
    "pas d entrainement",
    "kein training",
    "tag frei",
    "freier tag",
    "pausentag",
    "erholungstag",
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
    "reposo",
    "frei",
    "rust",
    "休 み",
    "休養",
    "休息",
    "オフ",
    "휴식",
];

/// Words that call an entry off.
const CANCELLED: &[&str] = &[
    "canceled",
    "cancelled",
    "cancelado",
    "cancelada",
    "anulado",
    "anulada",
    "suspendido",
    "suspendida",
    "annule",
    "annulee",
    "abgesagt",
    "storniert",
    "entfallt",
    "fallt aus",
    "annullato",
    "annullata",
    "cancellato",
    "geannuleerd",
    "afgelast",
    "中止",
    "キャンセル",
    "已取消",
    "취소됨",
];
/// Words that say so, and that the athlete declined, at the beginning of a title.
const DECLINED: &[&str] =
    &["declined", "recusado", "recusada", "rechazado", "rechazada", "refuse", "refusee", "abgelehnt"];

/// Words with which an errand begins: what is bought, paid or booked is no workout, whatever it is for.
const ERRANDS: &[&str] = &[
    "buy",
    "order",
    "sell",
    "pay",
    "book",
    "collect",
    "pick up",
    "register",
    "sign up",
    "renew",
    "repair",
    "fix",
    "comprar",
    "pagar",
    "vender",
    "buscar",
    "recoger",
    "retirar",
    "inscrever",
    "inscribirse",
    "renovar",
    "acheter",
    "payer",
    "vendre",
    "reserver",
    "s inscrire",
    "reparer",
];
/// Words with which one ends: German puts its verbs there.
const ENDS_OF_ERRANDS: &[&str] = &[
    "kaufen",
    "abholen",
    "bezahlen",
    "verkaufen",
    "buchen",
    "anmelden",
    "reparieren",
    "bestellen",
    "zuruckgeben",
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

/// Whether the title says that it was called off (`Canceled: Club Run`, `Club Run (abgesagt)`) or declined.
pub(crate) fn is_cancelled(title: &str) -> bool {
    let words = sport::words(title);
    let declined = || {
        let (first, _) = title.split_once(':').unwrap_or_default();
        DECLINED.contains(&sport::words(first).join(" ").as_str())
    };
    has(&words, CANCELLED) || declined()
}

/// Whether the title is that of an errand (`Buy running shoes`, `Rad reparieren`).
pub(crate) fn is_errand(title: &str) -> bool {
    let words = sport::words(title);
    let begins = (1..=2)
        .any(|count| words.get(..count).is_some_and(|first| ERRANDS.contains(&first.join(" ").as_str())));
    begins || words.last().is_some_and(|last| ENDS_OF_ERRANDS.contains(&last.as_str()))
}

/// Whether the title is that of a day without training.
pub(crate) fn is_rest(title: &str) -> bool {
    let is_alone = |words: Vec<String>| REST_ALONE.contains(&words.join(" ").as_str());
    let words = sport::words(title);
    if has(&words, REST) || is_alone(words) {
        return true;
    }
    // `Run: Rest`, `Natation – repos`; what stands between intervals is no rest day.
    let mut parts = title.split([':', '|', '–', '—']).flat_map(|part| part.split(" - "));
    let two = (parts.next(), parts.next(), parts.next());
    match two {
        (Some(first), Some(second), None) if !title.contains(|c: char| c.is_ascii_digit()) => {
            [first, second].into_iter().any(|part| is_alone(sport::words(part)))
        }
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
        for title in [
            "Run: Rest",
            "Natation – repos",
            "Kein Training (Lauf)",
            "Corrida - descanso",
            "Rest from running: no run",
        ] {
            assert!(is_rest(title), "{title}");
        }
        for title in [
            "Run, 2 min rest between",
            "Recovery run",
            "Office",
            "Ride with pause",
            "Run: 3x10 min - rest",
            "Run | off-road",
        ] {
            assert!(!is_rest(title), "{title}");
        }
    }

    #[test]
    fn errands_are_told_from_workouts() {
        for title in [
            "Buy running shoes",
            "Pick up bike",
            "Rad reparieren",
            "Comprar bicicleta",
            "S'inscrire au marathon",
        ] {
            assert!(is_errand(title), "{title}");
        }
        for title in ["Run", "Easy run, then buy bread", "Laufen"] {
            assert!(!is_errand(title), "{title}");
        }
    }

    #[test]
    fn what_was_called_off_is_read_from_titles() {
        for title in [
            "Canceled: Club Run",
            "CANCELLED - Long run",
            "Canceled event: Club Run",
            "Corrida (cancelada)",
            "Abgesagt: Lauftreff",
            "Lauftreff fällt aus",
            "Annulé : sortie vélo",
            "Declined: Club Run",
        ] {
            assert!(is_cancelled(title), "{title}");
        }
        for title in ["Club Run", "Refuse to lose: 10k", "Run", "No cancellations: run"] {
            assert!(!is_cancelled(title), "{title}");
        }
    }
}
