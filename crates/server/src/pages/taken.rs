//! One tap: this was taken, or a part of it; and its undoing.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use engine::{FieldError, Portion};

use super::Page;
use super::form::value_of;
use super::today::acts::part;
use crate::language::Language;
use crate::{App, Problem};

/// `session`, and every `need` of it that was taken: all of it, or the `portion` or `share` of it that is given; with
/// `undo`, that was not taken after all. Goes back to `back`.
pub(crate) async fn say(
    State(app): State<App>,
    language: Language,
    Path(athlete): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Page {
    let value = |name: &str| value_of(&form, name);
    let needs: Vec<String> =
        form.iter().filter(|(field, _)| field == "need").map(|(_, need)| need.clone()).collect();
    let session = value("session").unwrap_or_default();
    // When it was said, where it was kept on the way; never later than now.
    let at =
        value("at").and_then(|at| at.parse::<jiff::Timestamp>().ok()).filter(|at| *at <= app.engine.now());
    let is_part = value("share").is_some() || value("portion").is_some_and(|typed| !typed.trim().is_empty());
    if value("undo").is_some() {
        app.engine.unsay_taken(&athlete, &needs).await?;
    } else if value("set").is_some() {
        // What was noted is corrected: the amount that is typed is all of it.
        let record = app.engine.athlete(&athlete).await?;
        for need in &needs {
            let noted = app.engine.taken(&athlete, need).await?.portion;
            let meant = part(value("portion"), None, &noted, &record, language);
            let meant =
                meant.unwrap_or_else(|| Err("write how much it was, such as 200 mL or 30 g".to_owned()));
            match meant {
                Ok(engine::Part::Amount(base)) => {
                    app.engine.change_taken(&athlete, need, noted.of_same(base)).await?;
                }
                Ok(engine::Part::Share(_)) => {}
                Err(message) => {
                    return Err(Problem::invalid(vec![FieldError::new("portion", message)]).into());
                }
            }
        }
    } else if is_part || value("rest").is_some() {
        let record = app.engine.athlete(&athlete).await?;
        let plan = app.engine.session_plan(&athlete, session).await?;
        for need in &needs {
            let Some(known) = plan.needs.iter().find(|known| known.id == *need) else { continue };
            let target = Portion::of(&known.amount);
            let before = plan.taken.iter().find(|taken| taken.need == *need);
            let had = before.map_or(0.0, |taken| taken.portion.base());
            let part = match part(value("portion"), value("share"), &target, &record, language) {
                Some(Ok(part)) => part,
                Some(Err(message)) => {
                    return Err(Problem::invalid(vec![FieldError::new("portion", message)]).into());
                }
                // The rest of it.
                None if target.base() > had => engine::Part::Amount(target.base() - had),
                None => continue,
            };
            app.engine.take_part(&athlete, session, need, part, at).await?;
        }
    } else {
        app.engine.say_taken(&athlete, session, &needs).await?;
    }
    let page = if value("back") == Some("plan") { "/plan" } else { "" };
    let date = value("date").filter(|date| date.parse::<jiff::civil::Date>().is_ok() && !page.is_empty());
    let query = date.map(|date| format!("?date={date}")).unwrap_or_default();
    let phase = value("phase").filter(|phase| phase.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'));
    let anchor = phase.map(|phase| format!("#{phase}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/a/{athlete}{page}{query}{anchor}")).into_response())
}
