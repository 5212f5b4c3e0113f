//! The pages for when there is no page: not found, not allowed, the platform away.

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use valmetal_runtime::error::chain;

use super::{
    html,
    visit::{Guest, Shell},
};
use crate::api::ApiError;

#[derive(Template)]
#[template(path = "trouble.html")]
struct Trouble {
    shell: Shell,
    what: &'static str,
    why: &'static str,
    try_again: bool,
}

/// Nothing is at this address.
pub(crate) async fn not_found(guest: Guest) -> Response {
    let w = guest.words;
    page(&guest, StatusCode::NOT_FOUND, w.not_found, w.not_found_why, false)
}

/// Why the API gave nothing, as a page.
pub(super) fn answer(guest: &Guest, error: &ApiError) -> Response {
    let w = guest.words;
    match error {
        ApiError::Refused(problem) => match problem.status {
            403 => page(guest, StatusCode::FORBIDDEN, w.no_access, w.no_access_why, false),
            // What the API cannot read is an address that nobody of us wrote.
            _ => page(guest, StatusCode::NOT_FOUND, w.not_found, w.not_found_why, false),
        },
        ApiError::Away(_) => {
            tracing::warn!(error = chain(error), "the API is away");
            page(guest, StatusCode::BAD_GATEWAY, w.away, w.away_why, true)
        }
    }
}

/// A form that is older than the session.
pub(super) fn stale_form(guest: &Guest) -> Response {
    page(guest, StatusCode::FORBIDDEN, guest.words.stale_form, "", true)
}

fn page(
    guest: &Guest,
    status: StatusCode,
    what: &'static str,
    why: &'static str,
    try_again: bool,
) -> Response {
    (status, html(&Trouble { shell: guest.shell(what), what, why, try_again })).into_response()
}

/// The platform is away before it is known who asks and in which language.
pub(crate) struct Away {
    wants_html: bool,
}

impl Away {
    /// Because of this, which is logged.
    pub(crate) fn because(error: &(dyn std::error::Error + 'static), headers: &HeaderMap) -> Self {
        tracing::warn!(error = chain(error), "the user pool is away");
        let accepts = headers.get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
        Self { wants_html: accepts.is_some_and(|list| list.contains("text/html")) }
    }
}

#[derive(Template)]
#[template(path = "away.html")]
struct AwayPage;

impl IntoResponse for Away {
    fn into_response(self) -> Response {
        let body = if self.wants_html { html(&AwayPage) } else { Response::default() };
        (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "5")], body).into_response()
    }
}
