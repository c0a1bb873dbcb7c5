//! What a test asks of a browser over WebDriver BiDi: simulated Bluetooth scales.

use std::collections::VecDeque;

use serde_json::{Value, json};

use crate::websocket::WebSocket;

/// A connection to one browser session.
pub(crate) struct Bidi {
    socket: WebSocket,
    next: u64,
    events: VecDeque<Value>,
}

impl Bidi {
    /// Connects to a session of a driver on a port of this machine.
    pub(crate) fn connect(port: u16, session: &str) -> Self {
        let socket = WebSocket::connect(port, &format!("/session/{session}"));
        Self { socket, next: 0, events: VecDeque::new() }
    }

    /// Sends a command and waits for its answer; events that come in between wait.
    pub(crate) fn call(&mut self, method: &str, params: &Value) -> Value {
        let id = self.send(method, params);
        loop {
            let message = self.socket.message();
            if message["id"] == id {
                assert_eq!(message["type"], "success", "{method} {params}: {message}");
                return message["result"].clone();
            }
            self.events.push_back(message);
        }
    }

    /// Sends a command whose answer is not waited for.
    pub(crate) fn send(&mut self, method: &str, params: &Value) -> u64 {
        self.next += 1;
        self.socket.send(&json!({"id": self.next, "method": method, "params": params}));
        self.next
    }

    /// Waits for an event of this name; others are dropped.
    pub(crate) fn event(&mut self, name: &str) -> Value {
        loop {
            let message = self.events.pop_front().unwrap_or_else(|| self.socket.message());
            if message["method"] == name {
                return message["params"].clone();
            }
        }
    }
}

/// A simulated scale: the Weight Scale service, as in the table of teams that own one.
pub(crate) struct Scale {
    bidi: Bidi,
    context: String,
}

const ADDRESS: &str = "09:09:09:09:09:09";
const SERVICE: &str = "0000181d-0000-1000-8000-00805f9b34fb";
const MEASUREMENT: &str = "00002a9d-0000-1000-8000-00805f9b34fb";
const NOTIFY: &str = "00002902-0000-1000-8000-00805f9b34fb";

impl Scale {
    /// A scale within reach of the page that is open.
    pub(crate) fn near(mut bidi: Bidi) -> Self {
        let events = [
            "bluetooth.requestDevicePromptUpdated",
            "bluetooth.gattConnectionAttempted",
            "bluetooth.characteristicEventGenerated",
        ];
        bidi.call("session.subscribe", &json!({"events": events}));
        let tree = bidi.call("browsingContext.getTree", &json!({}));
        let context = tree["contexts"][0]["context"].as_str().unwrap().to_owned();
        let on = json!({"context": context, "leSupported": true, "state": "powered-on"});
        bidi.call("bluetooth.simulateAdapter", &on);
        let peripheral = json!({"context": context, "address": ADDRESS, "name": "Scale", "manufacturerData": [],
            "knownServiceUuids": [SERVICE]});
        bidi.call("bluetooth.simulatePreconnectedPeripheral", &peripheral);
        Self { bidi, context }
    }

    fn about(&self, more: &Value) -> Value {
        let mut about = json!({"context": self.context, "address": ADDRESS});
        about.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        about
    }

    /// Answers the page that asked for a scale, up to its first listening.
    pub(crate) fn connect(&mut self) {
        let asked = self.bidi.event("bluetooth.requestDevicePromptUpdated");
        let accepted =
            json!({"context": self.context, "prompt": asked["prompt"], "accept": true, "device": ADDRESS});
        self.bidi.call("bluetooth.handleRequestDevicePrompt", &accepted);
        self.bidi.event("bluetooth.gattConnectionAttempted");
        let service = self.about(&json!({"uuid": SERVICE, "type": "add"}));
        self.bidi.call("bluetooth.simulateService", &service);
        let characteristic = self.about(&json!({"serviceUuid": SERVICE, "characteristicUuid": MEASUREMENT,
            "characteristicProperties": {"read": true, "indicate": true, "notify": true}, "type": "add"}));
        self.bidi.call("bluetooth.simulateCharacteristic", &characteristic);
        let descriptor = self.about(&json!({"serviceUuid": SERVICE, "characteristicUuid": MEASUREMENT,
            "descriptorUuid": NOTIFY, "type": "add"}));
        self.bidi.call("bluetooth.simulateDescriptor", &descriptor);
        // The page looks for the service as soon as it is connected.
        let connected = self.about(&json!({"code": 0}));
        self.bidi.call("bluetooth.simulateGattConnectionResponse", &connected);
        self.answer("subscribe-to-notifications", None);
    }

    /// Answers what the page asks of the characteristic.
    fn answer(&mut self, kind: &str, data: Option<&[u8]>) {
        while self.bidi.event("bluetooth.characteristicEventGenerated")["type"] != kind {}
        let mut response = self
            .about(&json!({"serviceUuid": SERVICE, "characteristicUuid": MEASUREMENT, "type": kind,
            "code": 0}));
        if let Some(data) = data {
            response["data"] = json!(data);
        }
        self.bidi.call("bluetooth.simulateCharacteristicResponse", &response);
    }

    /// The scale shows a mass. The page has to be asked to read it first: nothing pushes a simulated value.
    pub(crate) fn shows(&mut self, grams: u32) {
        let [low, high] = u16::try_from(grams / 5).unwrap().to_le_bytes();
        self.answer("read", Some(&[0, low, high]));
    }

    /// The scale is switched off.
    pub(crate) fn vanish(&mut self) {
        let gone = self.about(&json!({}));
        self.bidi.call("bluetooth.simulateGattDisconnection", &gone);
    }
}
