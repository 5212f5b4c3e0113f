//! The page before something that cannot be undone: it names what will be done, and asks.

use askama::Template;
use axum::response::Response;

use crate::pages::{html, typed::Form, visit::Shell};

#[derive(Template)]
#[template(path = "admin/confirm.html")]
struct Page {
    shell: Shell,
    form: Form,
    ask: Question,
}

/// What is asked.
pub(super) struct Question {
    /// What is done to what, as a question.
    pub(super) title: String,
    /// Where the answer goes, and the word on its button.
    pub(super) yes: (String, &'static str),
    /// Where somebody goes who would rather not.
    pub(super) back: String,
    /// What will be done, a sentence each.
    pub(super) says: Vec<String>,
    /// The version of what is on the page, where it has one.
    pub(super) version: Option<u64>,
}

/// Asks; `form` holds what stood against the last answer.
pub(super) fn confirm(shell: Shell, ask: Question, form: Form) -> Response {
    let page = Page { shell, form, ask };
    page.form.answer(html(&page))
}
