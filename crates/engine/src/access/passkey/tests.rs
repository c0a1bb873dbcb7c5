//! The specification's own examples, and an authenticator of ours that lies in every way there is.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ciborium::Value;
use jiff::{SignedDuration, Timestamp};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::Memory;

use super::ceremony::{Expected, Refusal, assertion, new_credential};
use super::cose::PublicKey;
use super::*;
use crate::FixedClock;

fn hex(text: &str) -> Vec<u8> {
    let digit = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digit).collect()
}

/// An example of *Web Authentication Level 3*, §16: a registration and a sign-in at `https://example.org`.
struct Example {
    challenge: &'static str,
    client_data: &'static str,
    attestation: &'static str,
    credential: &'static str,
    /// Whether the authenticator recognised its person when it registered.
    verified: bool,
    then_challenge: &'static str,
    then_client_data: &'static str,
    then_data: &'static str,
    then_signature: &'static str,
}

/// §16.2, ES256 credential with no attestation; §16.3, ES256 credential with self attestation.
const EXAMPLES: [Example; 2] = [
    Example {
        challenge: "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
        client_data: "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354427258426941774a544c4535513d3d227d",
        attestation: "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220",
        credential: "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
        verified: false,
        then_challenge: "39c0e7521417ba54d43e8dc95174f423dee9bf3cd804ff6d65c857c9abf4d408",
        then_client_data: "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a224f63446e55685158756c5455506f334a5558543049393770767a7a59425039745a63685879617630314167222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73657d",
        then_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b51900000000",
        then_signature: "3046022100f50a4e2e4409249c4a853ba361282f09841df4dd4547a13a87780218deffcd380221008480ac0f0b93538174f575bf11a1dd5d78c6e486013f937295ea13653e331e87",
    },
    Example {
        challenge: "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5",
        client_data: "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c55745936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b453255526b4d6e625f3078594856673d3d227d",
        attestation: "a363666d74667061636b65646761747453746d74a263616c67266373696758483046022100ae045923ded832b844cae4d5fc864277c0dc114ad713e271af0f0d371bd3ac540221009077a088ed51a673951ad3ba2673d5029bab65b64f4ea67b234321f86fcfac5d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf193843c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
        credential: "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c",
        verified: true,
        then_challenge: "4478a10b1352348dd160c1353b0d469b5db19eb91c27f7dfa6fed39fe26af20b",
        then_client_data: "7b2274797065223a22776562617574686e2e676574222c226368616c6c656e6765223a225248696843784e534e493352594d45314f7731476d3132786e726b634a5f6666707637546e2d4a71386773222c226f726967696e223a2268747470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c22657874726144617461223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e616c206669656c647320696e20746865206675747572652c207375636820617320746869733a206754623533727a36456853576f6d58477a696d4331513d3d227d",
        then_data: "bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4b50900000000",
        then_signature: "3044022076691be76a8618976d9803c4cdc9b97d34a7af37e3bdc894a2bf54f040ffae850220448033a015296ffb09a762efd0d719a55346941e17e91ebf64c60d439d0b9744",
    },
];

