//! Every route for everybody: the matrix of the policy, walked over the real router.
//!
//! Its rows are the rows of [`policy`], its columns the people below; what each may follows from three small tables that
//! do not look at the code under test. A route without a row fails in [`policy`]'s own tests.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, StatusCode, header};
use engine::{
    Account, Action, AthleteChanges, Caller, Clock, Engine, Level, NewGrant, NewToken, Scope,
    SeededRandomness,
};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::Memory;
use tower::ServiceExt;
use units::Mass;

use super::policy::{RULES, Rule};
use crate::{Access, App, Problem, Settings};

/// Words that stand in Ada's data and nowhere else: whoever sees one sees her data.
const ADAS: &str = "Zinnia";
const GOOD: &str = "corn field at dusk";

struct MovedClock(Mutex<Timestamp>);

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Anonymous,
    WrongToken,
    OtherAthlete,
    ExpiredShare,
    RevokedShare,
    ExpiredLink,
    RevokedToken,
    ExpiredToken,
    EndedSession,
    RemovedAccount,
    PractitionerWithoutConsent,
    Administrator,
    AdministratorsToken,
    // Those below may something.
    Link,
    Reader,
    Planner,
    Coach,
    Practitioner,
    ReadToken,
    WriteToken,
    Owner,
}

impl Role {
    const ALL: [Self; 21] = [
        Self::Anonymous,
        Self::WrongToken,
        Self::OtherAthlete,
        Self::ExpiredShare,
        Self::RevokedShare,
        Self::ExpiredLink,
        Self::RevokedToken,
        Self::ExpiredToken,
        Self::EndedSession,
        Self::RemovedAccount,
        Self::PractitionerWithoutConsent,
        Self::Administrator,
        Self::AdministratorsToken,
        Self::Link,
        Self::Reader,
        Self::Planner,
        Self::Coach,
        Self::Practitioner,
        Self::ReadToken,
        Self::WriteToken,
        Self::Owner,
    ];

    /// How much of Ada's data they may use.
    fn of_ada(self) -> Option<Level> {
        match self {
            Self::Link | Self::Reader | Self::Practitioner | Self::ReadToken => Some(Level::Read),
            Self::Planner => Some(Level::Plan),
            Self::Coach | Self::WriteToken => Some(Level::Coach),
            Self::Owner => Some(Level::Own),
            _ => None,
        }
    }

    fn is_known(self) -> bool {
        !matches!(
            self,
            Self::Anonymous
                | Self::WrongToken
                | Self::ExpiredLink
                | Self::RevokedToken
                | Self::ExpiredToken
                | Self::EndedSession
                | Self::RemovedAccount
                | Self::Link
        )
    }

    /// Whether they may do what takes this action, of Ada's or of the squad they are in.
    fn may(self, action: Action) -> bool {
        let token = matches!(self, Self::ReadToken | Self::WriteToken | Self::AdministratorsToken);
        match action {
            Action::Visit => !matches!(self, Self::WrongToken | Self::RevokedToken | Self::ExpiredToken),
            Action::UseAccount => self.is_known() && self != Self::AdministratorsToken,
            Action::Found => self.is_known() && !matches!(self, Self::AdministratorsToken | Self::ReadToken),
            Action::InPerson => self.is_known() && !token,
            Action::Administer => matches!(self, Self::Administrator | Self::AdministratorsToken),
            Action::AdministerInPerson => matches!(self, Self::Administrator),
            Action::Squad(_) => matches!(self, Self::Practitioner | Self::PractitionerWithoutConsent),
            Action::Athlete(level) => self.of_ada() >= Some(level),
        }
    }
}

struct House {
    engine: Engine,
    router: Router,
    clock: Arc<MovedClock>,
    ada: Account,
    athlete: String,
    /// The squad whose practitioner has Ada's consent, and the one whose has not.
    squads: [String; 2],
    people: Vec<(Role, Account)>,
    secrets: Vec<(Role, String)>,
}

