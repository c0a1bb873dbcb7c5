//! `/api/v1`: one file an endpoint family, handler and documentation together.

pub(crate) mod account;
mod archive;
mod athletes;
mod baskets;
mod calendars;
mod changes;
mod common;
mod connections;
pub(crate) mod docs;
mod enumerations;
mod health;
pub(crate) mod imports;
mod jobs;
pub(crate) mod patch_readings;
mod planned_sessions;
mod plans;
mod quantities;
mod races;
mod receipts;
pub(crate) mod recordings;
mod reference;
mod reminders;
mod removals;
mod schema;
mod shares;
mod sources;
mod squad_bottles;
mod squad_heat;
mod squad_members;
mod squad_reminders;
mod squad_reports;
mod squad_sessions;
pub(crate) mod squads;
mod sweat_profile;
mod sweat_tests;
mod taken;
mod timeline;
pub(crate) mod users;
mod view;
mod well_formed;

pub(crate) use view::name_of;
pub(crate) use well_formed::{MediaTypes, well_formed};

use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use units::UnitSystem;
use utoipa::{OpenApi, openapi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{App, Problem};

pub(crate) use archive::Exports;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Isotone",
        description = "From a sweat test and real days to what to drink and eat, and when. Quantities go in as text \
            (`72.4 kg`, `155.2 lb`, `20 fl oz`) or as `{value, unit}`, and come out as `{value, unit}` in the unit system \
            asked for with `?units=metric|us-customary|imperial`, or the athlete's own. Errors are problem details \
            (RFC 9457) that name every field at fault. Every computed number names its receipt.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "athletes", description = "Athletes and their bodies"),
        (name = "recordings", description = "Files of watches and platforms"),
        (name = "timeline", description = "What happened, why it is shown so, and what the athlete says to it"),
        (name = "sweat", description = "Sweat tests, the sweat profile, predictions"),
        (name = "plans", description = "Planned sessions, needs and baskets"),
        (name = "receipts", description = "How numbers were made"),
        (name = "reminders", description = "Messages at the right moment: which, where, when not"),
        (name = "squads", description = "Squads"),
        (name = "account", description = "The caller's account: sessions and tokens; accounts, for administrators"),
        (name = "operations", description = "Health, and work done beside answering")
    )
)]
struct Document;

/// The routes with their documentation.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(athletes::list, athletes::create))
        .routes(routes!(athletes::get, athletes::put, archive::erase))
        .routes(routes!(archive::export))
        .routes(routes!(changes::changes))
        .routes(routes!(shares::list, shares::share))
        .routes(routes!(shares::revoke))
        .routes(routes!(account::get, account::put))
        .routes(routes!(account::password))
        .routes(routes!(account::identities))
        .routes(routes!(account::unlink))
        .routes(routes!(account::passkeys))
        .routes(routes!(account::revoke_passkey))
        .routes(routes!(account::sessions))
        .routes(routes!(account::end_session))
        .routes(routes!(account::tokens, account::make_token))
        .routes(routes!(account::revoke_token))
        .routes(routes!(users::list, users::add))
        .routes(routes!(users::link))
        .routes(routes!(users::remove))
        .routes(routes!(recordings::import))
        .routes(routes!(imports::list, imports::begin))
        .routes(routes!(imports::get, imports::cancel))
        .routes(routes!(imports::resume))
        .routes(routes!(imports::files))
        .routes(routes!(calendars::list, calendars::add))
        .routes(routes!(calendars::remove))
        .routes(routes!(timeline::events))
        .routes(routes!(timeline::why))
        .routes(routes!(timeline::loss))
        .routes(routes!(timeline::overrule))
        .routes(routes!(sources::list))
        .routes(routes!(connections::list))
        .routes(routes!(connections::disconnect))
        .routes(routes!(connections::devices, connections::add_device))
        .routes(routes!(connections::remove_device))
        .routes(routes!(reminders::settings, reminders::choose))
        .routes(routes!(reminders::channels, reminders::add_channel))
        .routes(routes!(reminders::remove_channel))
        .routes(routes!(reminders::test_channel))
        .routes(routes!(reminders::messages))
        .routes(routes!(reminders::dead_letters))
        .routes(routes!(reminders::delete_dead_letter))
        .routes(routes!(reminders::retry_dead_letter))
        .routes(routes!(timeline::rested))
        .routes(routes!(timeline::questions))
        .routes(routes!(timeline::decisions, timeline::decide))
        .routes(routes!(timeline::undecide))
        .routes(routes!(timeline::enter))
        .routes(routes!(timeline::change_entry, timeline::delete_entry))
        .routes(routes!(timeline::readings, timeline::log))
        .routes(routes!(timeline::change_reading, timeline::delete_reading))
        .routes(routes!(removals::list))
        .routes(routes!(removals::undo))
        .routes(routes!(sweat_tests::list, sweat_tests::take))
        .routes(routes!(sweat_tests::get, sweat_tests::change, sweat_tests::delete))
        .routes(routes!(patch_readings::read))
        .routes(routes!(patch_readings::take))
        .routes(routes!(patch_readings::get))
        .routes(routes!(patch_readings::drawn))
        .routes(routes!(sweat_profile::get))
        .routes(routes!(sweat_profile::predict))
        .routes(routes!(sweat_profile::what_if))
        .routes(routes!(reference::model))
        .routes(routes!(reference::validation))
        .routes(routes!(planned_sessions::list, planned_sessions::plan))
        .routes(routes!(planned_sessions::change, planned_sessions::cancel))
        .routes(routes!(planned_sessions::workout))
        .routes(routes!(plans::get))
        .routes(routes!(plans::text))
        .routes(routes!(taken::say))
        .routes(routes!(taken::change, taken::unsay))
        .routes(routes!(baskets::choose))
        .routes(routes!(races::plan))
        .routes(routes!(baskets::items, baskets::add))
        .routes(routes!(baskets::remove))
        .routes(routes!(receipts::get))
        .routes(routes!(squads::list, squads::found))
        .routes(routes!(squads::board))
        .routes(routes!(squads::settings, squads::decide))
        .routes(routes!(squads::give_role))
        .routes(routes!(squads::audit))
        .routes(routes!(squad_members::list))
        .routes(routes!(squad_members::roster))
        .routes(routes!(squad_members::change))
        .routes(routes!(squad_members::consent))
        .routes(routes!(squad_members::consent_link))
        .routes(routes!(squad_members::asked, squad_members::give, squad_members::withdraw))
        .routes(routes!(squad_sessions::list, squad_sessions::plan))
        .routes(routes!(squad_sessions::shift, squad_sessions::cancel))
        .routes(routes!(squad_sessions::deviate, squad_sessions::follow))
        .routes(routes!(squad_sessions::board))
        .routes(routes!(squad_sessions::weigh, squad_sessions::weighings))
        .routes(routes!(squad_sessions::close))
        .routes(routes!(squad_sessions::kiosks, squad_sessions::open_kiosk))
        .routes(routes!(squad_sessions::close_kiosk))
        .routes(routes!(squad_sessions::bundle))
        .routes(routes!(squad_sessions::entries))
        .routes(routes!(squad_sessions::changes))
        .routes(routes!(squad_heat::policies))
        .routes(routes!(squad_heat::now, squad_heat::reading))
        .routes(routes!(squad_heat::decide))
        .routes(routes!(squad_reminders::settings, squad_reminders::choose))
        .routes(routes!(squad_reminders::channels, squad_reminders::add_channel))
        .routes(routes!(squad_reminders::remove_channel))
        .routes(routes!(squad_reminders::test_channel))
        .routes(routes!(squad_reminders::messages))
        .routes(routes!(squad_bottles::show, squad_bottles::plan))
        .routes(routes!(squad_bottles::print))
        .routes(routes!(squad_reports::report))
        .routes(routes!(squad_reports::cards))
        .routes(routes!(squad_reports::table))
        .routes(routes!(squad_reports::season))
        .routes(routes!(squad_reports::reads))
        .routes(routes!(reference::sources))
        .routes(routes!(reference::catalogue))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::retry))
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
}