#[test]
fn the_examples_of_the_specification_are_accepted_and_nothing_that_is_a_bit_different() {
    for example in EXAMPLES {
        let challenge = hex(example.challenge);
        let expected = Expected {
            challenge: &challenge,
            origin: "https://example.org",
            rp: "example.org",
            verified: false,
        };
        let (client_data, attestation) = (hex(example.client_data), hex(example.attestation));
        let made = new_credential(&expected, &client_data, &attestation).unwrap();
        assert_eq!((made.id.clone(), made.counter, made.backed_up), (hex(example.credential), 0, true));
        let strict = Expected { verified: true, ..expected };
        let strictly = new_credential(&strict, &client_data, &attestation).err();
        assert_eq!(strictly, (!example.verified).then_some(Refusal::Unverified));

        let challenge = hex(example.then_challenge);
        let expected = Expected { challenge: &challenge, ..expected };
        let (client_data, data, signature) =
            (hex(example.then_client_data), hex(example.then_data), hex(example.then_signature));
        let seen = assertion(&expected, &made.key, 0, &client_data, &data, &signature).unwrap();
        assert_eq!(seen.counter, 0);
        // A bit of anything signed, or of the signature, and it is worth nothing.
        for at in 0..data.len() * 8 {
            let mut other = data.clone();
            other[at / 8] ^= 1 << (at % 8);
            assert!(
                assertion(&expected, &made.key, 0, &client_data, &other, &signature).is_err(),
                "bit {at}"
            );
        }
        for at in 0..signature.len() * 8 {
            let mut other = signature.clone();
            other[at / 8] ^= 1 << (at % 8);
            assert!(assertion(&expected, &made.key, 0, &client_data, &data, &other).is_err(), "bit {at}");
        }
        let spaced = [b" ", &client_data[..]].concat();
        assert_eq!(assertion(&expected, &made.key, 0, &spaced, &data, &signature), Err(Refusal::Signature));
    }
    let [none, own] = EXAMPLES.map(|example| hex(example.attestation));
    let challenge = hex(EXAMPLES[1].challenge);
    let expected =
        Expected { challenge: &challenge, origin: "https://example.org", rp: "example.org", verified: false };
    let client_data = hex(EXAMPLES[1].client_data);
    for at in 0..own.len() {
        // The make of the authenticator is asked of nobody, but the statement signs it.
        let mut other = own.clone();
        other[at] ^= 1;
        assert!(new_credential(&expected, &client_data, &other).is_err(), "byte {at} of the statement");
    }
    for length in 0..none.len() {
        assert_eq!(new_credential(&expected, &client_data, &none[..length]), Err(Refusal::Malformed));
    }
    let longer = [&none[..], b"\0"].concat();
    assert_eq!(new_credential(&expected, &client_data, &longer), Err(Refusal::Malformed));
}

enum Key {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
}

/// An authenticator, and the browser before it.
struct Authenticator {
    key: Key,
    id: Vec<u8>,
    flags: u8,
    counter: u32,
    kind: &'static str,
    origin: String,
    rp: String,
    /// What the browser adds to what it says.
    adds: serde_json::Value,
}

impl Authenticator {
    fn new(algorithm: i64) -> Self {
        let random = SystemRandom::new();
        let key = if algorithm == -7 {
            let file = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
            Key::Es256(
                EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, file.as_ref(), &random).unwrap(),
            )
        } else {
            let file = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
            Key::EdDsa(Ed25519KeyPair::from_pkcs8(file.as_ref()).unwrap())
        };
        Self {
            key,
            id: b"a key of this authenticator".to_vec(),
            flags: 0b101,
            counter: 1,
            kind: "",
            origin: "https://isotone.example".to_owned(),
            rp: "isotone.example".to_owned(),
            adds: json!({}),
        }
    }

    fn cose(&self) -> Vec<(Value, Value)> {
        let of = |label: i64, value: Value| (Value::from(label), value);
        match &self.key {
            Key::Es256(pair) => {
                let point = pair.public_key().as_ref();
                vec![
                    of(1, 2.into()),
                    of(3, (-7).into()),
                    of(-1, 1.into()),
                    of(-2, Value::Bytes(point[1..33].to_vec())),
                    of(-3, Value::Bytes(point[33..].to_vec())),
                ]
            }
            Key::EdDsa(pair) => vec![
                of(1, 1.into()),
                of(3, (-8).into()),
                of(-1, 6.into()),
                of(-2, Value::Bytes(pair.public_key().as_ref().to_vec())),
            ],
        }
    }

    fn client_data(&self, kind: &str, challenge: &[u8]) -> Vec<u8> {
        let kind = if self.kind.is_empty() { kind } else { self.kind };
        let mut said =
            json!({"type": kind, "challenge": URL_SAFE_NO_PAD.encode(challenge), "origin": self.origin});
        said.as_object_mut().unwrap().extend(self.adds.as_object().unwrap().clone());
        said.to_string().into_bytes()
    }

    fn data(&self, credential: Option<Vec<u8>>) -> Vec<u8> {
        let flags = self.flags | if credential.is_some() { 1 << 6 } else { 0 };
        let mut data = Sha256::digest(self.rp.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data.extend(credential.into_iter().flatten());
        data
    }

    fn credential(&self, key: Vec<(Value, Value)>) -> Vec<u8> {
        let mut credential = vec![0; 16];
        credential.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        credential.extend(&self.id);
        ciborium::into_writer(&Value::Map(key), &mut credential).unwrap();
        credential
    }

    fn attestation(&self, format: &str, statement: Vec<(Value, Value)>, data: Vec<u8>) -> Vec<u8> {
        let object = vec![
            (Value::from("fmt"), Value::from(format)),
            (Value::from("attStmt"), Value::Map(statement)),
            (Value::from("authData"), Value::Bytes(data)),
        ];
        let mut bytes = Vec::new();
        ciborium::into_writer(&Value::Map(object), &mut bytes).unwrap();
        bytes
    }

    fn makes(&self, challenge: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let data = self.data(Some(self.credential(self.cose())));
        (self.client_data("webauthn.create", challenge), self.attestation("none", vec![], data))
    }

    fn signs(&self, challenge: &[u8]) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        let (client_data, data) = (self.client_data("webauthn.get", challenge), self.data(None));
        let message = [&data[..], &Sha256::digest(&client_data)[..]].concat();
        let signature = match &self.key {
            Key::Es256(pair) => pair.sign(&SystemRandom::new(), &message).unwrap().as_ref().to_vec(),
            Key::EdDsa(pair) => pair.sign(&message).as_ref().to_vec(),
        };
        (client_data, data, signature)
    }
}

