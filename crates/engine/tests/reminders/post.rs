//! What stands in for the world around reminders: a clock that is moved by hand, a channel that notes what comes, and plain words.
//! The example that measures reminders includes it too.

#![allow(dead_code, reason = "each of those who include it uses a part")]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use connect::notify::{Address, Answer, Envelope, News, Sender, Sending};
use engine::{Act, Clock, Engine, Hears, NewChannel, Saying, Wording, Words};
use jiff::{SignedDuration, Timestamp};
use reminders::What;
use store::Store;

/// A clock that is moved by hand.
#[derive(Clone)]
pub(crate) struct Hand(Arc<Mutex<Timestamp>>);

impl Hand {
    pub(crate) fn at(text: &str) -> Self {
        Self(Arc::new(Mutex::new(at(text))))
    }

    pub(crate) fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap() = to;
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }
}

impl Clock for Hand {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A channel that notes what comes, and answers as it is told.
#[derive(Default)]
pub(crate) struct Post {
    pub(crate) received: Mutex<Vec<Envelope>>,
    pub(crate) addresses: Mutex<Vec<Address>>,
    pub(crate) news: Mutex<Vec<News>>,
    pub(crate) answers: Mutex<VecDeque<Answer>>,
    pub(crate) answers_to_news: Mutex<VecDeque<Answer>>,
    pub(crate) count: AtomicU64,
    /// Counts, and notes nothing: for a measurement of many.
    pub(crate) only_counts: bool,
}

impl Sender for Post {
    fn send<'a>(&'a self, address: &'a Address, envelope: &'a Envelope) -> Sending<'a> {
        self.count.fetch_add(1, Ordering::Relaxed);
        if self.only_counts {
            return Box::pin(async { Answer::Accepted });
        }
        self.addresses.lock().unwrap().push(address.clone());
        self.received.lock().unwrap().push(envelope.clone());
        let answer = self.answers.lock().unwrap().pop_front().unwrap_or(Answer::Accepted);
        Box::pin(async move { answer })
    }

    fn tell<'a>(&'a self, _: &'a Address, news: &'a News) -> Sending<'a> {
        self.news.lock().unwrap().push(news.clone());
        let answer = self.answers_to_news.lock().unwrap().pop_front().unwrap_or(Answer::Accepted);
        Box::pin(async move { answer })
    }

    fn check(&self, _: &Address) -> Result<(), String> {
        Ok(())
    }

    fn offers(&self) -> Vec<&'static str> {
        vec!["mail"]
    }
}

/// Says with details whom a message is about, or else how much and what.
pub(crate) struct Plain;

impl Wording for Plain {
    fn say(&self, saying: &Saying<'_>) -> Words {
        let body = match saying.what {
            What::Message(message) if saying.details => match message.facts.people.as_slice() {
                [] => format!("{:?} {:?}", message.facts.fluid_ml, saying.items),
                people => people.join(", "),
            },
            _ => String::new(),
        };
        Words { title: "Isotone".into(), body }
    }

    fn button(&self, _: &str, act: Act) -> String {
        act.code().to_owned()
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The use cases over a store, sending by `post`.
pub(crate) fn sending(store: &Arc<dyn Store>, clock: &Hand, post: &Arc<Post>) -> Engine {
    Engine::new(Arc::clone(store), Arc::new(clock.clone())).with_messages(
        Arc::clone(post) as _,
        Arc::new(Plain),
        None,
    )
}

/// A channel of e-mail.
pub(crate) fn mail(to: &str) -> NewChannel {
    NewChannel {
        label: String::new(),
        address: Address::Mail { to: to.into() },
        language: "en".into(),
        details: false,
        hears: Hears::Messages,
        origin: "https://isotone.example.org".into(),
    }
}
