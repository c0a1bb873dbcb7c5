//! Body mass, fluid intake and sweat loss as FHIR R4 observations, in a transaction that a server can be sent as it is.
//!
//! Sent twice, it creates nothing twice: each resource is created only where none of its identifier exists. That wants an
//! athlete who is told from every other athlete of every other server, and ids such as `me` are everywhere. So it goes by id,
//! name, year of birth and sex together, and where name or year are unknown, by nothing: then each transaction makes a new
//! patient, which is a nuisance, where two people under one patient would be a danger.
//!
//! Body mass follows the specification's body weight profile (`http://hl7.org/fhir/StructureDefinition/bodyweight`: LOINC
//! 29463-7, category vital signs, UCUM `kg`). Fluid intake is LOINC 9000-1, oral and measured, in UCUM `L`. LOINC names
//! fluid outputs by organ and drain and has none for the sweat of a session (looked up in release 2.82), so sweat loss goes
//! by a code of this project and a text, as `Observation.code` allows.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use physiology::Sex;
use serde_json::{Value, json};
use store::BlobId;

use crate::{AthleteRecord, LoggedReading, ReadingKind, SweatTestRecord};

const LOINC: &str = "http://loinc.org";
const UCUM: &str = "http://unitsofmeasure.org";
const CATEGORIES: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const OWN_CODES: &str = "urn:isotone:observation";
const OWN_NAMES: &str = "urn:isotone:document";
/// The system of identifiers of resources. They are the addresses in the bundle without `urn:uuid:`, since a server replaces
/// addresses of the bundle by its own, and some do so wherever the text stands.
const OWN_RESOURCES: &str = "urn:isotone:resource";

/// What is observed, and how FHIR calls it.
struct Kind {
    category: &'static str,
    system: &'static str,
    code: &'static str,
    display: &'static str,
    text: &'static str,
    unit: &'static str,
    profile: Option<&'static str>,
}

const BODY_MASS: Kind = Kind {
    category: "vital-signs",
    system: LOINC,
    code: "29463-7",
    display: "Body weight",
    text: "Body mass",
    unit: "kg",
    profile: Some("http://hl7.org/fhir/StructureDefinition/bodyweight"),
};

const FLUID_INTAKE: Kind = Kind {
    category: "activity",
    system: LOINC,
    code: "9000-1",
    display: "Fluid intake oral Measured",
    text: "Fluid drunk",
    unit: "L",
    profile: None,
};

const SWEAT_LOSS: Kind = Kind {
    category: "activity",
    system: OWN_CODES,
    code: "sweat-loss",
    display: "Sweat lost over a session",
    text: "Sweat lost over a session",
    unit: "L",
    profile: None,
};

/// When something was observed.
enum When {
    At(Timestamp),
    Over(Timestamp, Timestamp),
}

/// All observations, with the patient they are of.
pub(super) fn bundle(record: &AthleteRecord, tests: &[SweatTestRecord], readings: &[LoggedReading]) -> Value {
    let born = record.born.map(|born| format!("{born:04}"));
    let sex = record.sex.map(|sex| match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    });
    let known = born.is_some() && record.name != record.id;
    let person =
        format!("{}\n{}\n{}\n{}", record.id, record.name, born.as_deref().unwrap_or(""), sex.unwrap_or(""));
    let subject = urn(&format!("athlete/{person}"));
    let mut patient = json!({"resourceType": "Patient", "identifier": [address(&subject)], "name": [{"text": record.name}]});
    if let Some(born) = born {
        patient["birthDate"] = json!(born);
    }
    if let Some(sex) = sex {
        patient["gender"] = json!(sex);
    }
    let mut entries = vec![entry(&subject, &patient, known)];
    let mut add = |name: String, kind: &Kind, when: &When, value: f64, note: Option<String>| {
        let at = urn(&format!("{person}/{name}"));
        let resource = observation((&subject, &at, &name), kind, when, value, note);
        entries.push(entry(&at, &resource, known));
    };
    for reading in readings {
        let when = When::At(reading.at);
        match reading.reading {
            ReadingKind::BodyMass { mass } => {
                add(reading.id.clone(), &BODY_MASS, &when, mass.as_kg(), None);
            }
            ReadingKind::Drink { volume } => {
                add(reading.id.clone(), &FLUID_INTAKE, &when, volume.as_l(), None);
            }
            ReadingKind::Motivation { .. }
            | ReadingKind::Fatigue { .. }
            | ReadingKind::Thirst { .. }
            | ReadingKind::UrineColour { .. }
            | ReadingKind::Caffeine { .. }
            | ReadingKind::UrinePassed => {}
        }
    }
    for test in tests {
        let lasted =
            SignedDuration::try_from_secs_f64(test.conditions.duration.as_seconds()).unwrap_or_default();
        let end = test.at.checked_add(lasted).unwrap_or(test.at);
        let named = |what: &str| format!("{}/{what}", test.id);
        if let Some(weighed) = &test.weigh_in {
            let (before, after) = (weighed.mass_before.as_kg(), weighed.mass_after.as_kg());
            add(
                named("mass-before"),
                &BODY_MASS,
                &When::At(test.at),
                before,
                Some("Before a session.".into()),
            );
            add(named("mass-after"), &BODY_MASS, &When::At(end), after, Some("After a session.".into()));
            if let Some(drunk) = weighed.drunk {
                add(named("drunk"), &FLUID_INTAKE, &When::Over(test.at, end), drunk.as_l(), None);
            }
        }
        if let Some(result) = &test.result {
            let loss = &result.loss;
            let (low, high) = (loss.i95.low.as_l(), loss.i95.high.as_l());
            let note = format!("Mass balance of two weights; the 95 % interval is {low:.2} to {high:.2} L.");
            add(named("sweat-loss"), &SWEAT_LOSS, &When::Over(test.at, end), loss.median.as_l(), Some(note));
        }
    }
    json!({"resourceType": "Bundle", "type": "transaction", "entry": entries})
}

