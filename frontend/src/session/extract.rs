//! The session in a request: opened, renewed before it ends, and kept again where it changed.

use axum::{
    extract::{FromRequestParts, Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use cookie::time::Duration;
use http::{HeaderMap, HeaderValue, Uri, header, request::Parts};
use jiff::Timestamp;

use super::{Claims, Sealed, Session};
use crate::{
    app::App,
    identity::IdentityError,
    pages::{Away, redirect},
};

impl Sealed for Session {
    const NAME: &'static str = "__Host-session";
    const KEPT: Duration = Duration::days(30);
}

/// The person who asks. Without one, a page leads to the sign-in and back.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    /// Their session.
    pub(crate) session: Session,
    /// What their token says.
    pub(crate) claims: Claims,
}

impl Signed {
    fn of(session: Session) -> Option<Self> {
        let claims = session.claims().ok()?;
        Some(Self { session, claims })
    }
}

impl<S: Sync> FromRequestParts<S> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| to_sign_in(parts))
    }
}

/// Leads to the sign-in, and from there back to the page that was asked for.
fn to_sign_in(parts: &Parts) -> Response {
    let wanted = if parts.method == http::Method::GET { parts.uri.path_and_query() } else { None };
    let next = wanted.map_or("/", http::uri::PathAndQuery::as_str);
    let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
    redirect(&parts.headers, &format!("/sign-in?{query}"))
}

/// A layer: opens the session of a request and renews it where its token is old.
pub(crate) async fn keep(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let opened: Option<Session> = app.cookies.open(request.headers());
    let Some(signed) = opened.and_then(Signed::of) else { return next.run(request).await };
    if !signed.claims.is_old(Timestamp::now()) {
        request.extensions_mut().insert(signed);
        return next.run(request).await;
    }
    match app.identity.renew(&signed.session).await {
        Ok(tokens) => {
            let session = signed.session.renewed(tokens);
            let cookies = app.cookies.keep(&session);
            if let Some(signed) = Signed::of(session) {
                request.extensions_mut().insert(signed);
            }
            with_cookies(next.run(request).await, cookies)
        }
        // Signed out elsewhere, disabled, or away for too long.
        Err(IdentityError::Refused(_)) => {
            with_cookies(next.run(request).await, app.cookies.forget::<Session>())
        }
        Err(error) => Away::because(&error, request.headers()).into_response(),
    }
}

/// Adds cookies, unless the answer has set the same already: what a handler says of a session is newer.
fn with_cookies(mut answer: Response, cookies: Vec<HeaderValue>) -> Response {
    if !sets_session(answer.headers()) {
        for cookie in cookies {
            answer.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
    answer
}

fn sets_session(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::SET_COOKIE)
        .iter()
        .any(|cookie| cookie.as_bytes().starts_with(Session::NAME.as_bytes()))
}

/// Where to go after the sign-in: a path of this site and nothing else, whatever the address says.
pub(crate) fn local_path(next: Option<&str>) -> &str {
    next.filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'))
        .filter(|path| path.parse::<Uri>().is_ok_and(|uri| uri.authority().is_none()))
        .unwrap_or("/")
}
