//! Signing in and out, with what the user pool may ask on the way.

use askama::Template;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;
use uuid::Uuid;
use valmetal_runtime::error::chain;

use super::{
    form::{GuestForm, Posted},
    html, redirect,
    visit::{Guest, Query, Shell},
};
use crate::{
    identity::{Challenge, ChallengeKind, IdentityError, Refusal, Step},
    session::{Session, Tokens, local_path},
    words::Words,
};

/// Where to go afterwards, and what was done before.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Way {
    next: Option<String>,
    username: Option<String>,
    changed: bool,
}

#[derive(Template)]
#[template(path = "sign-in.html")]
struct SignIn {
    shell: Shell,
    username: String,
    next: String,
    said: Option<&'static str>,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "challenge.html")]
struct ChallengePage {
    shell: Shell,
    kind: ChallengeKind,
    username: String,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "forgotten-password.html")]
struct Forgotten {
    shell: Shell,
    username: String,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "reset-password.html")]
struct Reset {
    shell: Shell,
    username: String,
    code_fault: Option<&'static str>,
    password_fault: Option<&'static str>,
}

/// `GET /sign-in`
pub(super) async fn form(guest: Guest, Query(way): Query<Way>) -> Response {
    let next = local_path(way.next.as_deref());
    if guest.is_signed_in() {
        return redirect(&guest.headers, next);
    }
    let said = way.changed.then_some(guest.words.password_changed);
    let page = SignIn {
        shell: guest.shell(guest.words.sign_in),
        username: way.username.unwrap_or_default(),
        next: next.to_owned(),
        said,
        fault: None,
    };
    html(&page)
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    username: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`
pub(super) async fn sign_in(GuestForm { guest, form }: GuestForm<SignInForm>) -> Response {
    let username = form.username.trim();
    let step = match guest.app.identity.sign_in(username, &form.password).await {
        Ok(step) => step,
        Err(IdentityError::Refused(Refusal::MustReset)) => {
            return redirect(&guest.headers, &with_username("/forgotten-password", username));
        }
        Err(error) => {
            let page = SignIn {
                shell: guest.shell(guest.words.sign_in),
                username: username.to_owned(),
                next: form.next,
                said: None,
                fault: Some(fault(guest.words, &error)),
            };
            return (status(&error), html(&page)).into_response();
        }
    };
    proceed(&guest, step, &form.next)
}

/// The person is in, or something more is asked of them.
fn proceed(guest: &Guest, step: Step, next: &str) -> Response {
    match step {
        Step::Done(tokens) => begin(guest, tokens, next),
        Step::Asked(challenge) => {
            let challenge = Challenge { next: next.to_owned(), ..challenge };
            let answer = redirect(&guest.headers, "/sign-in/challenge");
            with_cookies(answer, guest.app.cookies.keep(&challenge))
        }
    }
}

fn begin(guest: &Guest, tokens: Tokens, next: &str) -> Response {
    let Some(session) = Session::begin(tokens, Uuid::new_v4().to_string()) else {
        tracing::error!("a sign-in brought no refresh token");
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let answer = redirect(&guest.headers, local_path(Some(next)));
    let answer = with_cookies(answer, guest.app.cookies.forget::<Challenge>());
    with_cookies(answer, guest.app.cookies.keep(&session))
}

/// `GET /sign-in/challenge`
pub(super) async fn challenge_form(guest: Guest) -> Response {
    match guest.app.cookies.open::<Challenge>(&guest.headers) {
        Some(challenge) => html(&challenge_page(&guest, &challenge, None)),
        None => redirect(&guest.headers, "/sign-in"),
    }
}

fn challenge_page(guest: &Guest, challenge: &Challenge, fault: Option<&'static str>) -> ChallengePage {
    let title = match challenge.kind {
        ChallengeKind::NewPassword => guest.words.new_password,
        ChallengeKind::OneTimeCode => guest.words.one_time_code,
    };
    let (kind, username) = (challenge.kind, challenge.username.clone());
    ChallengePage { shell: guest.shell(title), kind, username, fault }
}

#[derive(Deserialize)]
pub(super) struct ChallengeForm {
    answer: String,
}

/// `POST /sign-in/challenge`
pub(super) async fn challenge(GuestForm { guest, form }: GuestForm<ChallengeForm>) -> Response {
    let Some(challenge) = guest.app.cookies.open::<Challenge>(&guest.headers) else {
        return redirect(&guest.headers, "/sign-in");
    };
    let answer = match challenge.kind {
        ChallengeKind::NewPassword => form.answer.as_str(),
        ChallengeKind::OneTimeCode => form.answer.trim(),
    };
    match guest.app.identity.answer(&challenge, answer).await {
        Ok(step) => proceed(&guest, step, &challenge.next),
        // A wrong code may be typed again; anything else that is refused begins anew.
        Err(error @ IdentityError::Refused(Refusal::WeakPassword | Refusal::WrongCode)) => {
            let page = challenge_page(&guest, &challenge, Some(fault(guest.words, &error)));
            (status(&error), html(&page)).into_response()
        }
        Err(error) => {
            let why = match error {
                IdentityError::Refused(_) => guest.words.expired,
                IdentityError::Away(_) => fault(guest.words, &error),
            };
            let page = SignIn {
                shell: guest.shell(guest.words.sign_in),
                username: challenge.username,
                next: challenge.next,
                said: None,
                fault: Some(why),
            };
            (status(&error), html(&page)).into_response()
        }
    }
}

/// `GET /forgotten-password`
pub(super) async fn forgotten_form(guest: Guest, Query(way): Query<Way>) -> Response {
    let fault = way.username.is_some().then_some(guest.words.must_reset);
    let username = way.username.unwrap_or_default();
    html(&Forgotten { shell: guest.shell(guest.words.forgotten_password), username, fault })
}

#[derive(Deserialize)]
pub(super) struct ForgottenForm {
    username: String,
}

/// `POST /forgotten-password`
pub(super) async fn forgotten(GuestForm { guest, form }: GuestForm<ForgottenForm>) -> Response {
    let username = form.username.trim().to_owned();
    match guest.app.identity.forgot_password(&username).await {
        Ok(()) => redirect(&guest.headers, &with_username("/reset-password", &username)),
        Err(error) => {
            let fault = Some(fault(guest.words, &error));
            let page = Forgotten { shell: guest.shell(guest.words.forgotten_password), username, fault };
            (status(&error), html(&page)).into_response()
        }
    }
}

/// `GET /reset-password`
pub(super) async fn reset_form(guest: Guest, Query(way): Query<Way>) -> Response {
    html(&reset_page(&guest, way.username.unwrap_or_default()))
}

fn reset_page(guest: &Guest, username: String) -> Reset {
    Reset { shell: guest.shell(guest.words.new_password), username, code_fault: None, password_fault: None }
}

#[derive(Deserialize)]
pub(super) struct ResetForm {
    username: String,
    code: String,
    password: String,
}

/// `POST /reset-password`
pub(super) async fn reset(GuestForm { guest, form }: GuestForm<ResetForm>) -> Response {
    let ResetForm { username, code, password } = form;
    match guest.app.identity.reset_password(&username, code.trim(), &password).await {
        Ok(()) => redirect(&guest.headers, &format!("{}&changed=true", with_username("/sign-in", &username))),
        Err(error) => {
            let mut page = reset_page(&guest, username);
            let why = Some(fault(guest.words, &error));
            match error {
                IdentityError::Refused(Refusal::WeakPassword) => page.password_fault = why,
                // Whoever does not exist has no code either.
                IdentityError::Refused(Refusal::NotAuthorized) => {
                    page.code_fault = Some(guest.words.wrong_code);
                }
                _ => page.code_fault = why,
            }
            (status(&error), html(&page)).into_response()
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /sign-out`
pub(super) async fn sign_out(Posted { visit, .. }: Posted<Nothing>) -> Response {
    // The browser forgets in any case; elsewhere the sessions end with their tokens if the user pool is away now.
    if let Err(error) = visit.guest.app.identity.sign_out(&visit.signed.session).await {
        tracing::warn!(error = chain(&error), "the other sessions of a person could not be ended");
    }
    let answer = redirect(&visit.guest.headers, "/sign-in");
    let mut answer = with_cookies(answer, visit.guest.app.cookies.forget::<Session>());
    // The back button and the service worker have nothing left to show.
    answer.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    answer
}

fn with_username(path: &str, username: &str) -> String {
    let query = serde_urlencoded::to_string([("username", username)]).unwrap_or_default();
    format!("{path}?{query}")
}

fn with_cookies(mut answer: Response, cookies: Vec<HeaderValue>) -> Response {
    for cookie in cookies {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

fn status(error: &IdentityError) -> StatusCode {
    match error {
        IdentityError::Refused(Refusal::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        IdentityError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        IdentityError::Away(_) => StatusCode::BAD_GATEWAY,
    }
}

fn fault(words: &Words, error: &IdentityError) -> &'static str {
    match error {
        IdentityError::Refused(refusal) => match refusal {
            Refusal::NotAuthorized => words.wrong_password,
            Refusal::WeakPassword => words.weak_password,
            Refusal::WrongCode => words.wrong_code,
            Refusal::Expired => words.expired,
            Refusal::TooMany => words.too_many_tries,
            Refusal::MustReset => words.must_reset,
        },
        IdentityError::Away(_) => {
            tracing::warn!(error = chain(error), "the user pool is away");
            words.away
        }
    }
}
