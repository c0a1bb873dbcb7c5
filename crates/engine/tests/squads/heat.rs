//! Heat of a squad: the log, and the policies that ask for a model.

use crate::club::Club;

#[tokio::test]
async fn every_reading_of_heat_and_every_decision_is_in_the_log() {
    let club = Club::new().await;
    let session = club.session().await;
    for (minutes, celsius) in [(0, 30.0), (10, 31.0), (10, 31.0)] {
        club.wait(minutes);
        let heat = engine::NewHeatReading {
            value: Some(celsius),
            unit: Some(team::heat::Unit::Celsius),
            ..Default::default()
        };
        club.engine.read_heat(&club.squad, &session.id, &club.founder, heat).await.unwrap();
    }
    let reason = Some("indoors".to_owned());
    club.engine
        .decide_heat(&club.squad, &session.id, &club.founder, "acsm-2007", None, reason)
        .await
        .unwrap();
    let log = club.engine.audit(&club.squad).await.unwrap();
    let count = |action: &str| log.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("heat"), count("heat-decision")), (3, 1), "the same value read again is a reading too");
    assert!(club.engine.check_audit(&club.squad).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_model_of_the_heat_speaks_by_the_forecast_and_by_what_is_measured() {
    let club = Club::new().await;
    let policies = vec!["sma-2025".to_owned(), "osaa".to_owned(), "dhsc-children".to_owned()];
    let settings = engine::SquadSettings { policies, ..Default::default() };
    club.engine.change_squad_settings(&club.squad, settings).await.unwrap();
    let session = club.session().await;
    let record = club.engine.squad(&club.squad).await.unwrap();
    let now = async |policy: &str| {
        let all = club.engine.heat_now(&record, &session).await.unwrap();
        all.into_iter().find(|heat| heat.policy == policy).unwrap()
    };
    // Air of 33 °C, in the shade: the policy lets the forecast decide, and medium begins at 34.5 °C.
    let forecast = now("sma-2025").await;
    assert_eq!((forecast.band.as_deref(), forecast.judgement.value), (Some("low"), Some(1.8)));
    let (likely, low, high) = forecast.foreseen.value.unwrap();
    assert!(low < likely && likely < high, "{:?}", forecast.foreseen);
    // The others want a thermometer on the field, and say what the forecast makes of their index.
    let children = now("dhsc-children").await;
    assert_eq!((children.band, children.foreseen.value), (None, Some((33.0, 31.0, 35.0))));
    assert!(now("osaa").await.foreseen.value.is_some());

    let measured = |kind, air, humidity| engine::NewHeatReading {
        kind: Some(kind),
        air: Some(air),
        relative_humidity: Some(humidity),
        ..Default::default()
    };
    use team::heat::IndexKind;
    for (kind, policy, band) in [
        (IndexKind::Model, "sma-2025", "extreme"),
        (IndexKind::HeatIndex, "osaa", "stop"),
        (IndexKind::AirTemperature, "dhsc-children", "no-vigorous"),
    ] {
        let new = measured(kind, 39.0, 60.0);
        club.engine.read_heat(&club.squad, &session.id, &club.founder, new).await.unwrap();
        assert_eq!(now(policy).await.band.as_deref(), Some(band));
    }
    for wrong in [
        measured(IndexKind::Wbgt, 39.0, 60.0),
        measured(IndexKind::Model, 390.0, 60.0),
        measured(IndexKind::Model, 39.0, 600.0),
    ] {
        let refused = club.engine.read_heat(&club.squad, &session.id, &club.founder, wrong).await;
        assert!(matches!(refused, Err(engine::Error::Invalid(_))), "{refused:?}");
    }
}
