//! HTTP routes: a function each on Lambda, one router in a container.
//!
//! A resource's routes are a table of [`Route`]s. [`serve`] runs them as a Lambda function: the one that `_HANDLER` names, or
//! all of them. [`router`] makes the same table into an axum router for a container, which puts the checked
//! [`Claims`](crate::claims::Claims) into the request's extensions itself.
//!
//! Around every route, in one place: the request's id, problem documents also for what no route answers, a limit of the
//! body, one line of the log a request, security headers, and a panic that becomes a 500.
//!
//! | a handler takes | |
//! | --- | --- |
//! | [`Caller`](crate::claims::Caller) | who calls; 401 where nobody does |
//! | [`Path<T>`] | the path's parameters; 404 where one cannot be an id |
//! | [`Query<T>`] | the query; unknown, missing and bad parameters are named in a 400 |
//! | [`Body<T>`] | the JSON body; 400 with the field, 413, 415 |
//! | [`Keyed<T>`] | a body and the request's `Idempotency-Key` |
//! | [`IfMatch`] | the version that the caller read |

mod body;
pub mod cursor;
mod envelope;
mod etag;
mod fields;
mod json;
mod lambda;
mod path;
mod query;
mod route;
mod serve;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::Serialize;

pub use axum::extract::State;
pub use body::{Body, Keyed, Nothing};
pub use envelope::GatewayRequestId;
pub use etag::{ETag, IfMatch};
pub use json::Json;
pub use path::Path;
pub use query::{Limit, List, Query};
pub use route::{Route, enclosed, router, table};
pub use serve::serve;

/// The largest body in bytes, where `MAX_BODY_BYTES` says nothing else.
pub const DEFAULT_BODY_LIMIT: usize = 64 * 1024;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "PageOf{T}")]
pub struct Page<T> {
    /// What the page holds.
    pub items: Vec<T>,
    /// What to send for the next page; `null` on the last one.
    pub cursor: Option<String>,
}
