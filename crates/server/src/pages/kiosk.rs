//! The kiosk: a page that a short-lived address opens, and that sends weights without showing any.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::Portion;
use serde::Deserialize;
use units::Volume;

use super::fault::no_link;
use super::{Page, page};
use crate::App;
use crate::language::{Language, Toward};

#[derive(Template)]
#[template(path = "kiosk.html")]
struct Kiosk {
    language: Language,
    token: String,
    texts: String,
    /// Amounts to choose from: in mL, and in the squad's unit.
    urine: Vec<(u32, String)>,
}

/// The amounts of urine to choose from, mL.
const URINE: [u32; 3] = [150, 300, 500];

pub(crate) async fn show(State(app): State<App>, language: Language, Path(token): Path<String>) -> Page {
    let (squad, _) = app.engine.kiosk(&token).await.map_err(no_link)?;
    let units = app.engine.squad(&squad).await?.settings.units;
    let said =
        |ml: u32| language.measured(&Portion::Fluid(Volume::from_ml(f64::from(ml))), Toward::Less, units);
    let urine = URINE.map(|ml| (ml, said(ml))).to_vec();
    // The script puts counts and names in: it gets `{name}` as it stands.
    let with = |name: &'static str| language.with(name, format!("{{{name}}}"));
    let texts = serde_json::json!({
        "who": language.t("team-kiosk-who"),
        "toGo": with("count").t("team-kiosk-to-go"),
        "allDone": language.t("team-kiosk-all-done"),
        "noted": language.t("team-kiosk-noted"),
        "waiting": with("count").t("team-kiosk-waiting"),
        "stepOn": with("name").t("team-kiosk-step-on"),
        "bottleOn": with("name").t("team-kiosk-bottle-on"),
        "again": language.t("team-kiosk-again"),
        "check": with("number").t("team-kiosk-check"),
        "thanks": with("name").t("team-kiosk-thanks"),
        "next": with("name").t("team-kiosk-next"),
        "nobody": with("number").t("team-kiosk-nobody"),
        "lost": language.t("team-kiosk-lost"),
        "noScale": language.t("team-kiosk-no-scale"),
        "connected": language.t("team-kiosk-connected"),
        "overload": language.t("team-kiosk-overload"),
        "closed": language.t("team-kiosk-closed"),
        "offline": language.t("team-kiosk-offline"),
        "busy": language.t("team-kiosk-busy"),
        "kept": with("count").t("team-kiosk-kept"),
        "refused": language.t("team-kiosk-refused"),
        "full": language.t("team-kiosk-full"),
        "unknown": language.t("team-kiosk-unknown-label"),
        "noCamera": language.t("team-kiosk-no-camera"),
        "trainer": language.t("team-kiosk-trainer"),
    });
    page(&Kiosk { language, token, texts: texts.to_string(), urine })
}

#[derive(Deserialize)]
pub(crate) struct Open {
    session: String,
    #[serde(default)]
    label: String,
}

/// Opens a kiosk on this device.
pub(crate) async fn open(State(app): State<App>, Path(squad): Path<String>, Form(new): Form<Open>) -> Page {
    let (_, secret) = app.engine.open_kiosk(&squad, &new.session, &new.label).await?;
    Ok(Redirect::to(&format!("/kiosk/{}", secret.expose())).into_response())
}