const CHALLENGE: &[u8] = b"a question of sixteen bytes or more";

fn expected() -> Expected<'static> {
    Expected {
        challenge: CHALLENGE,
        origin: "https://isotone.example",
        rp: "isotone.example",
        verified: true,
    }
}

#[test]
fn keys_of_both_kinds_are_taken_kept_and_known_again() {
    for algorithm in PublicKey::ALGORITHMS {
        let device = Authenticator::new(algorithm);
        let (client_data, attestation) = device.makes(CHALLENGE);
        let made = new_credential(&expected(), &client_data, &attestation).unwrap();
        assert_eq!((&made.id, made.key.algorithm(), made.counter), (&device.id, algorithm, 1));
        let stored = serde_json::to_string(&made.key).unwrap();
        let key: PublicKey = serde_json::from_str(&stored).unwrap();
        assert_eq!(key, made.key);
        let device = Authenticator { counter: 2, ..device };
        let (client_data, data, signature) = device.signs(CHALLENGE);
        let seen = assertion(&expected(), &key, 1, &client_data, &data, &signature).unwrap();
        assert_eq!(seen.counter, 2);
        let other = Authenticator { counter: 2, ..Authenticator::new(algorithm) };
        let (client_data, data, signature) = other.signs(CHALLENGE);
        let refused = assertion(&expected(), &key, 1, &client_data, &data, &signature);
        assert_eq!(refused, Err(Refusal::Signature));
    }
}

#[test]
fn every_lie_is_refused_for_what_it_is() {
    let honest = || Authenticator::new(-7);
    let lies: Vec<(Authenticator, Refusal)> = vec![
        (Authenticator { kind: "payment.get", ..honest() }, Refusal::Kind),
        (
            Authenticator { origin: "https://isotone.example.evil.example".into(), ..honest() },
            Refusal::Origin,
        ),
        (Authenticator { origin: "http://isotone.example".into(), ..honest() }, Refusal::Origin),
        (Authenticator { origin: "https://isotone.example:444".into(), ..honest() }, Refusal::Origin),
        (Authenticator { adds: json!({"crossOrigin": true}), ..honest() }, Refusal::Embedded),
        (Authenticator { adds: json!({"topOrigin": "https://evil.example"}), ..honest() }, Refusal::Embedded),
        (Authenticator { rp: "example".into(), ..honest() }, Refusal::OtherServer),
        (Authenticator { flags: 0b100, ..honest() }, Refusal::Absent),
        (Authenticator { flags: 0b1, ..honest() }, Refusal::Unverified),
        (Authenticator { flags: 0b1_0101, ..honest() }, Refusal::Malformed),
        // It says that extensions follow, and none do.
        (Authenticator { flags: 0b1000_0101, ..honest() }, Refusal::Malformed),
    ];
    for (device, refusal) in lies {
        let (client_data, attestation) = device.makes(CHALLENGE);
        assert_eq!(new_credential(&expected(), &client_data, &attestation), Err(refusal));
        let PublicKeyOf(key) = PublicKeyOf::of(&device);
        let (client_data, data, signature) = device.signs(CHALLENGE);
        let refused = assertion(&expected(), &key, 0, &client_data, &data, &signature);
        assert_eq!(refused, Err(refusal));
    }
    let (client_data, attestation) = honest().makes(b"another question");
    assert_eq!(new_credential(&expected(), &client_data, &attestation), Err(Refusal::Challenge));
}

