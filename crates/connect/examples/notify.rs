//! Sends one message to the address given as JSON, for tests against real receivers: `notify HOSTS ADDRESS [SMTP]`.

#![expect(clippy::unwrap_used, reason = "a tool for tests")]

use std::sync::Arc;

use connect::notify::{Address, Envelope, Guard, MailSettings, Outside, OutsideSettings, PushKeys, Sender};
use jiff::{SignedDuration, Timestamp};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let keys = PushKeys::read(&PushKeys::generate().unwrap(), Some("mailto:ops@example.org".into())).unwrap();
    let mut address: serde_json::Value = serde_json::from_str(&arguments[2]).unwrap();
    if address["kind"] == "push" {
        address["key"] = keys.public().into();
    }
    let address: Address = serde_json::from_value(address).unwrap();
    let mail = arguments.get(3).map(|server| MailSettings {
        server: server.clone(),
        from: "Isotone <isotone@example.org>".into(),
        host: Some("isotone.example.org".into()),
        certificate: std::env::var("CERTIFICATE").ok().map(|path| std::fs::read(path).unwrap()),
    });
    let guard = Guard::allowing(arguments[1].split(',').map(str::to_owned));
    let settings = OutsideSettings { guard, push: Some(Arc::new(keys)), mail, ..OutsideSettings::default() };
    let now = Timestamp::now();
    let envelope = Envelope {
        id: "ada/drink:p-1/1".into(),
        tag: "ada/drink:p-1".into(),
        kind: "drink-before".into(),
        title: "Água\nBcc: eve@example.org".into(),
        body: "Hí 💧\n.\nend".into(),
        language: "en".into(),
        link: "https://isotone.example.org/a/ada".into(),
        actions: Vec::new(),
        urgent: true,
        withdrawn: false,
        at: now,
        useless_after: now + SignedDuration::from_mins(30),
        data: serde_json::json!({"session": "p-1"}),
    };
    println!("{:?}", Outside::new(settings).unwrap().send(&address, &envelope).await);
}
