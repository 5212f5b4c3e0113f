//! What a person sends with a form.

use axum::{
    body::to_bytes,
    extract::{FromRef, FromRequest, FromRequestParts as _, Request},
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    trouble,
    visit::{Guest, Visit},
};
use crate::app::App;

/// No form here is larger: the alarm catalogue and articles have 64 KiB, and a form writes some letters with six.
const LARGEST: usize = 512 * 1024;

/// The form of somebody who need not be signed in.
pub(super) struct GuestForm<T> {
    pub(super) guest: Guest,
    pub(super) form: T,
}

/// The form of a signed-in person, from a page that was made for this very session.
pub(super) struct Posted<T> {
    pub(super) visit: Visit,
    pub(super) form: T,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token {
    form_token: String,
}

impl<T, S> FromRequest<S> for GuestForm<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(guest) = Guest::from_request_parts(&mut parts, state).await;
        let form = read(&bytes(body).await?)?;
        Ok(Self { guest, form })
    }
}

impl<T, S> FromRequest<S> for Posted<T>
where
    T: DeserializeOwned,
    S: Send + Sync,
    App: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, state).await?;
        let body = bytes(body).await?;
        let Token { form_token } = read(&body)?;
        if form_token != visit.signed.session.form_token {
            return Err(trouble::stale_form(&visit.guest));
        }
        Ok(Self { visit, form: read(&body)? })
    }
}

async fn bytes(body: axum::body::Body) -> Result<axum::body::Bytes, Response> {
    to_bytes(body, LARGEST).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())
}

/// Our pages send every field; a request that lacks one is of nobody's page.
#[expect(clippy::result_large_err, reason = "it is what an extractor answers")]
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Response> {
    serde_urlencoded::from_bytes(body).map_err(|_| StatusCode::BAD_REQUEST.into_response())
}