impl House {
    async fn new() -> Self {
        let clock = Arc::new(MovedClock(Mutex::new("2026-06-10T08:00:00Z".parse().unwrap())));
        let engine = Engine::new(Arc::new(Memory::default()), clock.clone())
            .with_randomness(Arc::new(SeededRandomness::new(1)));
        let settings = Settings::of(Access::Accounts);
        let router = crate::router(App::new(engine.clone(), settings));
        let link = engine.set_up_link().await.unwrap().unwrap();
        let root = engine.use_link(link.expose(), "root", GOOD).await.unwrap();
        let ada = engine.add_account("ada", false).await.unwrap();
        let mut house = Self {
            engine,
            router,
            clock,
            athlete: String::new(),
            squads: [String::new(), String::new()],
            people: vec![(Role::Administrator, root), (Role::Owner, ada.clone())],
            secrets: Vec::new(),
            ada,
        };
        house.fill().await;
        house
    }

    async fn fill(&mut self) {
        let engine = self.engine.clone();
        let facts = AthleteChanges {
            name: Some(ADAS.to_owned()),
            body_mass: Some(Mass::from_kg(61.0)),
            ..AthleteChanges::default()
        };
        let token = engine.begin_session(&self.ada.id, "").await.unwrap();
        let person = engine.person_of_session(token.expose()).await.unwrap();
        let caller = Caller::Met { person, link: None };
        self.athlete = engine.create_athlete(&caller, facts, &TimeZone::UTC).await.unwrap().id;
        let session = serde_json::json!({"title": ADAS, "start": "2026-06-11 07:00", "sport": "run",
            "duration": "1 h", "air_temperature": "24 °C"});
        let path = format!("/api/v1/athletes/{}/planned-sessions", self.athlete);
        let cookie = [("cookie", format!("isotone={}", token.expose()))];
        let planned = self.ask("POST", &path, &cookie, session.to_string()).await;
        assert_eq!(planned.status(), StatusCode::CREATED);

        for role in [
            Role::OtherAthlete,
            Role::ExpiredShare,
            Role::RevokedShare,
            Role::EndedSession,
            Role::RemovedAccount,
            Role::PractitionerWithoutConsent,
            Role::Reader,
            Role::Planner,
            Role::Coach,
            Role::Practitioner,
        ] {
            let account = engine.add_account(&format!("{role:?}"), false).await.unwrap();
            self.people.push((role, account));
        }
        self.squads = [
            engine.found_squad(&self.account(Role::Practitioner).id, "First").await.unwrap().id,
            engine
                .found_squad(&self.account(Role::PractitionerWithoutConsent).id, "Second")
                .await
                .unwrap()
                .id,
        ];
        self.share().await;
        self.hand_out_tokens().await;
    }

    async fn share(&mut self) {
        let (engine, athlete) = (self.engine.clone(), self.athlete.clone());
        let soon = Some(engine.now() + SignedDuration::from_hours(1));
        let to = |role: Role| NewGrant::Account(format!("{role:?}"));
        engine.share(&athlete, to(Role::ExpiredShare), Level::Coach, soon).await.unwrap();
        let revoked = engine.share(&athlete, to(Role::RevokedShare), Level::Coach, None).await.unwrap().0;
        engine.unshare(&athlete, &revoked.id).await.unwrap();
        for (role, level) in
            [(Role::Reader, Level::Read), (Role::Planner, Level::Plan), (Role::Coach, Level::Coach)]
        {
            engine.share(&athlete, to(role), level, None).await.unwrap();
        }
        let squad = NewGrant::Squad(self.squads[0].clone());
        engine.share(&athlete, squad, Level::Read, None).await.unwrap();
        // The other practitioner had consent once.
        let squad = NewGrant::Squad(self.squads[1].clone());
        let was = engine.share(&athlete, squad, Level::Read, None).await.unwrap().0;
        engine.unshare(&athlete, &was.id).await.unwrap();
        for (role, expires) in [(Role::Link, None), (Role::ExpiredLink, soon)] {
            let link = NewGrant::Link("a friend".into());
            let secret = engine.share(&athlete, link, Level::Read, expires).await.unwrap().1.unwrap();
            self.secrets.push((role, secret.expose().to_owned()));
        }
    }

