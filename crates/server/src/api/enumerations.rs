//! Closed lists of words in the OpenAPI document, as enumerations that generated clients know by name.
//!
//! The words of each list come from the type that reads or makes them, so that the document cannot lag behind the program.
//! A list that may grow within `v1` in answers is not among them: a strict client would refuse a word that it does not know.

use engine::{Came, ImportState, Level, Scope};
use fuel::{Condition, Confidence, Nutrient, Phase, Slot};
use physiology::weigh_in::Clothes;
use physiology::{Intensity, Sex, Site, Sun, Variable};
use serde_json::Value;
use units::UnitSystem;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{ArrayItems, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr};

use super::name_of;

/// A closed list of words, and where one of them is expected or given.
struct Enumeration {
    /// The name of its schema.
    name: &'static str,
    /// What the words say.
    about: &'static str,
    words: fn() -> Vec<String>,
    /// Schemas and their properties: one of the words, or a list of them.
    properties: &'static [(&'static str, &'static str)],
    /// Names of parameters in addresses, of whatever operation.
    parameters: &'static [&'static str],
}

/// The lists.
const ENUMERATIONS: [Enumeration; 18] = [
    Enumeration {
        name: "UnitSystem",
        about: "A system of units.",
        words: || named(UnitSystem::ALL.map(UnitSystem::name)),
        properties: &[("Athlete", "units"), ("AthleteBody", "units")],
        parameters: &["units"],
    },
    Enumeration {
        name: "Sex",
        about: "Biological sex, as far as the published equations tell men and women apart.",
        words: || vec![name_of(Sex::Female), name_of(Sex::Male)],
        properties: &[("Athlete", "sex"), ("AthleteBody", "sex")],
        parameters: &[],
    },
    Enumeration {
        name: "Condition",
        about: "A condition or medicine that changes what is safe.",
        words: || Condition::ALL.into_iter().map(name_of).collect(),
        properties: &[("AthleteBody", "conditions")],
        parameters: &[],
    },
    Enumeration {
        name: "Phase",
        about: "When, seen from the session.",
        words: || named(Phase::ALL.map(Phase::name)),
        properties: &[("NeedView", "phase"), ("TakenView", "phase")],
        parameters: &[],
    },
    Enumeration {
        name: "Nutrient",
        about: "What a need is of.",
        words: || {
            let all = [
                Nutrient::Fluid,
                Nutrient::Sodium,
                Nutrient::Carbohydrate,
                Nutrient::Protein,
                Nutrient::Caffeine,
            ];
            named(all.map(Nutrient::name))
        },
        properties: &[("NeedView", "nutrient"), ("TakenView", "nutrient")],
        parameters: &[],
    },
    Enumeration {
        name: "Confidence",
        about: "How sure an amount is.",
        words: || named([Confidence::Low, Confidence::Medium, Confidence::High].map(Confidence::name)),
        properties: &[("NeedView", "confidence")],
        parameters: &[],
    },
    Enumeration {
        name: "Intensity",
        about: "How hard a session is, as people plan it.",
        words: || named(Intensity::ALL.map(Intensity::name)),
        properties: &[
            ("LegBody", "intensity"),
            ("PlannedBody", "intensity"),
            ("SessionBody", "intensity"),
            ("SweatTestBody", "intensity"),
        ],
        parameters: &[],
    },
    Enumeration {
        name: "Sun",
        about: "How much sun there is.",
        words: || named(Sun::ALL.map(Sun::name)),
        properties: &[
            ("LegBody", "sun"),
            ("PlannedBody", "sun"),
            ("SessionBody", "sun"),
            ("SweatTestBody", "sun"),
        ],
        parameters: &[],
    },
    Enumeration {
        name: "Clothes",
        about: "What was worn on the scale.",
        words: || vec![name_of(Clothes::Nude), name_of(Clothes::Clothed)],
        properties: &[("SweatTestBody", "clothes")],
        parameters: &[],
    },
    Enumeration {
        name: "PatchSite",
        about: "Where a patch sat.",
        words: || named(Site::ALL.map(Site::key)),
        properties: &[("SweatTestBody", "patch_site")],
        parameters: &[],
    },
    Enumeration {
        name: "Slot",
        about: "When an item can be had.",
        words: || named(Slot::ALL.map(Slot::name)),
        properties: &[("BasketBody", "slot"), ("ItemView", "slots")],
        parameters: &[],
    },
    Enumeration {
        name: "WhatIfVariable",
        about: "An input of a session that can be varied over its range.",
        words: || named(Variable::ALL.map(Variable::key)),
        properties: &[],
        parameters: &["variable"],
    },
    Enumeration {
        name: "ShareLevel",
        about: "What somebody may do with an athlete's data.",
        words: || named(Level::ALL.map(Level::name)),
        properties: &[("ShareBody", "level"), ("ShareView", "level")],
        parameters: &[],
    },
    Enumeration {
        name: "TokenScope",
        about: "What a token may be used for.",
        words: || named(Scope::ALL.map(Scope::name)),
        properties: &[("TokenBody", "scopes"), ("TokenView", "scopes")],
        parameters: &[],
    },
    Enumeration {
        name: "ImportState",
        about: "How an import stands.",
        words: || [ImportState::Running, ImportState::Cancelled, ImportState::Finished].map(name_of).to_vec(),
        properties: &[("ImportBody", "state")],
        parameters: &[],
    },
    Enumeration {
        name: "FileOutcome",
        about: "What came of a file.",
        words: || named(Came::ALL.map(Came::words)),
        properties: &[("ImportOutcomeView", "came")],
        parameters: &[],
    },
    Enumeration {
        name: "DecisionChoice",
        about: "What the athlete decides about observations.",
        words: || named(super::timeline::CHOICES),
        properties: &[("ChoiceView", "choice"), ("DecisionBody", "choice")],
        parameters: &[],
    },
    Enumeration {
        name: "OverruleWord",
        about: "What the athlete says to an event.",
        words: || named(super::timeline::WORDS_TO_AN_EVENT),
        properties: &[("OverruleBody", "say")],
        parameters: &[],
    },
];

