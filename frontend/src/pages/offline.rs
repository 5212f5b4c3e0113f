//! What the service worker needs: whose pages it keeps, who is signed in, how many alarms are open, and the page that
//! stands in for those that it has not kept.

use askama::Template;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use serde::Serialize;
use valmetal_domain::alarm::Severity;

use super::{
    html,
    mood::count,
    visit::{Shell, Visit},
};
use crate::{
    api::{Farm, Page},
    session::Signed,
    words::OfflineWords,
};

/// Says whose a page is. Without it, the service worker keeps nothing.
const PERSON: HeaderName = HeaderName::from_static("valmetal-person");

/// A layer: pages that were read with success are a person's own and may be kept in their browser.
pub(super) async fn of_person(request: Request, next: Next) -> Response {
    let reads = request.method() == Method::GET;
    let person = request.extensions().get::<Signed>().map(|signed| signed.claims.sub.clone());
    let mut answer = next.run(request).await;
    if let Some(Ok(person)) = person.map(HeaderValue::try_from)
        && reads
        && answer.status() == StatusCode::OK
    {
        answer.headers_mut().insert(PERSON, person);
    }
    answer
}

#[derive(Template)]
#[template(path = "offline.html")]
struct Offline {
    shell: Shell,
}

/// `GET /offline`
pub(super) async fn page(visit: Visit) -> Response {
    let words = OfflineWords::of(visit.words().language);
    html(&Offline { shell: visit.shell(words.offline) })
}

/// Who is signed in, for what the service worker sends and says for them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Me {
    person: String,
    form_token: String,
    words: MessageWords,
}

/// Words for messages that come while no page is open.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MessageWords {
    take: &'static str,
    moved_on: &'static str,
    gone: &'static str,
    refused: &'static str,
}

/// `GET /offline/me`: 401 where nobody is. Only a script of this very site can read it, as it can any form.
pub(super) async fn me(visit: Result<Visit, Response>) -> Response {
    let Ok(visit) = visit else { return StatusCode::UNAUTHORIZED.into_response() };
    let words = OfflineWords::of(visit.words().language);
    json(&Me {
        person: visit.signed.claims.sub.clone(),
        form_token: visit.signed.session.form_token.clone(),
        words: MessageWords {
            take: visit.words().acknowledge,
            moved_on: words.moved_on,
            gone: words.gone,
            refused: words.refused,
        },
    })
}

/// The number on the app's icon.
#[derive(Serialize)]
struct Open {
    open: u32,
}

/// `GET /offline/open`: how many alarms are open on the person's farms; of an administrator's many, on the first hundred.
pub(super) async fn open(visit: Result<Visit, Response>) -> Response {
    let Ok(visit) = visit else { return StatusCode::UNAUTHORIZED.into_response() };
    let farms = match visit.api().get::<Page<Farm>>("/farms?limit=100").await {
        Ok(farms) => farms.items,
        Err(error) => return visit.trouble(&error),
    };
    let indicators = farms.iter().filter_map(|farm| farm.indicator.as_ref());
    let open = indicators
        .flat_map(|indicator| Severity::ALL.map(|severity| count(&indicator.summary, severity)))
        .sum();
    json(&Open { open })
}

fn json(value: &impl Serialize) -> Response {
    match serde_json::to_vec(value) {
        Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
        Err(error) => {
            tracing::error!(error = error.to_string(), "an answer cannot be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
