//! What each route takes. A new route needs its row here; the tests and every request to it say so until it has one.

use engine::{Action, Level};
use team::sight::Power;

/// What one method of one route takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rule {
    pub(crate) method: &'static str,
    pub(crate) route: &'static str,
    pub(crate) action: Action,
}

const fn get(route: &'static str, action: Action) -> Rule {
    Rule { method: "GET", route, action }
}

const fn post(route: &'static str, action: Action) -> Rule {
    Rule { method: "POST", route, action }
}

const fn put(route: &'static str, action: Action) -> Rule {
    Rule { method: "PUT", route, action }
}

const fn delete(route: &'static str, action: Action) -> Rule {
    Rule { method: "DELETE", route, action }
}

const VISIT: Action = Action::Visit;
const OWN_THINGS: Action = Action::UseAccount;
const FOUND: Action = Action::Found;
const IN_PERSON: Action = Action::InPerson;
const ADMIN: Action = Action::Administer;
const ADMIN_IN_PERSON: Action = Action::AdministerInPerson;
const BOARD: Action = Action::Squad(Power::Look);
const SQUAD_PLAN: Action = Action::Squad(Power::Plan);
const SQUAD_WEIGH: Action = Action::Squad(Power::Weigh);
const SQUAD_BOTTLES: Action = Action::Squad(Power::Bottles);
const SQUAD_HEAT: Action = Action::Squad(Power::Heat);
const SQUAD_MANAGE: Action = Action::Squad(Power::Manage);
const READ: Action = Action::Athlete(Level::Read);
const PLAN: Action = Action::Athlete(Level::Plan);
const COACH: Action = Action::Athlete(Level::Coach);
const OWN: Action = Action::Athlete(Level::Own);

