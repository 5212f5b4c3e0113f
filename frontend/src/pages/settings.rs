//! A person's own settings.

use askama::Template;
use axum::response::Response;
use cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderValue, header};
use serde::Deserialize;
use uuid::Uuid;
use valmetal_runtime::error::chain;

use super::{
    form::{GuestForm, Posted},
    html, push, redirect,
    visit::{LANGUAGE, Shell, UNITS, Visit, of_tag},
};
use crate::{api::Subscriptions, session::local_path, words::Weight};

#[derive(Template)]
#[template(path = "settings.html")]
struct Settings {
    shell: Shell,
    email: String,
    /// How the person is told in browsers; nothing where the API does not say: signing out must be possible then too.
    subscriptions: Option<Subscriptions>,
    request_key: String,
}

/// `GET /settings`
pub(super) async fn settings(visit: Visit) -> Response {
    let email = visit.signed.claims.email.clone().unwrap_or_default();
    let subscriptions = match push::read(&visit).await {
        Ok(subscriptions) => Some(subscriptions),
        Err(error) => {
            tracing::warn!(error = chain(&error), "the notifications of a person cannot be read");
            None
        }
    };
    let shell = visit.shell(visit.words().settings);
    html(&Settings { shell, email, subscriptions, request_key: Uuid::new_v4().to_string() })
}

#[derive(Deserialize)]
pub(super) struct LanguageForm {
    language: String,
    next: String,
}

/// `POST /language`: also before the sign-in.
pub(super) async fn language(GuestForm { guest, form }: GuestForm<LanguageForm>) -> Response {
    let mut answer = redirect(&guest.headers, local_path(Some(&form.next)));
    if let Some(language) = of_tag(&form.language) {
        keep(&mut answer, LANGUAGE, language.as_str());
    }
    answer
}

#[derive(Deserialize)]
pub(super) struct UnitsForm {
    units: String,
}

/// `POST /units`: what this browser weighs with.
pub(super) async fn units(Posted { visit, form }: Posted<UnitsForm>) -> Response {
    let mut answer = redirect(&visit.guest.headers, "/settings");
    keep(&mut answer, UNITS, Weight::of(&form.units).sign());
    answer
}

/// Keeps a choice in a cookie for a year. Both are words of ours.
fn keep(answer: &mut Response, name: &'static str, choice: &'static str) {
    let cookie = Cookie::build((name, choice))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365));
    let cookie = HeaderValue::try_from(cookie.to_string()).expect("a word and attributes are a header value");
    answer.headers_mut().append(header::SET_COOKIE, cookie);
}
