//! The page before something of a farm is deleted: it names it, says what comes of it, and asks. And what the answer does.

use askama::Template;
use axum::response::Response;

use super::{
    html, redirect,
    typed::{Form, is_final},
    visit::{Shell, Visit},
};
use crate::api::ApiError;

/// The question. The page's title is the deed.
#[derive(Template)]
#[template(path = "deletion.html")]
pub(super) struct Deletion {
    pub(super) shell: Shell,
    /// Where the answer goes.
    pub(super) action: String,
    /// Where somebody goes who would rather not.
    pub(super) back: String,
    /// What is deleted.
    pub(super) name: String,
    /// What else tells it from others.
    pub(super) details: Vec<String>,
    /// What comes of it.
    pub(super) why: &'static str,
    /// The version of what is on the page, where it has one.
    pub(super) version: Option<u64>,
    pub(super) form: Form,
}

/// Asks; the page's form holds what stood against the last answer.
pub(super) fn ask(visit: &Visit, page: Result<Deletion, ApiError>) -> Response {
    match page {
        Ok(page) => page.form.answer(html(&page)),
        Err(error) => visit.trouble(&error),
    }
}

/// Deletes what is at the API's `path` and leads to `then`. What stands against it is said on the page that `asked` makes.
pub(super) async fn delete(
    visit: &Visit,
    path: &str,
    then: &str,
    form: Form,
    asked: impl AsyncFnOnce(Form) -> Result<Deletion, ApiError>,
) -> Response {
    match visit.api().delete(path, form.version()).await {
        Ok(()) => redirect(&visit.guest.headers, then),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => ask(visit, asked(form.refused(visit.words(), &error, |_| None)).await),
    }
}
