//! Which files of a platform's export matter. Such archives have thousands of files beside: settings, measured series of
//! every minute, copies of pictures. They are left out by name, so that nobody has to read why each of them was refused.

/// An export of an account, told by the names in its archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Strava,
    Garmin,
    Takeout,
    Polar,
    Oura,
    Whoop,
    Withings,
}

impl Layout {
    /// The export that an archive with these names is.
    pub(crate) fn of<'a>(names: &(impl Iterator<Item = &'a str> + Clone)) -> Option<Self> {
        let has = |test: &dyn Fn(&str) -> bool| names.clone().any(|name| test(&name.to_lowercase()));
        let file = |wanted: &'static str| move |name: &str| base(name) == wanted;
        if has(&|name| name.contains("di_connect/")) {
            Some(Self::Garmin)
        } else if has(&|name| name.starts_with("takeout/")) {
            Some(Self::Takeout)
        } else if has(&file("activities.csv")) && has(&|name| name.contains("activities/")) {
            Some(Self::Strava)
        } else if has(&file("physiological_cycles.csv")) {
            Some(Self::Whoop)
        } else if has(&file("sleepmodel.csv")) {
            Some(Self::Oura)
        } else if has(&file("weight.csv")) && has(&|name| base(name).starts_with("raw_")) {
            Some(Self::Withings)
        } else if has(&|name| is_polar_session(base(name))) {
            Some(Self::Polar)
        } else {
            None
        }
    }

    /// Whether a file of the export can hold what the timeline wants.
    pub(crate) fn wants(self, name: &str) -> bool {
        let name = name.to_lowercase();
        let file = base(&name);
        let recording = ["fit", "tcx", "gpx"]
            .iter()
            .any(|of| file.ends_with(&format!(".{of}")) || file.ends_with(&format!(".{of}.gz")));
        match self {
            // Routes are ways to go, not ways that were gone.
            Self::Strava => file == "activities.csv" || recording && name.contains("activities/"),
            Self::Garmin => {
                let wanted = ["_summarizedactivities.json", "_sleepdata.json", "_userbiometrics.json"];
                recording
                    || wanted.iter().any(|end| file.ends_with(end))
                    || file.starts_with("uploadedfiles_") && file.ends_with(".zip")
            }
            Self::Takeout => {
                let begins = |start: &str, end: &str| file.starts_with(start) && file.ends_with(end);
                recording
                    || begins("userexercises_", ".csv")
                    || begins("usersleeps_", ".csv")
                    || file == "weight.csv"
                    || begins("sleep-", ".json")
                    || begins("weight-", ".json")
                    || begins("exercise-", ".json")
                    || is_fit_session(&name)
            }
            Self::Polar => is_polar_session(file),
            Self::Oura => matches!(file, "sleepmodel.csv" | "workout.csv"),
            Self::Whoop => matches!(file, "workouts.csv" | "sleeps.csv"),
            Self::Withings => file == "weight.csv",
        }
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn is_polar_session(file: &str) -> bool {
    (file.starts_with("training-session_") || file.starts_with("training-session-"))
        && file.ends_with(".json")
}

/// A session of Google Fit, in a folder that is named in the account's language: `2016-11-03T10_00_00-07_00_WALKING.json`.
fn is_fit_session(name: &str) -> bool {
    let file = base(name);
    let dated = file.get(..11).is_some_and(|date| {
        date.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            10 => byte == b't',
            _ => byte.is_ascii_digit(),
        })
    });
    dated && file.ends_with(".json")
}
