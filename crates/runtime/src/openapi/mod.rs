//! The OpenAPI 3.1 document of the routes, generated from the code that serves them.
//!
//! A resource has a table of routes, `routes()`, and beside it their descriptions, `descriptions()`. What a route takes is
//! read from its handler's arguments; a description adds what types do not say. Nothing that runs in a Lambda calls
//! `descriptions()`, so neither it nor a schema is linked into a function.
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//! use valmetal_domain::{access::Operation, names::FarmId};
//! use valmetal_runtime::{
//!     claims::Caller,
//!     http::{ETag, IfMatch, Json, Keyed, Path},
//!     openapi::Description,
//!     problem::Problem,
//! };
//!
//! #[derive(Serialize, Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Note {
//!     text: String,
//! }
//!
//! async fn get_note(_: Caller, Path(_farm): Path<FarmId>) -> Result<(ETag, Json<Note>), Problem> {
//!     Ok((ETag(1), Json(Note { text: "Mixer serviced".to_owned() })))
//! }
//!
//! async fn post_note(
//!     _: Caller,
//!     Path(_farm): Path<FarmId>,
//!     _: IfMatch,
//!     note: Keyed<Note>,
//! ) -> Result<Json<Note>, Problem> {
//!     Ok(Json(note.body))
//! }
//!
//! pub fn descriptions() -> Vec<Description> {
//!     vec![
//!         Description::of("get-note", get_note)
//!             .summary("The farm's note")
//!             .needs(Operation::Read)
//!             .answers::<Note>(200)
//!             .with_etag(),
//!         Description::of("post-note", post_note)
//!             .summary("Writes the farm's note")
//!             .detail("The old one is kept.")
//!             .needs(Operation::ChangeRecords)
//!             .answers::<Note>(200)
//!             .refuses([409]),
//!     ]
//! }
//! ```
//!
//! What follows from the arguments is not said again: 400 of a query or a body, 401 of a caller, 403 of [`Description::needs`],
//! 404 of a path's parameters, 412 of `If-Match`, 413 and 415 of a body, 422 of an `Idempotency-Key`; 429, 500 and 503 hold
//! for every route.

mod description;
mod document;
mod input;
mod operation;
mod schemas;
#[cfg(test)]
mod tests;

pub use description::Description;
pub use document::{Fault, Info, Tag, document};
pub use input::{Input, Takes};
pub use operation::Operation;
pub use schemas::Schemas;