    async fn hand_out_tokens(&mut self) {
        let engine = self.engine.clone();
        let soon = Some(engine.now() + SignedDuration::from_hours(1));
        for (role, scope, expires) in [
            (Role::ReadToken, Scope::Read, None),
            (Role::WriteToken, Scope::Write, None),
            (Role::RevokedToken, Scope::Write, None),
            (Role::ExpiredToken, Scope::Write, soon),
            (Role::AdministratorsToken, Scope::Admin, None),
        ] {
            let of = if scope == Scope::Admin { self.account(Role::Administrator) } else { &self.ada };
            let new = NewToken { label: "t".into(), scopes: BTreeSet::from([scope]), expires };
            let (token, secret) = engine.make_token(of, new).await.unwrap();
            if role == Role::RevokedToken {
                engine.revoke_token(&of.id, &token.id).await.unwrap();
            }
            self.secrets.push((role, secret.expose().to_owned()));
        }
        for role in [Role::EndedSession, Role::RemovedAccount] {
            let id = self.account(role).id.clone();
            let secret = engine.begin_session(&id, "").await.unwrap();
            self.secrets.push((role, secret.expose().to_owned()));
            if role == Role::RemovedAccount {
                engine.remove_account(&id).await.unwrap();
            } else {
                let session = engine.sessions(&id).await.unwrap().pop().unwrap();
                engine.end_session(&id, &session.id).await.unwrap();
            }
        }
        self.secrets.push((Role::WrongToken, format!("iso_{}", "A".repeat(43))));
        *self.clock.0.lock().unwrap() += SignedDuration::from_hours(2);
    }

    fn account(&self, role: Role) -> &Account {
        &self.people.iter().find(|(known, _)| *known == role).unwrap().1
    }

    fn secret(&self, role: Role) -> &str {
        &self.secrets.iter().find(|(known, _)| *known == role).unwrap().1
    }

    /// What a role sends of itself, in a session of its own where it has one: some requests end the one they come by.
    async fn shown_by(&self, role: Role) -> Vec<(&'static str, String)> {
        match role {
            Role::Anonymous => Vec::new(),
            Role::Link | Role::ExpiredLink => {
                vec![("cookie", format!("isotone-share={}", self.secret(role)))]
            }
            Role::EndedSession | Role::RemovedAccount => {
                vec![("cookie", format!("isotone={}", self.secret(role)))]
            }
            Role::WrongToken
            | Role::RevokedToken
            | Role::ExpiredToken
            | Role::ReadToken
            | Role::WriteToken
            | Role::AdministratorsToken => vec![("authorization", format!("Bearer {}", self.secret(role)))],
            person => {
                let session = self.engine.begin_session(&self.account(person).id, "").await.unwrap();
                vec![("cookie", format!("isotone={}", session.expose()))]
            }
        }
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&'static str, String)],
        body: String,
    ) -> Response<Body> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "isotone.test")
            .header("origin", "http://isotone.test")
            .header("content-type", "application/json")
            .extension(ConnectInfo(crate::Peer(([192, 0, 2, 1], 1).into())));
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    }

    /// The path of a route about Ada, or about the squad whose practitioner this is; other things are not there.
    fn path(&self, route: &str, role: Role) -> String {
        let squad = if role == Role::PractitionerWithoutConsent { &self.squads[1] } else { &self.squads[0] };
        let filled = route.replace("{athlete}", &self.athlete).replace("{squad}", squad);
        let filled = filled.replace("{name}", "style.css").replace("{variable}", "air-temperature");
        filled
            .split('/')
            .map(|part| if part.starts_with('{') { "none" } else { part })
            .collect::<Vec<_>>()
            .join("/")
    }
}

fn is_refusal(status: StatusCode, location: &str) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) || location.starts_with("/sign-in")
}

