//! A simulated Strava: OAuth, activities with streams, the webhook, limits.
//!
//! Written from developers.strava.com (authentication, webhooks, rate limits, the swagger document) as of 2026, and from
//! what implementers report of it.

mod activity;
mod api;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Seed, Told};

pub use activity::Activity;

/// The simulated Strava.
#[derive(Debug)]
pub struct Strava {
    /// The application's name.
    pub client: String,
    /// The application's secret.
    pub secret: String,
    /// Its athletes.
    pub athletes: BTreeMap<u64, Athlete>,
    /// The subscription of the application, with its address.
    pub subscription: Option<(u64, String)>,
    /// Read requests in a quarter of an hour and in a day.
    pub limits: [u32; 2],
    /// Whether answers say how many were counted.
    pub tells_usage: bool,
    /// Whether lists give distances to another digit than the activity itself.
    pub rounds_lists: bool,
    /// Whether notices are sent.
    pub tells: bool,
    /// Whether the application is active.
    pub active: bool,
    /// Whether a refresh token that was used still makes new tokens: the newest pair alone works.
    pub forgives_reuse: bool,
    spent: BTreeMap<String, u64>,
    /// Whose each access token is, or was: found at once among thousands.
    bearers: BTreeMap<String, u64>,
    used: [(i64, u32); 2],
    over: u32,
    told: Vec<Told>,
    codes: BTreeMap<String, (u64, Vec<String>)>,
    next: u64,
}

/// An athlete of the simulated Strava.
#[derive(Debug, Default)]
pub struct Athlete {
    /// The activities, by name.
    pub activities: BTreeMap<u64, Activity>,
    grant: Option<Grant>,
}

#[derive(Debug)]
struct Grant {
    scopes: Vec<String>,
    access: String,
    refresh: String,
    expires: i64,
}

impl Default for Strava {
    fn default() -> Self {
        Self {
            client: "4711".to_owned(),
            secret: "strava-secret".to_owned(),
            athletes: BTreeMap::new(),
            subscription: None,
            limits: [100, 1000],
            tells_usage: true,
            rounds_lists: false,
            tells: true,
            active: true,
            forgives_reuse: false,
            spent: BTreeMap::new(),
            bearers: BTreeMap::new(),
            used: [(0, 0); 2],
            over: 0,
            told: Vec::new(),
            codes: BTreeMap::new(),
            next: 9_000_000_001,
        }
    }
}

impl Strava {
    /// How many requests were beyond the limits.
    pub fn over(&self) -> u32 {
        self.over
    }

    /// The athlete of this name, made when there is none.
    pub fn athlete(&mut self, id: u64) -> &mut Athlete {
        self.athletes.entry(id).or_default()
    }

    /// What the consent page does when the athlete allows these scopes: the address to which the browser is sent.
    pub fn consent(&mut self, address: &str, athlete: u64, scopes: &[&str], seed: &mut Seed) -> String {
        let query = address.split_once('?').map_or("", |(_, query)| query);
        let fields = crate::world::fields(query);
        let (redirect, state) =
            (crate::world::field(&fields, "redirect_uri"), crate::world::field(&fields, "state"));
        let code = seed.token();
        self.athlete(athlete);
        self.codes.insert(code.clone(), (athlete, scopes.iter().map(|&scope| scope.to_owned()).collect()));
        format!("{redirect}?state={state}&code={code}&scope={}", scopes.join(","))
    }

    /// The athlete records an activity.
    pub fn record(&mut self, athlete: u64, activity: Activity) -> u64 {
        let id = self.next;
        self.next += 1;
        let is_private = activity.is_private();
        self.athlete(athlete).activities.insert(id, activity);
        if self.may_see(athlete, is_private) {
            self.tell(athlete, "activity", id, "create", &json!({}));
        }
        id
    }

    /// The newest activity of an athlete.
    pub fn last(&self, athlete: u64) -> Option<u64> {
        self.athletes.get(&athlete)?.activities.keys().next_back().copied()
    }

