//! A person's own settings.

use askama::Template;
use axum::response::Response;
use cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderValue, header};
use serde::Deserialize;
use uuid::Uuid;
use valmetal_runtime::error::chain;

use super::{
    form::GuestForm,
    html, push, redirect,
    visit::{LANGUAGE, Shell, Visit, of_tag},
};
use crate::{api::Subscriptions, session::local_path};

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
        let cookie = Cookie::build((LANGUAGE, language.as_str()))
            .path("/")
            .secure(true)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(Duration::days(365));
        let cookie =
            HeaderValue::try_from(cookie.to_string()).expect("two letters and attributes are a header value");
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
