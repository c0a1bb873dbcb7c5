//! What happens: consent, a run, an edit, a fault.

use jiff::{SignedDuration, Timestamp};

use super::{Simulator, said};
use crate::strava::Activity;
use crate::{Misbehaviour, fit_run, garmin};

/// The athlete's name at the simulated Strava.
pub const AT_STRAVA: u64 = 134_815;
/// The athlete's name at the simulated Garmin.
pub const AT_GARMIN: &str = "garmin-user-1";
/// The user's name at the simulated Withings.
pub const AT_WITHINGS: &str = "363";
/// The key of the simulated Garmin's Personal API.
pub const GARMIN_KEY: &str = "gcp_simulated";
/// What can be allowed on Garmin's page; the last is off by default.
pub const PERMISSIONS: [&str; 3] = ["ACTIVITY_EXPORT", "HEALTH_EXPORT", "HISTORICAL_DATA_EXPORT"];

/// How long the run is that can be made to happen, s.
const RUN: u32 = 2400;

/// Whether this is a page of consent.
pub(super) fn is_consent(path: &str) -> bool {
    matches!(path, "/strava/oauth/authorize" | "/garmin/oauth2Confirm" | "/withings/oauth2_user/authorize2")
}

/// What can be allowed on such a page.
pub(super) fn scopes(path: &str, query: &[(String, String)]) -> Vec<String> {
    if path.starts_with("/garmin") {
        return PERMISSIONS.map(str::to_owned).to_vec();
    }
    said(query, "scope").split(',').map(str::to_owned).collect()
}

/// The address to which the browser is sent after consent, or without it.
pub(super) fn consents(simulator: &Simulator, path: &str, query: &str, form: &[(String, String)]) -> String {
    let fields = crate::world::fields(query);
    if said(form, "do") != "allow" {
        return format!(
            "{}?state={}&error=access_denied",
            said(&fields, "redirect_uri"),
            said(&fields, "state")
        );
    }
    let allowed: Vec<&str> =
        form.iter().filter(|(name, _)| name == "scope").map(|(_, scope)| scope.as_str()).collect();
    let world = &mut *simulator.world();
    let address = format!("?{query}");
    if path.starts_with("/withings") {
        return world.withings.consent(&address, AT_WITHINGS, world.now, &mut world.seed);
    }
    if path.starts_with("/garmin") {
        world.garmin.consent(&address, AT_GARMIN, &allowed, &mut world.seed)
    } else {
        world.strava.consent(&address, AT_STRAVA, &allowed, &mut world.seed)
    }
}

/// When the last run began: whole minutes, so that the same run can be had again as a file.
fn begun(now: Timestamp) -> Timestamp {
    let minute = now.as_second().div_euclid(600) * 600;
    let end = Timestamp::from_second(minute).unwrap_or(now);
    end.saturating_sub(SignedDuration::from_secs(i64::from(RUN))).unwrap_or(end)
}

/// The file that the watch wrote of the last run.
pub(super) fn last_run(simulator: &Simulator) -> Vec<u8> {
    fit_run(begun(simulator.world().now), RUN)
}

/// Does what the page was asked for.
pub(super) fn does(simulator: &Simulator, form: &[(String, String)]) {
    let world = &mut *simulator.world();
    let (start, id) = (begun(world.now), world.strava.last(AT_STRAVA));
    match (said(form, "do"), id) {
        ("run", _) => {
            let summary = format!("{}", start.as_second());
            world.garmin.sync(AT_GARMIN, "activities", garmin::run(&summary, start, RUN), &mut world.seed);
            world.strava.record(AT_STRAVA, Activity::run(start, RUN));
            let user = world.garmin_personal.user(GARMIN_KEY);
            let id = u64::try_from(start.as_second()).unwrap_or_default();
            user.record(id, start, RUN, Some(fit_run(start, RUN)));
        }
        ("weigh", _) => {
            let now = world.now;
            world.withings.weigh(AT_WITHINGS, now, 61_400, 0);
            let day = now.strftime("%Y-%m-%d").to_string();
            world.garmin_personal.user(GARMIN_KEY).weigh(&day, now, 61_400.0);
        }
        ("sleep", _) => {
            let day = start.strftime("%Y-%m-%d").to_string();
            let begun = start.saturating_sub(SignedDuration::from_hours(8)).unwrap_or(start);
            world.garmin_personal.user(GARMIN_KEY).sleep(&day, begun, 25_200, "auto_confirmed_final");
        }
        ("rename", Some(id)) => world.strava.rename(AT_STRAVA, id, "Hill repeats"),
        ("crop", Some(id)) => world.strava.crop(AT_STRAVA, id, 1800),
        ("delete", Some(id)) => world.strava.delete(AT_STRAVA, id),
        ("withdraw", _) => world.strava.withdraw(AT_STRAVA),
        ("deregister", _) => world.garmin.deregister(AT_GARMIN),
        ("clear", _) => world.faults.clear(),
        ("fault", _) => {
            if let Some(what) = Misbehaviour::named(said(form, "what")) {
                let times = said(form, "times").parse().unwrap_or(1);
                world.faults.next(times, said(form, "path"), what);
            }
        }
        _ => {}
    }
}
