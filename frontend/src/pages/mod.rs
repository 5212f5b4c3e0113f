//! The pages: a file each. A handler asks the API, fills a template and answers.

mod admin;
mod alarm;
mod alarms;
mod deletion;
mod documents;
mod equipment;
mod farm;
mod farms;
mod faults;
mod feed;
mod form;
mod library;
mod live;
mod load;
mod maintenance;
mod members;
mod mood;
mod more;
mod notifications;
mod offline;
mod push;
mod settings;
mod sign_in;
mod trouble;
mod typed;
mod visit;

use askama::Template;
use axum::{
    Router,
    extract::State,
    middleware,
    response::{Html, IntoResponse as _, Response},
    routing::{get, post},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{app::App, assets};

pub(crate) use trouble::{Away, not_found};

/// The pages, behind the session.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(farms::farms))
        .route("/farms/{farm}", get(farm::farm))
        .route("/farms/{farm}/alarms", get(alarms::alarms))
        .route("/farms/{farm}/alarms/load", get(load::page))
        .route("/alarms/{alarm}", get(alarm::alarm))
        .route("/alarms/{alarm}/{act}", post(alarm::act))
        .route("/settings", get(settings::settings))
        .route("/push", post(push::subscribe))
        .route("/push/{browser}/remove", post(push::unsubscribe))
        .route("/offline", get(offline::page))
        .route("/offline/me", get(offline::me))
        .route("/offline/open", get(offline::open))
        .route("/language", post(settings::language))
        .route("/units", post(settings::units))
        .route("/live", get(live::live))
        .route("/sign-in", get(sign_in::form).post(sign_in::sign_in))
        .route("/sign-in/challenge", get(sign_in::challenge_form).post(sign_in::challenge))
        .route("/forgotten-password", get(sign_in::forgotten_form).post(sign_in::forgotten))
        .route("/reset-password", get(sign_in::reset_form).post(sign_in::reset))
        .route("/sign-out", post(sign_in::sign_out))
        .merge(equipment::routes())
        .merge(documents::routes())
        .merge(feed::routes())
        .merge(members::routes())
        .merge(notifications::routes())
        .route("/farms/{farm}/library", get(library::list))
        .route("/farms/{farm}/library/{article}", get(library::article))
        .route("/farms/{farm}/more", get(more::page))
        .merge(maintenance::routes())
        // What is above may be kept in a person's browser; what is below is not.
        .layer(middleware::from_fn(offline::of_person))
        .merge(admin::routes())
        .layer(middleware::from_fn(admin::first_page))
}

/// What needs no session.
pub(crate) fn plain_routes() -> Router<App> {
    Router::new()
        .route("/assets/{name}", get(assets::asset))
        .route("/manifest.webmanifest", get(manifest))
        .route("/sw.js", get(service_worker))
        .route("/healthz", get(async || "ok"))
}

async fn manifest(State(app): State<App>, headers: HeaderMap) -> Response {
    app.assets.answer_named("manifest.webmanifest", &headers)
}

async fn service_worker(State(app): State<App>, headers: HeaderMap) -> Response {
    app.assets.answer_named("sw.js", &headers)
}

/// How much room a page is given from the first: most need no more.
const PAGE_BYTES: usize = 32 * 1024;

/// A filled template as an answer.
fn html(page: &impl Template) -> Response {
    let mut text = String::with_capacity(PAGE_BYTES);
    match page.render_into(&mut text) {
        Ok(()) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(error = error.to_string(), "a page cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Leads the browser elsewhere; htmx follows only what it is told in its own words.
pub(crate) fn redirect(headers: &HeaderMap, to: &str) -> Response {
    let Ok(to) = HeaderValue::try_from(to) else { return StatusCode::BAD_REQUEST.into_response() };
    if headers.contains_key("hx-request") {
        (StatusCode::NO_CONTENT, [("hx-redirect", to)]).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
    }
}