struct PublicKeyOf(PublicKey);

impl PublicKeyOf {
    fn of(device: &Authenticator) -> Self {
        Self(PublicKey::of_cose(Value::Map(device.cose())).unwrap())
    }
}

#[test]
fn a_counter_that_goes_back_is_a_copy() {
    let mut device = Authenticator::new(-7);
    let PublicKeyOf(key) = PublicKeyOf::of(&device);
    for (before, now, right) in
        [(0, 0, true), (0, 1, true), (7, 8, true), (7, 7, false), (7, 6, false), (7, 0, false)]
    {
        device.counter = now;
        let (client_data, data, signature) = device.signs(CHALLENGE);
        let seen = assertion(&expected(), &key, before, &client_data, &data, &signature);
        assert_eq!(seen.is_ok(), right, "{now} after {before}");
        assert!(right || seen == Err(Refusal::Copied));
    }
}

#[test]
fn keys_and_statements_of_other_forms_are_refused() {
    let device = Authenticator::new(-7);
    let client_data = device.client_data("webauthn.create", CHALLENGE);
    let judged = |key: Vec<(Value, Value)>| {
        let data = device.data(Some(device.credential(key)));
        new_credential(&expected(), &client_data, &device.attestation("none", vec![], data)).map(drop)
    };
    assert_eq!(judged(device.cose()), Ok(()));
    let with = |at: usize, value: Value| {
        let mut key = device.cose();
        key[at].1 = value;
        key
    };
    let more = [device.cose(), vec![(Value::from(4), Value::from(1))]].concat();
    let twice = [device.cose(), vec![device.cose()[0].clone()]].concat();
    let with_private = [device.cose(), vec![(Value::from(-4), Value::Bytes(vec![1; 32]))]].concat();
    for key in [
        more,
        twice,
        with_private,
        device.cose()[..4].to_vec(),
        with(0, 1.into()),
        with(1, (-257).into()),
        with(2, 2.into()),
        with(3, Value::Bytes(vec![1; 31])),
        with(4, Value::Bool(true)),
    ] {
        assert_eq!(judged(key), Err(Refusal::Key));
    }
    let data = device.data(Some(device.credential(device.cose())));
    for (format, statement) in [
        ("none", vec![(Value::from("sig"), Value::Bytes(vec![1]))]),
        ("packed", vec![]),
        (
            "packed",
            vec![(Value::from("alg"), (-7).into()), (Value::from("sig"), Value::Bytes(vec![0x30; 70]))],
        ),
        ("fido-u2f", vec![]),
        ("", vec![]),
    ] {
        let object = device.attestation(format, statement, data.clone());
        assert_eq!(new_credential(&expected(), &client_data, &object), Err(Refusal::Attestation));
    }
    // A sign-in that brings a key along is none.
    let PublicKeyOf(key) = PublicKeyOf::of(&device);
    let asked = device.client_data("webauthn.get", CHALLENGE);
    assert_eq!(assertion(&expected(), &key, 0, &asked, &data, b""), Err(Refusal::Malformed));
    let twice = br#"{"type": "webauthn.get", "type": "webauthn.get", "challenge": "", "origin": ""}"#;
    assert_eq!(assertion(&expected(), &key, 0, twice, &device.data(None), b""), Err(Refusal::Malformed));
}

fn engine_at(store: &Arc<Memory>, time: Timestamp) -> Engine {
    Engine::new(store.clone(), Arc::new(FixedClock(time)))
}

fn challenge_in(options: &serde_json::Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(options["challenge"].as_str().unwrap()).unwrap()
}

fn denied(error: Error) -> String {
    let Error::Denied(words) = error else { panic!("{error} is no denial") };
    words
}