fn named<const N: usize>(words: [&'static str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// Adds the lists to the document, and names them where their words stand.
pub(super) fn describe(document: &mut OpenApi) {
    let schemas = &mut document.components.get_or_insert_default().schemas;
    for list in &ENUMERATIONS {
        for (schema, property) in list.properties {
            if let Some(RefOr::T(Schema::Object(object))) = schemas.get_mut(*schema)
                && let Some(property) = object.properties.get_mut(*property)
            {
                point(property, list.name);
            }
        }
        let words = (list.words)().into_iter().map(Value::String);
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(words))
            .description(Some(list.about));
        schemas.insert(list.name.to_owned(), schema.into());
    }
}

/// Names the lists in the parameters of an operation.
pub(super) fn describe_parameters(operation: &mut Operation) {
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let list = ENUMERATIONS.iter().find(|list| list.parameters.contains(&parameter.name.as_str()));
        if let Some(list) = list {
            parameter.schema = Some(RefOr::Ref(Ref::from_schema_name(list.name)));
        }
    }
}

/// Makes a schema of text one of the named list; what may be absent stays so, and a list of texts one of words.
fn point(schema: &mut RefOr<Schema>, name: &str) {
    let reference = |description: Option<String>| {
        let mut reference = Ref::from_schema_name(name);
        reference.description = description.unwrap_or_default();
        reference
    };
    match schema {
        RefOr::T(Schema::Array(array)) => {
            array.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(reference(None))));
        }
        RefOr::T(Schema::Object(object)) => {
            let description = object.description.take();
            *schema = match is_nullable(&object.schema_type) {
                true => OneOfBuilder::new()
                    .item(ObjectBuilder::new().schema_type(Type::Null))
                    .item(reference(None))
                    .description(description)
                    .into(),
                false => RefOr::Ref(reference(description)),
            };
        }
        _ => {}
    }
}

/// Whether a schema takes `null` too.
pub(super) fn is_nullable(schema_type: &SchemaType) -> bool {
    matches!(schema_type, SchemaType::Array(types) if types.contains(&Type::Null))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_named_where_its_words_stand() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let schemas = &document["components"]["schemas"];
        for list in &ENUMERATIONS {
            let reference = format!("#/components/schemas/{}", list.name);
            assert!(
                schemas[list.name]["enum"].as_array().is_some_and(|words| words.len() > 1),
                "{}",
                list.name
            );
            for (schema, property) in list.properties {
                let text = schemas[*schema]["properties"][*property].to_string();
                assert!(text.contains(&reference), "{schema}.{property}: {text}");
            }
            for name in list.parameters {
                let pointed = |parameter: &&Value| parameter["schema"]["$ref"] == reference;
                let parameters = document["paths"].as_object().unwrap().values();
                let parameters = parameters.flat_map(|item| item.as_object().unwrap().values());
                let parameters =
                    parameters.flat_map(|operation| operation["parameters"].as_array().into_iter().flatten());
                let of_name: Vec<_> = parameters.filter(|parameter| parameter["name"] == *name).collect();
                assert!(!of_name.is_empty() && of_name.iter().all(pointed), "{name}");
            }
        }
        let phases = schemas["Phase"]["enum"].as_array().unwrap();
        assert!(phases.contains(&Value::from("later")), "a phase that the descriptions forgot: {phases:?}");
    }
}