/// A resource to be created; where it is `known` from every other one, only if it is not there.
fn entry(address: &str, resource: &Value, known: bool) -> Value {
    let mut request = json!({"method": "POST", "url": resource["resourceType"]});
    if known {
        request["ifNoneExist"] = json!(format!("identifier={OWN_RESOURCES}|{}", bare(address)));
    }
    json!({"fullUrl": address, "resource": resource, "request": request})
}

/// What makes an address one of its own.
fn bare(urn: &str) -> &str {
    urn.strip_prefix("urn:uuid:").unwrap_or(urn)
}

/// An address as an identifier.
fn address(urn: &str) -> Value {
    json!({"system": OWN_RESOURCES, "value": bare(urn)})
}

fn observation(
    (subject, at, name): (&str, &str, &str),
    kind: &Kind,
    when: &When,
    value: f64,
    note: Option<String>,
) -> Value {
    let mut fields: BTreeMap<&str, Value> = BTreeMap::from([
        ("resourceType", json!("Observation")),
        ("identifier", json!([address(at), {"system": OWN_NAMES, "value": name}])),
        ("status", json!("final")),
        ("category", json!([{"coding": [{"system": CATEGORIES, "code": kind.category}]}])),
        (
            "code",
            json!({"coding": [{"system": kind.system, "code": kind.code, "display": kind.display}], "text": kind.text}),
        ),
        ("subject", json!({"reference": subject})),
        (
            "valueQuantity",
            json!({"value": digits(value), "unit": kind.unit, "system": UCUM, "code": kind.unit}),
        ),
    ]);
    match when {
        When::At(at) => fields.insert("effectiveDateTime", json!(at)),
        When::Over(start, end) => fields.insert("effectivePeriod", json!({"start": start, "end": end})),
    };
    if let Some(profile) = kind.profile {
        fields.insert("meta", json!({"profile": [profile]}));
    }
    if let Some(note) = note {
        fields.insert("note", json!([{"text": note}]));
    }
    json!(fields)
}

/// A milligram, or a microlitre: what a conversion of units left behind is no measurement.
fn digits(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The same name gives the same address: version 8 of RFC 9562, from the hash.
fn urn(name: &str) -> String {
    let hash = BlobId::of(name.as_bytes());
    let hex = hash.as_str();
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("urn:uuid:{}-{}-8{}-8{}-{}", part(0, 8), part(8, 12), part(12, 15), part(15, 18), part(18, 30))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_uuid_and_always_the_same() {
        let address = urn("athlete/ada");
        assert_eq!(address.len(), "urn:uuid:01234567-89ab-8def-8123-456789abcdef".len());
        assert_eq!(address, urn("athlete/ada"));
        assert_ne!(address, urn("athlete/eda"));
    }

    fn patient(change: impl FnOnce(&mut AthleteRecord)) -> Value {
        let mut record =
            AthleteRecord::new("me", "Ada", units::Mass::from_kg(60.0), &jiff::tz::TimeZone::UTC);
        change(&mut record);
        bundle(&record, &[], &[])["entry"][0].clone()
    }

    #[test]
    fn a_patient_is_created_once_where_nobody_else_could_be_meant() {
        let ada = patient(|ada| {
            ada.born = Some(1990);
            ada.sex = Some(Sex::Female);
        });
        assert_eq!(ada["resource"]["gender"], "female");
        let address = ada["fullUrl"].as_str().unwrap();
        assert_eq!(
            ada["request"]["ifNoneExist"],
            format!("identifier=urn:isotone:resource|{}", bare(address))
        );
        assert_eq!(ada["resource"]["identifier"][0]["value"], bare(address));
        assert_ne!(bare(address), address, "an address would be replaced by the server's own");
        // Another person of the same id, as on another server.
        let eda = patient(|eda| eda.born = Some(1991));
        assert_ne!(eda["fullUrl"], ada["fullUrl"]);
        assert!(eda["resource"].get("gender").is_none());
        for unknown in [patient(|_| {}), patient(|me| me.name = "me".into())] {
            assert!(unknown["request"].get("ifNoneExist").is_none(), "{unknown}");
        }
    }
}