#[tokio::test]
async fn every_route_answers_everybody_as_far_as_they_may_and_leaks_nothing() {
    let house = House::new().await;
    let hidden = format!("there is no athlete '{}'", house.athlete);
    let mut cells = 0;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        // Those who may see Ada's data see her name; nobody else does, anywhere.
        let mut seen = false;
        // Erasure comes last, also of the roles: after it there is nothing to ask for.
        let erases = |rule: &Rule| rule.method == "DELETE" && rule.route == "/api/v1/athletes/{athlete}";
        let rules = RULES.iter().filter(|rule| !erases(rule)).chain(RULES.iter().filter(|rule| erases(rule)));
        for rule in rules {
            let path = house.path(rule.route, role);
            let shown = house.shown_by(role).await;
            let answer = house.ask(rule.method, &path, &shown, String::new()).await;
            let (status, headers) = (answer.status(), answer.headers().clone());
            // A page says in people's words that something is not there, and not what.
            let problem = answer.extensions().get::<Problem>().map(|problem| problem.detail.clone());
            // The stream of changes has no end: its status says all.
            let body = if path.ends_with("/changes") && status.is_success() {
                String::new()
            } else {
                String::from_utf8_lossy(&to_bytes(answer.into_body(), 1 << 24).await.unwrap())
                    .replace("&#39;", "'")
            };
            let location = headers.get(header::LOCATION).map_or("", |to| to.to_str().unwrap());
            let said = problem.as_deref().unwrap_or(&body);
            let refused =
                is_refusal(status, location) || said.contains(&hidden) || said.contains("there is no squad");
            // Going out leads to the sign-in page, and a link that is used up is refused, whoever asks.
            let by_itself = ["/sign-out", "/welcome/{link}"].contains(&rule.route);
            cells += 1;
            if status.is_server_error() {
                wrong.push(format!("{role:?} {} {path} answered {status}: {body}", rule.method));
            }
            if refused == role.may(rule.action) && !by_itself {
                wrong.push(format!("{role:?} {} {path} answered {status} {location}", rule.method));
            }
            let leaks = body.contains(ADAS)
                || (role.of_ada().is_none()
                    && body.contains(&house.athlete)
                    && !path.contains(&house.athlete));
            if leaks && role.of_ada().is_none() {
                wrong.push(format!("{role:?} {} {path} shows Ada's data", rule.method));
            }
            seen |= leaks;
        }
        if seen != role.of_ada().is_some() {
            wrong.push(format!("{role:?} sees Ada's data: {seen}"));
        }
    }
    println!("{} routes, {} roles, {cells} cells", RULES.len(), Role::ALL.len());
    assert!(wrong.is_empty(), "{} of {cells} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn what_is_not_yours_looks_like_what_is_not_there() {
    let house = House::new().await;
    let shown = house.shown_by(Role::OtherAthlete).await;
    for rule in RULES.iter().filter(|rule| matches!(rule.action, Action::Athlete(_))) {
        let theirs = house.path(rule.route, Role::OtherAthlete);
        let nobodys = theirs.replace(&house.athlete, "a-nobody");
        let mut answers = Vec::new();
        for path in [&theirs, &nobodys] {
            let answer = house.ask(rule.method, path, &shown, String::new()).await;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
            let body = String::from_utf8_lossy(&body).replace(&house.athlete, "X").replace("a-nobody", "X");
            answers.push((status, body, headers.get(header::CONTENT_TYPE).cloned()));
        }
        assert_eq!(answers[0].0, StatusCode::NOT_FOUND, "{theirs}");
        assert_eq!(answers[0], answers[1], "{theirs} can be told from what is not there");
    }
}

#[tokio::test]
async fn a_cookie_changes_nothing_from_another_sites_page() {
    let house = House::new().await;
    let path = format!("/api/v1/athletes/{}/readings", house.athlete);
    let drink = || r#"{"drink": "500 ml"}"#.to_owned();
    let session = house.engine.begin_session(&house.ada.id, "").await.unwrap();
    let cookie = format!("isotone={}", session.expose());
    let send = async |from: &[(&str, &str)], credential: (&str, &str)| {
        let mut request = Request::builder().method("POST").uri(&path).header("host", "isotone.test");
        for (name, value) in from.iter().chain([&credential]) {
            request = request.header(*name, *value);
        }
        house.router.clone().oneshot(request.body(Body::from(drink())).unwrap()).await.unwrap().status()
    };
    let by_cookie = ("cookie", cookie.as_str());
    assert_eq!(send(&[("origin", "http://evil.example")], by_cookie).await, StatusCode::FORBIDDEN);
    assert_eq!(send(&[("sec-fetch-site", "cross-site")], by_cookie).await, StatusCode::FORBIDDEN);
    assert_eq!(send(&[("sec-fetch-site", "same-site")], by_cookie).await, StatusCode::FORBIDDEN);
    assert_eq!(send(&[], by_cookie).await, StatusCode::FORBIDDEN, "who does not say where from is a program");
    assert_eq!(send(&[("origin", "http://isotone.test")], by_cookie).await, StatusCode::CREATED);
    assert_eq!(send(&[("sec-fetch-site", "same-origin")], by_cookie).await, StatusCode::CREATED);
    let token = format!("Bearer {}", house.secret(Role::WriteToken));
    assert_eq!(send(&[], ("authorization", &token)).await, StatusCode::CREATED);
}