/// The document with what OpenAPI wants beside what the handlers say: a name for every operation, after its method and
/// path, and a description for every answer, the reason phrase of its status where the handler says nothing more. `address` is
/// where the server is found.
pub(crate) fn described(mut document: openapi::OpenApi, address: &str) -> openapi::OpenApi {
    document.servers = Some(vec![openapi::Server::new(address)]);
    for (path, item) in &mut document.paths.paths {
        let operations = [
            ("get", &mut item.get),
            ("put", &mut item.put),
            ("post", &mut item.post),
            ("delete", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            operation.operation_id = Some(operation_name(method, path));
            for (status, response) in &mut operation.responses.responses {
                if let openapi::RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    let status = status.parse::<u16>().ok().and_then(|code| StatusCode::from_u16(code).ok());
                    response.description =
                        status.and_then(|s| s.canonical_reason()).unwrap_or("Answer").to_owned();
                }
            }
            common::describe(method, path, operation);
            enumerations::describe_parameters(operation);
        }
    }
    enumerations::describe(&mut document);
    quantities::describe(&mut document);
    common::describe_tokens(&mut document);
    document
}

/// `get` and `/api/v1/athletes/{athlete}/plan` make `get_athletes_athlete_plan`.
fn operation_name(method: &str, path: &str) -> String {
    let words =
        path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !matches!(*word, "" | "api" | "v1"));
    std::iter::once(method).chain(words).collect::<Vec<_>>().join("_")
}

/// The parameters after the question mark; those that cannot be read are told as a problem like any other.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, app).await;
        read.map(|query| Self(query.0)).map_err(|error| Problem::malformed(format!("{}.", error.body_text())))
    }
}

/// A form of several parts; a body of another type is told as a problem like any other.
pub(crate) struct Upload(pub(crate) Multipart);

impl FromRequest<App> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        Multipart::from_request(request, app).await.map(Self).map_err(|_| {
            let detail = "Send a form with files: Content-Type multipart/form-data with its boundary.";
            let title = "The body is of another type";
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", title, detail)
        })
    }
}

/// The unit system asked for with `?units=`, if any.
pub(crate) struct Units(Option<UnitSystem>);

#[derive(Deserialize)]
struct UnitsQuery {
    units: Option<String>,
}

impl Units {
    /// The one asked for, else the athlete's own.
    pub(crate) fn or(&self, own: UnitSystem) -> UnitSystem {
        self.0.unwrap_or(own)
    }
}

impl FromRequestParts<App> for Units {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Query(query) = Query::<UnitsQuery>::from_request_parts(parts, app).await?;
        match query.units {
            None => Ok(Self(None)),
            Some(name) => match UnitSystem::named(&name) {
                Some(system) => Ok(Self(Some(system))),
                None => Err(Problem::malformed("units: write metric, us-customary or imperial")),
            },
        }
    }
}
