//! `GET /v1/live`: what changes on the caller's farms, as server-sent events.
//!
//! ```text
//! AWS IoT ─▶ Source (one subscription a task) ─▶ Hub ─▶ a bounded queue for each open stream ─▶ browser
//! ```
//!
//! An event is made into bytes once and shared by all who get it. MQTT keeps nothing, so the hub keeps a ring of the newest
//! events: whoever comes back with a `Last-Event-ID` that is in it goes on exactly there, and whoever does not is told `reset`
//! and reads the state anew. Who reads too slowly is cut off, and nobody else waits for them.

mod hub;
mod ring;
mod source;
mod stream;
#[cfg(test)]
mod tests;

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{Farms, Operation},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    error::Error,
    handler::Init,
    http::{Query, Route, State},
    openapi::{self, Description, Input},
    problem::Problem,
};

pub(super) use hub::Hub;
pub(super) use source::Source;

use super::{accept::Connection, token::Expiry};
use crate::farm_access::allow;
use stream::Stream;

/// The path.
pub(super) const PATH: &str = "/v1/live";

/// The route.
pub fn routes() -> Vec<Route> {
    vec![Route::get("watch-live", PATH, watch, hub)]
}

/// Its description.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("watch-live", watch)
            .summary("What changes on the caller's farms, as server-sent events")
            .detail(
                "`alarm` and `indicator` carry an update as JSON; one with a version that is not greater than the known one \
                 is old. `ready` says that the stream has begun; `reset`, that events may be missing and the state has to be \
                 read anew. With `Last-Event-ID` it goes on where it ended, as long as that is known. It ends when the token \
                 expires. Only a server has this route, no function.",
            )
            .answers_as(200, "text/event-stream"),
    ]
}

async fn hub(init: Init) -> Result<Hub, Error> {
    init.shared.get_or_make(|| Err("only the server has live streams"))
}

/// Which farms are watched.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wanted {
    /// Only this farm.
    farm_id: Option<FarmId>,
}

/// How the request came and until when it is good.
pub(super) struct Origin {
    connection: Connection,
    expires: Expiry,
    last_event: Option<String>,
}

impl<S: Sync> axum::extract::FromRequestParts<S> for Origin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut http::request::Parts, _: &S) -> Result<Self, Problem> {
        let missing = || Problem::unauthorized("Sign in and send the ID token as a bearer token.");
        let expires = parts.extensions.get().copied().ok_or_else(missing)?;
        let connection = parts.extensions.get().cloned().unwrap_or_default();
        let last_event = last_event(&parts.headers);
        Ok(Self { connection, expires, last_event })
    }
}

impl Input for Origin {
    fn describe(operation: &mut openapi::Operation<'_>) {
        let schema = serde_json::json!({"type": "string", "maxLength": 64});
        operation.header("Last-Event-ID", "The id of the last event that came.", &schema);
    }
}

/// The id of the last event that the client had.
fn last_event(headers: &HeaderMap) -> Option<String> {
    Some(headers.get("last-event-id")?.to_str().ok()?.to_owned())
}

/// Opens a stream.
pub(super) async fn watch(
    State(hub): State<Hub>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
    origin: Origin,
) -> Result<Response, Problem> {
    let farms = match wanted.farm_id {
        Some(farm) => {
            allow(&caller, Operation::Read, &farm, "farm")?;
            Farms::Only(vec![farm])
        }
        None => caller.visible_farms(),
    };
    let events = hub
        .open(&farms, origin.last_event.as_deref(), origin.connection)
        .ok_or_else(|| Problem::unavailable(1, "the hub is closed"))?;
    let stream = Stream::new(events, origin.expires);
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        // Proxies that gather an answer would keep events back.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::new(stream)).into_response())
}
