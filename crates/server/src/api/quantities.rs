//! Quantities of requests in the OpenAPI document: text such as `72.4 kg`, or a value with its unit.

use serde_json::json;
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{OpenApi, Ref, RefOr};

use super::enumerations::is_nullable;

/// The name of the schema.
const NAME: &str = "QuantityInput";

/// Bodies and their fields that take a quantity.
const FIELDS: [(&str, &[&str]); 10] = [
    ("AmountBody", &["amount"]),
    (
        "AthleteBody",
        &["body_mass", "height", "race_distance", "race_time", "max_heart_rate", "tested_drinking_rate"],
    ),
    (
        "BasketBody",
        &[
            "carbohydrate_max",
            "carbohydrate_min",
            "fluid_max",
            "fluid_min",
            "over",
            "protein_max",
            "protein_min",
            "sodium_max",
            "sodium_min",
        ],
    ),
    ("EntryBody", &["distance", "duration"]),
    ("LegBody", &["air_temperature", "bottles", "duration", "relative_humidity", "wbgt", "wind"]),
    ("MemberBody", &["body_mass"]),
    (
        "PlannedBody",
        &[
            "air_temperature",
            "clothing",
            "duration",
            "fan",
            "grade",
            "heart_rate",
            "power",
            "relative_humidity",
            "speed",
            "wbgt",
            "wind",
        ],
    ),
    ("ReadingBody", &["body_mass", "caffeine", "drink"]),
    (
        "SessionBody",
        &[
            "air_temperature",
            "clothing",
            "duration",
            "fan",
            "grade",
            "heart_rate",
            "power",
            "relative_humidity",
            "speed",
            "wind",
        ],
    ),
    (
        "SweatTestBody",
        &[
            "air_temperature",
            "clothing",
            "drunk",
            "duration",
            "fan",
            "food",
            "grade",
            "heart_rate",
            "mass_after",
            "mass_before",
            "patch_chloride",
            "patch_inlet",
            "patch_time",
            "patch_volume",
            "power",
            "relative_humidity",
            "speed",
            "stool",
            "urine",
            "wind",
        ],
    ),
];

/// Adds the form of a quantity to the document, and names it at the fields that take one.
pub(super) fn describe(document: &mut OpenApi) {
    let schemas = &mut document.components.get_or_insert_default().schemas;
    for (body, fields) in FIELDS {
        let Some(RefOr::T(Schema::Object(object))) = schemas.get_mut(body) else { continue };
        for field in fields {
            let Some(property) = object.properties.get_mut(*field) else { continue };
            let RefOr::T(Schema::Object(text)) = property else { continue };
            let mut taken = OneOfBuilder::new().description(text.description.take());
            if is_nullable(&text.schema_type) {
                taken = taken.item(ObjectBuilder::new().schema_type(Type::Null));
            }
            let mut taken = taken.item(Ref::from_schema_name(NAME)).build();
            taken.example = text.example.take();
            *property = RefOr::T(taken.into());
        }
    }
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("In any usual unit."))
        .examples([json!("72.4 kg")]);
    let quantity = OneOfBuilder::new()
        .item(text)
        .item(Ref::from_schema_name("Quantity"))
        .description(Some("A quantity: text in any usual unit, or a value with its unit."));
    schemas.insert(NAME.to_owned(), quantity.into());
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use serde_json::{Map, Value};
    use units::UnitSystem;

    use super::*;
    use crate::Problem;
    use crate::fields::Fields;

    /// What a body's reader says of an object in each of its fields of text.
    fn refusals(body: &str, fields: &[String]) -> Problem {
        let measure = json!({"value": 1, "unit": "no unit"});
        let values: Map<String, Value> = fields.iter().map(|name| (name.clone(), measure.clone())).collect();
        let text = serde_json::to_vec(&values).unwrap();
        let read = || Fields::of_json(&text, UnitSystem::Metric).unwrap();
        match body {
            "AthleteBody" => read().athlete().map(drop),
            "BasketBody" => read().basket().map(drop),
            "EntryBody" => read().entry(&TimeZone::UTC).map(drop),
            "PlannedBody" => read().planned_session(&TimeZone::UTC).map(drop),
            "ReadingBody" => read().reading(&TimeZone::UTC).map(drop),
            "SessionBody" => read().session().map(drop),
            "SweatTestBody" => read().sweat_test(&TimeZone::UTC, None).map(drop),
            other => panic!("say here who reads {other}"),
        }
        .unwrap_err()
    }

    #[test]
    fn what_takes_a_quantity_says_so_and_nothing_else_does() {
        let document = serde_json::to_value(crate::openapi()).unwrap();
        let schemas = &document["components"]["schemas"];
        for (body, marked) in FIELDS {
            let properties = schemas[body]["properties"].as_object().unwrap();
            for field in marked {
                let text = properties[*field].to_string();
                assert!(text.contains("QuantityInput"), "{body}.{field}: {text}");
            }
            // Read elsewhere, by `Fields::quantity` too.
            if ["AmountBody", "LegBody", "MemberBody"].contains(&body) {
                continue;
            }
            let takes_text = |property: &Value| {
                let text = property.to_string();
                text.contains("\"string\"") && !text.contains("array") || text.contains("QuantityInput")
            };
            // A list of photos makes it a test of another kind.
            let texts =
                properties.iter().filter(|(_, property)| takes_text(property)).map(|(name, _)| name.clone());
            let texts: Vec<String> = texts.collect();
            let refused = refusals(body, &texts);
            for name in &texts {
                let said = refused.errors.iter().find(|error| error.field == *name);
                let as_text = said.is_some_and(|error| error.message.contains("not a list or an object"));
                assert_eq!(!marked.contains(&name.as_str()), as_text, "{body}.{name}: {said:?}");
            }
        }
    }
}