/// Every route.
pub(crate) const RULES: &[Rule] = &[
    // What everybody may see.
    get("/health", VISIT),
    get("/ready", VISIT),
    // Counts by route and status; it names nobody, and whoever scrapes it has no account.
    get("/metrics", VISIT),
    get("/assets/{name}", VISIT),
    get("/manifest.webmanifest", VISIT),
    get("/sw.js", VISIT),
    get("/offline", VISIT),
    get("/offline/kept", VISIT),
    get("/api/docs", VISIT),
    get("/api/v1/openapi.json", VISIT),
    get("/api/v1/sources", VISIT),
    get("/api/v1/catalogue", VISIT),
    get("/api/v1/heat-policies", VISIT),
    // Coming in and going out.
    get("/sign-in", VISIT),
    post("/sign-in", VISIT),
    post("/sign-in/forgotten", VISIT),
    get("/sign-in/openid", VISIT),
    get("/sign-in/openid/return", VISIT),
    post("/sign-in/passkey/options", VISIT),
    post("/sign-in/passkey", VISIT),
    post("/language", VISIT),
    post("/sign-out", VISIT),
    get("/welcome/{link}", VISIT),
    post("/welcome/{link}", VISIT),
    get("/share/{link}", VISIT),
    // Providers and phones: whoever knows the secret in the address.
    get("/kiosk/{token}", VISIT),
    get("/consent/{link}", VISIT),
    post("/consent/{link}", VISIT),
    get("/api/v1/kiosks/{token}", VISIT),
    post("/api/v1/kiosks/{token}/entries", VISIT),
    get("/api/v1/consents/{link}", VISIT),
    post("/api/v1/consents/{link}", VISIT),
    delete("/api/v1/consents/{link}", VISIT),
    get("/connections/{provider}/notices/{hook}", VISIT),
    post("/connections/{provider}/notices/{hook}", VISIT),
    post("/upload/{token}", VISIT),
    // A calendar program: whoever knows the secret in the address.
    get("/calendar/{address}", VISIT),
    // One's own.
    // Back from a provider: the consent is bound to the browser session, and says whose it is.
    get("/connections/{provider}/return", OWN_THINGS),
    get("/", OWN_THINGS),
    get("/validation", OWN_THINGS),
    get("/places", OWN_THINGS),
    get("/api/v1/validation", OWN_THINGS),
    get("/api/v1/model", OWN_THINGS),
    get("/api/v1/account", OWN_THINGS),
    get("/api/v1/athletes", OWN_THINGS),
    post("/api/v1/athletes", FOUND),
    post("/athletes", FOUND),
    get("/api/v1/squads", OWN_THINGS),
    post("/api/v1/squads", FOUND),
    post("/api/v1/patch-readings", OWN_THINGS),
    post("/squads", FOUND),
    post("/teams", FOUND),
    get("/account", IN_PERSON),
    post("/account/password", IN_PERSON),
    get("/account/openid", IN_PERSON),
    post("/account/identities/{identity}/revoke", IN_PERSON),
    post("/account/passkeys/options", IN_PERSON),
    post("/account/passkeys", IN_PERSON),
    post("/account/passkeys/{passkey}/revoke", IN_PERSON),
    post("/account/tokens", IN_PERSON),
    post("/account/tokens/{token}/revoke", IN_PERSON),
    post("/account/sessions/{session}/end", IN_PERSON),
    put("/api/v1/account", IN_PERSON),
    post("/api/v1/account/password", IN_PERSON),
    get("/api/v1/account/identities", IN_PERSON),
    delete("/api/v1/account/identities/{identity}", IN_PERSON),
    get("/api/v1/account/passkeys", IN_PERSON),
    delete("/api/v1/account/passkeys/{passkey}", IN_PERSON),
    get("/api/v1/account/sessions", IN_PERSON),
    delete("/api/v1/account/sessions/{session}", IN_PERSON),
    get("/api/v1/account/tokens", IN_PERSON),
    post("/api/v1/account/tokens", IN_PERSON),
    delete("/api/v1/account/tokens/{token}", IN_PERSON),
    // Assistants: each tool asks the API with the token of the request.
    post("/mcp", OWN_THINGS),
    // The instance.
    get("/users", ADMIN),
    post("/users", ADMIN_IN_PERSON),
    post("/users/{user}/link", ADMIN_IN_PERSON),
    post("/users/{user}/remove", ADMIN),
    get("/api/v1/users", ADMIN),
    post("/api/v1/users", ADMIN_IN_PERSON),
    post("/api/v1/users/{user}/link", ADMIN_IN_PERSON),
    delete("/api/v1/users/{user}", ADMIN),
    get("/api/v1/jobs", ADMIN),
    post("/api/v1/jobs/retry", ADMIN),
    // A squad.
    get("/squads/{squad}", BOARD),
    get("/squads/{squad}/scan", SQUAD_WEIGH),
    get("/squads/{squad}/team", SQUAD_MANAGE),
    post("/squads/{squad}/team", SQUAD_MANAGE),
    get("/squads/{squad}/sessions", BOARD),
    post("/squads/{squad}/sessions", SQUAD_PLAN),
    post("/squads/{squad}/sessions/{session}/close", SQUAD_WEIGH),
    get("/squads/{squad}/season", BOARD),
    get("/squads/{squad}/heat", BOARD),
    post("/squads/{squad}/heat", SQUAD_HEAT),
    get("/squads/{squad}/bottles", BOARD),
    post("/squads/{squad}/bottles", SQUAD_BOTTLES),
    post("/squads/{squad}/kiosk", SQUAD_WEIGH),
    get("/api/v1/squads/{squad}/board", BOARD),
    get("/api/v1/squads/{squad}/settings", BOARD),
    put("/api/v1/squads/{squad}/settings", SQUAD_MANAGE),
    put("/api/v1/squads/{squad}/roles", SQUAD_MANAGE),
    get("/api/v1/squads/{squad}/audit", SQUAD_MANAGE),
    get("/api/v1/squads/{squad}/members", BOARD),
    post("/api/v1/squads/{squad}/roster", SQUAD_MANAGE),
    put("/api/v1/squads/{squad}/members/{member}", SQUAD_MANAGE),
    post("/api/v1/squads/{squad}/members/{member}/consent", SQUAD_MANAGE),
    post("/api/v1/squads/{squad}/members/{member}/consent-link", SQUAD_MANAGE),
    get("/api/v1/squads/{squad}/sessions", BOARD),
    post("/api/v1/squads/{squad}/sessions", SQUAD_PLAN),
    put("/api/v1/squads/{squad}/sessions/{session}", SQUAD_PLAN),
    delete("/api/v1/squads/{squad}/sessions/{session}", SQUAD_PLAN),
    put("/api/v1/squads/{squad}/sessions/{session}/deviations/{member}", SQUAD_PLAN),
    delete("/api/v1/squads/{squad}/sessions/{session}/deviations/{member}", SQUAD_PLAN),
    get("/api/v1/squads/{squad}/sessions/{session}/board", BOARD),
    get("/api/v1/squads/{squad}/sessions/{session}/weighings", SQUAD_WEIGH),
    post("/api/v1/squads/{squad}/sessions/{session}/weighings", SQUAD_WEIGH),
    post("/api/v1/squads/{squad}/sessions/{session}/close", SQUAD_WEIGH),
    get("/api/v1/squads/{squad}/kiosks", SQUAD_WEIGH),
    post("/api/v1/squads/{squad}/kiosks", SQUAD_WEIGH),
    delete("/api/v1/squads/{squad}/kiosks/{kiosk}", SQUAD_WEIGH),
    get("/api/v1/squads/{squad}/changes", BOARD),
    get("/api/v1/squads/{squad}/sessions/{session}/heat", BOARD),
    post("/api/v1/squads/{squad}/sessions/{session}/heat", SQUAD_HEAT),
    post("/api/v1/squads/{squad}/sessions/{session}/heat/decisions", SQUAD_HEAT),
    get("/api/v1/squads/{squad}/sessions/{session}/bottles", BOARD),
    put("/api/v1/squads/{squad}/sessions/{session}/bottles", SQUAD_BOTTLES),
    get("/api/v1/squads/{squad}/sessions/{session}/labels", SQUAD_BOTTLES),
    get("/api/v1/squads/{squad}/sessions/{session}/report", BOARD),
    get("/api/v1/squads/{squad}/sessions/{session}/cards", BOARD),
    get("/api/v1/squads/{squad}/sessions/{session}/table", BOARD),
    get("/api/v1/squads/{squad}/season", BOARD),
    // What one hears of a squad oneself: the engine shows and changes the caller's own alone.
    get("/squads/{squad}/notifications", BOARD),
    post("/squads/{squad}/notifications", BOARD),
    post("/squads/{squad}/notifications/channels", BOARD),
    post("/squads/{squad}/notifications/channels/{channel}", BOARD),
    post("/squads/{squad}/notifications/seen", BOARD),
    get("/api/v1/squads/{squad}/reminders", BOARD),
    put("/api/v1/squads/{squad}/reminders", BOARD),
    get("/api/v1/squads/{squad}/channels", BOARD),
    post("/api/v1/squads/{squad}/channels", BOARD),
    delete("/api/v1/squads/{squad}/channels/{channel}", BOARD),
    post("/api/v1/squads/{squad}/channels/{channel}/test", BOARD),
    get("/api/v1/squads/{squad}/messages", BOARD),
    // An athlete's data: pages.
    get("/a/{athlete}", READ),
    get("/a/{athlete}/timeline", READ),
    post("/a/{athlete}/timeline", COACH),
    get("/a/{athlete}/imports", READ),
    post("/a/{athlete}/imports", COACH),
    get("/a/{athlete}/imports/{import}", READ),
    post("/a/{athlete}/imports/{import}", COACH),
    get("/a/{athlete}/log", READ),
    post("/a/{athlete}/log", COACH),
    get("/a/{athlete}/removed", READ),
    post("/a/{athlete}/removed", COACH),
    get("/a/{athlete}/profile", READ),
    get("/a/{athlete}/plan", READ),
    post("/a/{athlete}/plan", PLAN),
    post("/a/{athlete}/taken", PLAN),
    get("/a/{athlete}/what-if", READ),
    get("/a/{athlete}/race", READ),
    get("/a/{athlete}/catalogue", READ),
    post("/a/{athlete}/catalogue", PLAN),
    get("/a/{athlete}/settings", COACH),
    post("/a/{athlete}/settings", COACH),
    get("/a/{athlete}/more", READ),
    get("/a/{athlete}/add", READ),
    get("/a/{athlete}/begin", COACH),
    post("/a/{athlete}/begin", COACH),
    get("/a/{athlete}/timeline/{event}", READ),
    get("/a/{athlete}/trends", READ),
    get("/a/{athlete}/test", READ),
    post("/a/{athlete}/test", COACH),
    get("/a/{athlete}/tests/{test}", READ),
    get("/a/{athlete}/scan", READ),
    post("/a/{athlete}/scan", COACH),
    post("/a/{athlete}/scan/photo", COACH),
    get("/a/{athlete}/scan/{reading}", READ),
    get("/a/{athlete}/receipts/{receipt}", READ),
    get("/a/{athlete}/data", OWN),
    post("/a/{athlete}/data/erase", OWN),
    get("/a/{athlete}/connections", OWN),
    get("/a/{athlete}/connections/{provider}/connect", OWN),
    post("/a/{athlete}/connections/{provider}/key", OWN),
    post("/a/{athlete}/connections/{provider}/disconnect", OWN),
    post("/a/{athlete}/calendars", OWN),
    post("/a/{athlete}/calendars/{calendar}/remove", OWN),
    post("/a/{athlete}/devices", OWN),
    post("/a/{athlete}/devices/{device}/remove", OWN),
    get("/a/{athlete}/notifications", OWN),
    post("/a/{athlete}/notifications", OWN),
    post("/a/{athlete}/notifications/channels", OWN),
    post("/a/{athlete}/notifications/channels/{channel}", OWN),
    post("/a/{athlete}/notifications/seen", OWN),
    post("/a/{athlete}/notifications/calendar", OWN),
    get("/a/{athlete}/sharing", OWN),
    post("/a/{athlete}/sharing", OWN),
    post("/a/{athlete}/sharing/{share}/revoke", OWN),
    // An athlete's data: the API.
    get("/api/v1/athletes/{athlete}", READ),
    put("/api/v1/athletes/{athlete}", COACH),
    delete("/api/v1/athletes/{athlete}", OWN),
    get("/api/v1/athletes/{athlete}/export", OWN),
    get("/api/v1/athletes/{athlete}/changes", READ),
    get("/api/v1/athletes/{athlete}/timeline", READ),
    get("/api/v1/athletes/{athlete}/timeline/{event}", READ),
    get("/api/v1/athletes/{athlete}/timeline/{event}/loss", READ),
    post("/api/v1/athletes/{athlete}/timeline/{event}/overrule", COACH),
    get("/api/v1/athletes/{athlete}/rested", READ),
    get("/api/v1/athletes/{athlete}/sources", READ),
    get("/api/v1/athletes/{athlete}/questions", READ),
    get("/api/v1/athletes/{athlete}/decisions", READ),
    post("/api/v1/athletes/{athlete}/decisions", COACH),
    delete("/api/v1/athletes/{athlete}/decisions/{decision}", COACH),
    post("/api/v1/athletes/{athlete}/entries", COACH),
    get("/api/v1/athletes/{athlete}/readings", READ),
    post("/api/v1/athletes/{athlete}/readings", COACH),
    post("/api/v1/athletes/{athlete}/recordings", COACH),
    get("/api/v1/athletes/{athlete}/imports", READ),
    post("/api/v1/athletes/{athlete}/imports", COACH),
    get("/api/v1/athletes/{athlete}/imports/{import}", READ),
    delete("/api/v1/athletes/{athlete}/imports/{import}", COACH),
    post("/api/v1/athletes/{athlete}/imports/{import}/resume", COACH),
    get("/api/v1/athletes/{athlete}/imports/{import}/files", READ),
    post("/api/v1/athletes/{athlete}/patch-readings", COACH),
    get("/api/v1/athletes/{athlete}/patch-readings/{reading}", READ),
    get("/api/v1/athletes/{athlete}/patch-readings/{reading}/drawn", READ),
    get("/api/v1/athletes/{athlete}/sweat-tests", READ),
    post("/api/v1/athletes/{athlete}/sweat-tests", COACH),
    get("/api/v1/athletes/{athlete}/sweat-tests/{test}", READ),
    put("/api/v1/athletes/{athlete}/sweat-tests/{test}", COACH),
    delete("/api/v1/athletes/{athlete}/sweat-tests/{test}", COACH),
    put("/api/v1/athletes/{athlete}/readings/{reading}", COACH),
    delete("/api/v1/athletes/{athlete}/readings/{reading}", COACH),
    put("/api/v1/athletes/{athlete}/entries/{entry}", COACH),
    delete("/api/v1/athletes/{athlete}/entries/{entry}", COACH),
    get("/api/v1/athletes/{athlete}/removals", READ),
    post("/api/v1/athletes/{athlete}/removals/{removal}/undo", COACH),
    get("/api/v1/athletes/{athlete}/sweat-profile", READ),
    post("/api/v1/athletes/{athlete}/predictions", READ),
    post("/api/v1/athletes/{athlete}/what-if/{variable}", READ),
    get("/api/v1/athletes/{athlete}/planned-sessions", READ),
    post("/api/v1/athletes/{athlete}/planned-sessions", PLAN),
    put("/api/v1/athletes/{athlete}/planned-sessions/{session}", PLAN),
    delete("/api/v1/athletes/{athlete}/planned-sessions/{session}", PLAN),
    get("/api/v1/athletes/{athlete}/planned-sessions/{session}/workout", READ),
    get("/api/v1/athletes/{athlete}/plan", READ),
    get("/api/v1/athletes/{athlete}/plan/text", READ),
    post("/api/v1/athletes/{athlete}/taken", PLAN),
    put("/api/v1/athletes/{athlete}/taken/{need}", PLAN),
    delete("/api/v1/athletes/{athlete}/taken/{need}", PLAN),
    post("/api/v1/athletes/{athlete}/baskets", READ),
    post("/api/v1/athletes/{athlete}/race-plans", READ),
    get("/api/v1/athletes/{athlete}/items", READ),
    post("/api/v1/athletes/{athlete}/items", PLAN),
    delete("/api/v1/athletes/{athlete}/items/{item}", PLAN),
    get("/api/v1/athletes/{athlete}/receipts/{receipt}", READ),
    get("/api/v1/athletes/{athlete}/calendars", OWN),
    post("/api/v1/athletes/{athlete}/calendars", OWN),
    delete("/api/v1/athletes/{athlete}/calendars/{calendar}", OWN),
    get("/api/v1/athletes/{athlete}/connections", OWN),
    delete("/api/v1/athletes/{athlete}/connections/{provider}", OWN),
    get("/api/v1/athletes/{athlete}/devices", OWN),
    post("/api/v1/athletes/{athlete}/devices", OWN),
    delete("/api/v1/athletes/{athlete}/devices/{device}", OWN),
    get("/api/v1/athletes/{athlete}/reminders", OWN),
    put("/api/v1/athletes/{athlete}/reminders", OWN),
    get("/api/v1/athletes/{athlete}/channels", OWN),
    post("/api/v1/athletes/{athlete}/channels", OWN),
    delete("/api/v1/athletes/{athlete}/channels/{channel}", OWN),
    post("/api/v1/athletes/{athlete}/channels/{channel}/test", OWN),
    get("/api/v1/athletes/{athlete}/messages", OWN),
    get("/api/v1/athletes/{athlete}/squad-reads", OWN),
    get("/api/v1/athletes/{athlete}/dead-letters", OWN),
    delete("/api/v1/athletes/{athlete}/dead-letters/{letter}", OWN),
    post("/api/v1/athletes/{athlete}/dead-letters/{letter}/retry", OWN),
    get("/api/v1/athletes/{athlete}/shares", OWN),
    post("/api/v1/athletes/{athlete}/shares", OWN),
    delete("/api/v1/athletes/{athlete}/shares/{share}", OWN),
];

