//! The tools, as assistants are told about them.

use serde_json::{Value, json};

/// What a tool does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// It only reads.
    Read(Read),
    /// It changes something, and asks first.
    Change(Change),
}

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    Athletes,
    Plan,
    Needs,
    Profile,
    Timeline,
    Receipt,
    Prediction,
}

/// What can be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    PlanSession,
    CancelSession,
    MarkTaken,
    LogBodyMass,
}

struct Row {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    act: Act,
    /// The properties of the arguments, without `athlete` and `confirmation`, and the names of those that must be there.
    properties: fn() -> Value,
    required: &'static [&'static str],
}

const ROWS: &[Row] = &[
    Row {
        name: "list_athletes",
        title: "Athletes",
        description: "The athletes that this token can see, with their names and zones.",
        act: Act::Read(Read::Athletes),
        properties: || json!({}),
        required: &[],
    },
    Row {
        name: "get_plan",
        title: "Plan of a day",
        description: "What to drink and eat on a day: each session with its weather, the sweat and sodium it is expected to \
             take (median and 80 % interval), each need with its window, range, confidence and receipt, items that cover \
             it, and flags.",
        act: Act::Read(Read::Plan),
        properties: of_day,
        required: &[],
    },
    Row {
        name: "get_needs",
        title: "What is left to take",
        description: "The needs of a day that are not marked as taken, in the order of time, with range and receipt.",
        act: Act::Read(Read::Needs),
        properties: of_day,
        required: &[],
    },
    Row {
        name: "get_sweat_profile",
        title: "Sweat profile",
        description: "How much the athlete sweats over temperature (median and 80 % interval), sweat sodium, how many tests \
             speak, and what a next test would teach.",
        act: Act::Read(Read::Profile),
        properties: || json!({}),
        required: &[],
    },
    Row {
        name: "get_timeline",
        title: "Timeline",
        description: "Workouts and sleep that happened, once each, between two local dates: the last seven days when absent.",
        act: Act::Read(Read::Timeline),
        properties: || json!({"from": date("The first day"), "to": date("The last day")}),
        required: &[],
    },
    Row {
        name: "explain_number",
        title: "Receipt",
        description: "How a number was made: equation or rule, inputs, sources, intervals. Takes a receipt such as \
             r-4f0c2a91d3be from another answer.",
        act: Act::Read(Read::Receipt),
        properties: || json!({"receipt": {"type": "string", "description": "Such as r-4f0c2a91d3be"}}),
        required: &["receipt"],
    },
    Row {
        name: "predict_session",
        title: "Expected sweat of a session",
        description: "What a session that is not planned would take: sweat rate, sweat and sodium lost, each with median and \
             80 % interval, and flags. Use it for what-if questions instead of estimating.",
        act: Act::Read(Read::Prediction),
        properties: session,
        required: &["sport", "duration", "air_temperature"],
    },
    Row {
        name: "plan_session",
        title: "Plan a session",
        description: "Adds a session to the plan. It asks for the athlete's confirmation first.",
        act: Act::Change(Change::PlanSession),
        properties: planned,
        required: &["start", "sport", "duration"],
    },
    Row {
        name: "cancel_session",
        title: "Cancel a session",
        description: "Takes a planned session out of the plan, with its reminders. It asks for the athlete's confirmation \
             first.",
        act: Act::Change(Change::CancelSession),
        properties: || json!({"session": {"type": "string", "description": "Its name from get_plan, such as p-1780000000"}}),
        required: &["session"],
    },
    Row {
        name: "mark_taken",
        title: "Mark needs as taken",
        description: "Notes that the athlete took what needs ask for. It asks for the athlete's confirmation first.",
        act: Act::Change(Change::MarkTaken),
        properties: || {
            json!({
                "session": {"type": "string", "description": "Its name from get_plan"},
                "needs": {"type": "array", "items": {"type": "string"}, "minItems": 1, "description": "Their names from get_plan"},
                "date": date("The day of the plan; today when absent")
            })
        },
        required: &["session", "needs"],
    },
    Row {
        name: "log_body_mass",
        title: "Log a body mass",
        description: "Stores a weight that the athlete read off a scale. It asks for the athlete's confirmation first.",
        act: Act::Change(Change::LogBodyMass),
        properties: || {
            json!({
                "body_mass": {"type": "string", "description": "With its unit, such as 70.4 kg"},
                "at": {"type": "string", "description": "When, in the athlete's zone, such as 2026-06-11 07:00; now when absent"}
            })
        },
        required: &["body_mass"],
    },
];

fn date(what: &str) -> Value {
    json!({"type": "string", "description": format!("{what}: today, tomorrow, yesterday or a local date such as 2026-06-11")})
}

fn of_day() -> Value {
    json!({"date": date("The day; today when absent")})
}

fn session() -> Value {
    let text = |what: &str| json!({"type": "string", "description": what});
    json!({
        "sport": text("Such as run, bike, football"),
        "duration": text("Such as 1 h 30 min"),
        "intensity": {"type": "string", "enum": ["easy", "moderate", "hard", "max"]},
        "air_temperature": text("Such as 28 °C"),
        "relative_humidity": text("Such as 60 %; 50 % when absent"),
        "indoors": {"type": "boolean"}
    })
}

fn planned() -> Value {
    let mut properties = session();
    properties["start"] = json!({"type": "string", "description": "A civil time in the athlete's zone, such as 2026-06-11 07:00"});
    properties["title"] = json!({"type": "string", "description": "What the athlete calls it"});
    properties["place"] = json!({"type": "string", "description": "Degrees north and east, such as 38.7 -9.1: the forecast is taken for it"});
    properties
}

/// The names of arguments that describe a session and its weather, as the API takes them.
pub(super) const OF_SESSION: [&str; 6] =
    ["sport", "duration", "intensity", "air_temperature", "relative_humidity", "indoors"];

/// What the tool of this name does.
pub(super) fn named(name: &str) -> Option<Act> {
    ROWS.iter().find(|row| row.name == name).map(|row| row.act)
}

/// All tools.
pub(super) fn all() -> Vec<Value> {
    ROWS.iter().map(Row::tool).collect()
}

impl Row {
    fn tool(&self) -> Value {
        let mut properties = (self.properties)();
        let changes = matches!(self.act, Act::Change(_));
        if self.act != Act::Read(Read::Athletes) {
            properties["athlete"] = json!({"type": "string", "description": "Its name from list_athletes; the only one, or the owner, when absent"});
        }
        if changes {
            properties["confirmation"] = json!({"type": "string", "description": "The code that this tool gave, only after the athlete's own yes"});
        }
        let schema = json!({
            "type": "object", "properties": properties, "required": self.required, "additionalProperties": false
        });
        json!({
            "name": self.name, "title": self.title, "description": self.description, "inputSchema": schema,
            "annotations": {
                "title": self.title, "readOnlyHint": !changes, "idempotentHint": !changes, "openWorldHint": false,
                "destructiveHint": self.act == Act::Change(Change::CancelSession)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_that_change_something_say_so_and_can_be_confirmed() {
        for tool in all() {
            let name = tool["name"].as_str().unwrap();
            let changes = matches!(named(name), Some(Act::Change(_)));
            assert_eq!(tool["annotations"]["readOnlyHint"], !changes, "{name}");
            let properties = tool["inputSchema"]["properties"].as_object().unwrap();
            assert_eq!(properties.contains_key("confirmation"), changes, "{name}");
            for needed in tool["inputSchema"]["required"].as_array().unwrap() {
                assert!(properties.contains_key(needed.as_str().unwrap()), "{name}: {needed}");
            }
        }
    }
}
