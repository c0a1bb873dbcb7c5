//! Pages: consent, and what can be made to happen.

use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::{Simulator, deeds};
use crate::Misbehaviour;
use crate::world::fields;

const STYLE: &str = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Simulated \
    providers</title><style>body{font:16px/1.5 system-ui;max-width:40rem;margin:2rem auto;padding:0 1rem}button{font:inherit;\
    padding:.4rem .8rem;margin:.2rem 0}label{display:block}fieldset{margin:1rem 0}</style>";

pub(super) fn html(page: String) -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// What the athlete is asked. Everything is ticked; Garmin's past is not.
pub(super) fn consent(path: &str, query: &str) -> String {
    let known = [("/garmin", "Garmin"), ("/withings", "Withings"), ("/strava", "Strava")];
    let name = known.iter().find(|(start, _)| path.starts_with(start)).map_or("", |(_, name)| name);
    let boxes: String = deeds::scopes(path, &fields(query))
        .iter()
        .map(|scope| {
            let ticked = if scope == "HISTORICAL_DATA_EXPORT" { "" } else { " checked" };
            let scope = escaped(scope);
            format!("<label><input type=checkbox name=scope value='{scope}'{ticked}> {scope}</label>")
        })
        .collect();
    format!(
        "{STYLE}<h1>Simulated {name}</h1><p>Isotone asks for access to the account of a simulated athlete. Nothing leaves \
         this computer.</p><form method=post action='{}?{}'><fieldset><legend>Allow</legend>{boxes}</fieldset>\
         <button name=do value=allow id=allow>Authorize</button> <button name=do value=deny id=deny>Cancel</button></form>",
        escaped(path),
        escaped(query),
    )
}

/// What can be made to happen.
pub(super) fn what_happens(simulator: &Simulator) -> String {
    let (asked, rows, connected) = {
        let world = simulator.world();
        let rows: String = world
            .asked
            .iter()
            .rev()
            .take(20)
            .map(|asked| {
                let place =
                    asked.url.split('?').next().unwrap_or_default().trim_start_matches("http://127.0.0.1:1");
                format!("<li>{} {:?} {} {}</li>", asked.at, asked.method, escaped(place), asked.status)
            })
            .collect();
        let connected = [
            ("Strava", world.strava.has_access(deeds::AT_STRAVA)),
            ("Garmin", world.garmin.has_access(deeds::AT_GARMIN)),
            ("Withings", world.withings.has_access(deeds::AT_WITHINGS)),
        ];
        (world.asked.len(), rows, connected)
    };
    let states: String = connected
        .iter()
        .map(|(name, is)| format!("<li>{name}: {}</li>", if *is { "connected" } else { "not connected" }))
        .collect();
    let button =
        |deed: &str, words: &str| format!("<button name=do value={deed} id={deed}>{words}</button> ");
    let buttons = [
        button("run", "A run ends on the watch"),
        button("weigh", "The athlete steps on the scale"),
        button("rename", "Rename it on Strava"),
        button("crop", "Crop it on Strava (not announced)"),
        button("delete", "Delete it on Strava"),
        button("withdraw", "Withdraw the access on Strava"),
        button("deregister", "End the registration at Garmin"),
    ]
    .concat();
    let faults: String = Misbehaviour::NAMES.iter().map(|name| format!("<option>{name}</option>")).collect();
    format!(
        "{STYLE}<h1>Simulated providers</h1><ul>{states}</ul><form method=post action=/deed>{buttons}</form>\
         <p><a href=/run.fit>The watch's own file of the run</a>, to upload as well.</p>\
         <form method=post action=/deed><fieldset><legend>Faults</legend><label>What <select name=what>{faults}</select></label>\
         <label>Addresses that contain <input name=path value=/api/v3/></label><label>Times <input name=times value=3></label>\
         {}{}</fieldset></form><p>{asked} requests so far, the newest first:</p><ol>{rows}</ol>",
        button("fault", "Switch on"),
        button("clear", "Switch all off"),
    )
}