    /// The athlete gives an activity another title, which is told.
    pub fn rename(&mut self, athlete: u64, id: u64, title: &str) {
        self.change(athlete, id, |activity| activity.set("name", json!(title)));
        self.tell(athlete, "activity", id, "update", &json!({ "title": title }));
    }

    /// The athlete crops an activity, which is not told.
    pub fn crop(&mut self, athlete: u64, id: u64, elapsed: u64) {
        self.change(athlete, id, |activity| {
            activity.set("elapsed_time", json!(elapsed));
            activity.set("moving_time", json!(elapsed));
        });
    }

    /// The athlete changes who may see an activity. Whoever may read public activities only is told that it was deleted, or
    /// made.
    pub fn set_private(&mut self, athlete: u64, id: u64, private: bool) {
        self.change(athlete, id, |activity| {
            activity.set("private", json!(private));
            activity.set("visibility", json!(if private { "only_me" } else { "everyone" }));
        });
        if self.may_see(athlete, true) {
            self.tell(athlete, "activity", id, "update", &json!({ "private": private.to_string() }));
        } else {
            let aspect = if private { "delete" } else { "create" };
            self.tell(athlete, "activity", id, aspect, &json!({}));
        }
    }

    /// The athlete deletes an activity.
    pub fn delete(&mut self, athlete: u64, id: u64) {
        self.athlete(athlete).activities.remove(&id);
        self.tell(athlete, "activity", id, "delete", &json!({}));
    }

    /// The athlete withdraws the access on Strava's pages.
    pub fn withdraw(&mut self, athlete: u64) {
        self.athlete(athlete).grant = None;
        self.tell(athlete, "athlete", athlete, "update", &json!({ "authorized": "false" }));
    }

    /// Ends the access tokens before their time; the refresh tokens stay.
    pub fn cut_short(&mut self, athlete: u64, seed: &mut Seed) {
        if let Some(grant) = &mut self.athlete(athlete).grant {
            grant.access = seed.token();
        }
    }

    /// Whether this server still has access to the athlete.
    pub fn has_access(&self, athlete: u64) -> bool {
        self.athletes.get(&athlete).is_some_and(|athlete| athlete.grant.is_some())
    }

    fn change(&mut self, athlete: u64, id: u64, change: impl FnOnce(&mut Activity)) {
        if let Some(activity) = self.athlete(athlete).activities.get_mut(&id) {
            change(activity);
        }
    }

    fn may_see(&self, athlete: u64, private: bool) -> bool {
        let grant = self.athletes.get(&athlete).and_then(|athlete| athlete.grant.as_ref());
        grant.is_some_and(|grant| {
            let has = |scope: &str| grant.scopes.iter().any(|granted| granted == scope);
            has("activity:read_all") || (!private && has("activity:read"))
        })
    }

    fn tell(&mut self, owner: u64, object: &str, id: u64, aspect: &str, updates: &Value) {
        let Some((subscription, to)) = self.subscription.clone().filter(|_| self.tells) else { return };
        let body = json!({
            "object_type": object, "object_id": id, "aspect_type": aspect, "updates": updates,
            "owner_id": owner, "subscription_id": subscription, "event_time": 1_764_000_000,
        });
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        self.told.push(Told { provider: "strava", to, headers, body: body.to_string() });
    }

    pub(crate) fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// Counts a read request; whether it is within the limits. Those beyond count too.
    fn count(&mut self, now: Timestamp) -> bool {
        let mut within = true;
        for ((window, limit), seconds) in self.used.iter_mut().zip(self.limits).zip([900, 86_400]) {
            let start = now.as_second().div_euclid(seconds);
            if window.0 != start {
                *window = (start, 0);
            }
            window.1 += 1;
            within &= window.1 <= limit;
        }
        self.over += u32::from(!within);
        within
    }
}
