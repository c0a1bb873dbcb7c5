//! Subscriptions: one for each kind of data and of event, which end and are renewed.

use serde_json::{Value, json};

use super::reading::KINDS;
use crate::providers::port::{Application, Failure, Listening, Method, Request, Web, classified};

const EVENTS: [&str; 3] = ["create", "update", "delete"];

/// Makes what is missing, and renews what there is.
pub(super) async fn listen(
    application: &Application,
    web: &dyn Web,
    callback: &str,
    verify: &str,
) -> Result<Listening, Failure> {
    let place = format!("{}/v2/webhook/subscription", application.api);
    let shown = |request: Request| {
        request
            .header("x-client-id", application.client.clone())
            .header("x-client-secret", application.secret.clone())
    };
    let known: Vec<Value> =
        classified(web.send(shown(Request::get(&place).about_access())).await?)?.json()?;
    for kind in KINDS {
        for event in EVENTS {
            let same = |row: &&Value| row["data_type"] == kind && row["event_type"] == event;
            let ours = known.iter().filter(same).find(|row| row["callback_url"] == callback);
            let request = match ours.and_then(|row| row["id"].as_str()) {
                Some(id) => Request::json(format!("{place}/renew/{id}"), &json!({})).method(Method::Put),
                None => Request::json(
                    &place,
                    &json!({"callback_url": callback, "verification_token": verify, "event_type": event, "data_type": kind}),
                ),
            };
            classified(web.send(shown(request)).await?)?;
        }
    }
    // Those of an address where the server was before.
    for row in known.iter().filter(|row| row["callback_url"] != callback) {
        if let Some(id) = row["id"].as_str() {
            let request = Request::get(format!("{place}/{id}")).method(Method::Delete).about_access();
            classified(web.send(shown(request)).await?)?;
        }
    }
    Ok(Listening::default())
}
