//! Strava's one subscription for an application.

use serde::Deserialize;

use super::{Strava, judged};
use crate::providers::port::{Failure, Listening, Method, Request, Web, query};

#[derive(Deserialize)]
struct Subscription {
    id: u64,
    #[serde(default)]
    callback_url: String,
}

#[derive(Deserialize)]
struct Made {
    id: u64,
}

/// Leaves one subscription, for this address. An application has one: a second is refused, so one for another address
/// (the server has moved) is removed first.
pub(super) async fn listen(
    strava: &Strava,
    web: &dyn Web,
    callback: &str,
    verify: &str,
) -> Result<Listening, Failure> {
    let (client, secret) = (strava.settings.client.as_str(), strava.settings.secret.as_str());
    let place = strava.api("/push_subscriptions");
    let known = [("client_id", client), ("client_secret", secret)];
    let listed = Request::get(format!("{place}?{}", query(&known))).about_access();
    let mut subscription = None;
    for found in judged(web.send(listed).await?)?.json::<Vec<Subscription>>()? {
        if found.callback_url == callback && subscription.is_none() {
            subscription = Some(found.id);
            continue;
        }
        let gone = Request::get(format!("{place}/{}?{}", found.id, query(&known))).about_access();
        judged(web.send(gone.method(Method::Delete)).await?)?;
    }
    if subscription.is_none() {
        // Strava asks the address for the challenge before it answers.
        let fields = [known[0], known[1], ("callback_url", callback), ("verify_token", verify)];
        let made = judged(web.send(Request::form(place, &fields)).await?)?;
        subscription = Some(made.json::<Made>()?.id);
    }
    Ok(Listening { subscription: subscription.map(|id| id.to_string()) })
}
