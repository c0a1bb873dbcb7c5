//! Links that are sent by mail, and links that somebody else looks at first.

use std::sync::Arc;

use axum::http::StatusCode;
use connect::notify::{Address, Answer as Said, Envelope, Sender, Sending};

use super::{GOOD, Server};

#[tokio::test]
async fn trap_35_a_scanner_that_follows_a_one_time_link_does_not_use_it_up() {
    let server = Server::new();
    let link = server.engine.set_up_link().await.unwrap().unwrap();
    let path = format!("/welcome/{}", link.expose());
    for method in ["HEAD", "GET", "GET", "HEAD"] {
        let looked = server.ask(method, &path, &[], "").await;
        assert_eq!(looked.status, StatusCode::OK, "{method}");
        assert_eq!(looked.header("set-cookie"), "", "{method} signs nobody in");
    }
    let page = server.ask("GET", &path, &[], "").await.body;
    assert!(page.contains("type=\"password\""), "a person has to type something: {page}");
    let body = format!("login=ada&password={}", GOOD.replace(' ', "+"));
    assert_eq!(server.form(&path, "", &body).await.status, StatusCode::SEE_OTHER);
    assert_ne!(server.form(&path, "", &body).await.status, StatusCode::SEE_OTHER, "it is used up");
}

/// A mail server that notes what it is given.
#[derive(Default)]
struct Mails(std::sync::Mutex<Vec<(String, Envelope)>>);

impl Sender for Mails {
    fn send<'a>(&'a self, address: &'a Address, envelope: &'a Envelope) -> Sending<'a> {
        self.0.lock().unwrap().push((address.shown(), envelope.clone()));
        Box::pin(async { Said::Accepted })
    }

    fn check(&self, _: &Address) -> Result<(), String> {
        Ok(())
    }

    fn offers(&self) -> Vec<&'static str> {
        vec!["mail"]
    }
}

#[tokio::test]
async fn invitations_and_forgotten_passwords_reach_their_person_by_mail() {
    let mails = Arc::new(Mails::default());
    let engine = Server::engine().with_messages(Arc::clone(&mails) as _, Arc::new(server::Texts), None);
    let server =
        Server::over(engine, |settings| settings.public_url = Some("https://isotone.example.org".into()));
    let cookie = server.set_up().await;
    let page = server.form("/users", &cookie, "login=ben%40example.org&admin=false").await;
    assert!(page.body.contains("It was sent to ben@example.org."), "{}", page.body);
    let letters = std::mem::take(&mut *mails.0.lock().unwrap());
    assert_eq!(letters[0].0, "ben@example.org");
    let link = letters[0].1.link.strip_prefix("https://isotone.example.org").unwrap().to_owned();
    let chosen = server.form(&link, "", &format!("password={}", GOOD.replace(' ', "+"))).await;
    assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.body);

    // The same answer for whoever has an account and whoever has not; and no second letter at once.
    let mut answers = Vec::new();
    for login in ["ben%40example.org", "nobody%40example.org", "ben%40example.org", "ada"] {
        let answer = server.form("/sign-in/forgotten", "", &format!("login={login}")).await;
        answers.push((answer.status, answer.header("location").to_owned()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    let letters = std::mem::take(&mut *mails.0.lock().unwrap());
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert_eq!(letters[0].1.title, "Choose a new password");
    assert!(server.ask("GET", "/sign-in?asked=1", &[], "").await.body.contains("a link is on its way"));
}

#[tokio::test]
async fn no_link_is_mailed_under_an_address_that_a_request_made_up() {
    let mails = Arc::new(Mails::default());
    let engine = Server::engine().with_messages(Arc::clone(&mails) as _, Arc::new(server::Texts), None);
    let server = Server::over(engine, |_| {});
    let cookie = server.set_up().await;
    let page = server.form("/users", &cookie, "login=ben%40example.org&admin=false").await;
    assert!(page.body.contains("/welcome/"), "the administrator hands the link on: {}", page.body);
    server.form("/sign-in/forgotten", "", "login=ben%40example.org").await;
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
    assert!(mails.0.lock().unwrap().is_empty());
    assert!(!server.ask("GET", "/sign-in", &[], "").await.body.contains("/sign-in/forgotten"));
}