/// What is known of a method of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// It takes this.
    Takes(Action),
    /// The route is there, but not for this method.
    OtherMethod,
    /// Nobody said what it takes.
    Nothing,
}

/// What a method of a route takes.
pub(crate) fn of(method: &str, route: &str) -> Known {
    // HEAD is GET without the body.
    let method = if method == "HEAD" { "GET" } else { method };
    let mut known = Known::Nothing;
    for rule in RULES.iter().filter(|rule| rule.route == route) {
        if rule.method == method {
            return Known::Takes(rule.action);
        }
        known = Known::OtherMethod;
    }
    known
}

/// The methods of a route, for the header `Allow`. What takes GET takes HEAD.
pub(crate) fn methods(route: &str) -> String {
    let methods = RULES.iter().filter(|rule| rule.route == route).map(|rule| rule.method);
    let with_head = |method| [method, "HEAD"].into_iter().take(if method == "GET" { 2 } else { 1 });
    methods.flat_map(with_head).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_of_the_api_has_its_row() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in ["get", "put", "post", "delete", "patch"] {
                if item.get(method).is_some() {
                    let known = of(&method.to_uppercase(), path);
                    assert!(matches!(known, Known::Takes(_)), "say in policy.rs what {method} {path} takes");
                }
            }
        }
    }

    /// The pages' routes cannot be asked of a router; they are read where they are written.
    #[test]
    fn every_route_of_the_pages_has_its_row() {
        let written = include_str!("../pages/mod.rs");
        let mut found = 0;
        for route in written.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            found += 1;
            assert_ne!(of("GET", route), Known::Nothing, "say in policy.rs what {route} takes");
        }
        assert!(found > 10, "only {found} routes were found");
    }

    #[test]
    fn no_row_stands_twice_and_those_about_somebody_name_whom() {
        let mut rows = BTreeSet::new();
        for rule in RULES {
            assert!(rows.insert((rule.method, rule.route)), "{rule:?} stands twice");
            let about = |name: &str| rule.route.contains(name);
            match rule.action {
                Action::Athlete(_) => assert!(about("{athlete}"), "{rule:?} does not say whose data"),
                Action::Squad(_) => assert!(about("{squad}"), "{rule:?} does not say which squad"),
                _ => assert!(!about("{athlete}") && !about("{squad}"), "{rule:?} asks too little"),
            }
        }
    }

    #[test]
    fn what_changes_something_of_an_athlete_takes_more_than_reading() {
        // They answer questions that are too long for an address, and store nothing but receipts.
        let asks = ["/predictions", "/what-if/{variable}", "/baskets", "/race-plans"];
        for rule in RULES {
            if rule.method != "GET" && !asks.iter().any(|ask| rule.route.ends_with(ask)) {
                assert_ne!(rule.action, Action::Athlete(Level::Read), "{rule:?}");
            }
        }
    }
}