#[tokio::test]
async fn a_passkey_signs_its_person_in_once_for_each_question_until_it_is_removed() {
    let now: Timestamp = "2026-06-10T08:00:00Z".parse().unwrap();
    let store = Arc::new(Memory::default());
    let engine = engine_at(&store, now);
    let site = Site { origin: "https://isotone.example".into(), host: "isotone.example".into() };
    let ada = engine.add_account("ada", false).await.unwrap();
    let ben = engine.add_account("ben", false).await.unwrap();
    let mut device = Authenticator::new(-7);

    let options = engine.passkey_registration(&ada, &site).await.unwrap();
    assert_eq!((&options["rp"]["id"], &options["attestation"]), (&json!("isotone.example"), &json!("none")));
    let (client_data, attestation) = device.makes(&challenge_in(&options));
    let new = NewPasskey { label: "phone".into(), client_data, attestation };
    let stolen = engine.register_passkey(&ben.id, &site, &new).await.unwrap_err();
    assert!(denied(stolen).contains("was not asked"), "a question to one account is none to another");
    let kept = engine.register_passkey(&ada.id, &site, &new).await.unwrap();
    assert_eq!(engine.passkeys(&ada.id).await.unwrap(), std::slice::from_ref(&kept));
    engine.register_passkey(&ada.id, &site, &new).await.unwrap_err();
    let options = engine.passkey_registration(&ben, &site).await.unwrap();
    let (client_data, attestation) = device.makes(&challenge_in(&options));
    let again = NewPasskey { label: "phone".into(), client_data, attestation };
    assert!(matches!(engine.register_passkey(&ben.id, &site, &again).await, Err(Error::Invalid(_))));

    let answer = |device: &Authenticator, challenge: &[u8], user: &Account| {
        let (client_data, authenticator_data, signature) = device.signs(challenge);
        let (credential, user) = (device.id.clone(), user.id.clone().into_bytes());
        PasskeySignIn { credential, user, client_data, authenticator_data, signature }
    };
    let question = async || challenge_in(&engine.passkey_question(&site).await.unwrap());
    device.counter = 2;
    let given = answer(&device, &question().await, &ada);
    assert_eq!(engine.sign_in_with_passkey(&site, &given).await.unwrap().id, ada.id);
    assert_eq!(engine.passkeys(&ada.id).await.unwrap()[0].seen, Some(now));
    let replayed = engine.sign_in_with_passkey(&site, &given).await.unwrap_err();
    assert!(matches!(replayed, Error::Denied(_)), "an answer is taken once");
    device.counter = 3;
    let question_of_old = challenge_in(&engine.passkey_question(&site).await.unwrap());
    let given = answer(&device, &question_of_old, &ben);
    assert!(denied(engine.sign_in_with_passkey(&site, &given).await.unwrap_err()).contains("no account"));
    let given = answer(&device, &question_of_old, &ada);
    let later = engine_at(&store, now + SignedDuration::from_mins(11));
    assert!(denied(later.sign_in_with_passkey(&site, &given).await.unwrap_err()).contains("too long ago"));
    let elsewhere = Site { origin: "https://other.example".into(), host: "other.example".into() };
    engine.sign_in_with_passkey(&elsewhere, &given).await.unwrap_err();
    let to_register = challenge_in(&engine.passkey_registration(&ada, &site).await.unwrap());
    engine.sign_in_with_passkey(&site, &answer(&device, &to_register, &ada)).await.unwrap_err();
    let invented = answer(&device, &[7; 56], &ada);
    engine.sign_in_with_passkey(&site, &invented).await.unwrap_err();
    device.counter = 2;
    let copied = answer(&device, &question().await, &ada);
    assert!(
        denied(engine.sign_in_with_passkey(&site, &copied).await.unwrap_err()).contains("counter went back")
    );

    device.counter = 4;
    let only_way = engine.revoke_passkey(&ada.id, &kept.id).await.unwrap_err().to_string();
    assert!(only_way.contains("nothing else would let you in"), "{only_way}");
    engine.set_password(&ada.id, "corn field at dusk", None).await.unwrap();
    engine.revoke_passkey(&ada.id, &kept.id).await.unwrap();
    let given = answer(&device, &question().await, &ada);
    assert!(denied(engine.sign_in_with_passkey(&site, &given).await.unwrap_err()).contains("no account"));
    assert!(matches!(engine.revoke_passkey(&ada.id, &kept.id).await, Err(Error::NotFound { .. })));
}
