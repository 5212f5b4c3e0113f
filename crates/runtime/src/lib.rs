//! What every entry point does the same way: how a function starts, reads its configuration, logs, counts, takes batches,
//! answers HTTP, knows its caller and fails.
//!
//! It knows the domain and Lambda, and no AWS service: no SDK crate is among its dependencies. A function's `main` is a table
//! and nothing else; its handler takes traits and returns an outcome.
//!
//! # A function that takes messages from a queue
//!
//! ```no_run
//! use std::{process::ExitCode, sync::Arc};
//!
//! use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
//! use valmetal_domain::dead_letter::{DeadLetterQueue, Rejection};
//! use valmetal_runtime::{
//!     batch::{Outcome, sqs::{MessageHandler, SqsBatch}},
//!     error::Error,
//!     handler::{Entry, Failure, Function, Init, Invocation, Shape, serve},
//!     metrics::Metrics,
//! };
//!
//! fn main() -> ExitCode {
//!     serve("feed", vec![Entry::new("record-feed", Shape::Queue("FeedQueue-"), build)])
//! }
//!
//! /// Init: the configuration and the clients of this one function.
//! async fn build(init: Init) -> Result<RecordFeed, Error> {
//!     let _table = init.env.text("FEED_TABLE")?;
//!     Ok(RecordFeed { dead_letters: dead_letter_queue(&init.env.text("FEED_DLQ_URL")?), metrics: init.metrics })
//! }
//!
//! struct RecordFeed {
//!     dead_letters: Arc<dyn DeadLetterQueue>,
//!     metrics: Metrics,
//! }
//!
//! impl Function for RecordFeed {
//!     type Event = SqsEvent;
//!     type Answer = SqsBatchResponse;
//!
//!     async fn handle(&self, event: SqsEvent, _: &Invocation) -> Result<SqsBatchResponse, Failure> {
//!         let batch = SqsBatch { dead_letters: &*self.dead_letters, max_receives: 5, metrics: &self.metrics };
//!         batch.run(self, event).await
//!     }
//! }
//!
//! impl MessageHandler for RecordFeed {
//!     type Message = serde_json::Value;
//!
//!     fn parse(&self, body: &str, _: &SqsMessage) -> Result<serde_json::Value, Rejection> {
//!         serde_json::from_str(body).map_err(|error| Rejection::new("unparsable", error.to_string()))
//!     }
//!
//!     /// One read and one transaction for all of them.
//!     async fn take(&self, messages: &[serde_json::Value]) -> Result<Vec<Outcome>, Error> {
//!         Ok(messages.iter().map(|_| Outcome::Done).collect())
//!     }
//! }
//! # fn dead_letter_queue(_: &str) -> Arc<dyn DeadLetterQueue> { Arc::new(Away) }
//! # struct Away;
//! # #[async_trait::async_trait]
//! # impl DeadLetterQueue for Away {
//! #     async fn send(&self, _: valmetal_domain::dead_letter::DeadLetter) -> Result<(), Error> { Err("away".into()) }
//! # }
//! ```
//!
//! # The routes of a resource
//!
//! ```no_run
//! use std::{process::ExitCode, sync::Arc};
//!
//! use async_trait::async_trait;
//! use serde::{Deserialize, Serialize};
//! use valmetal_domain::names::FarmId;
//! use valmetal_runtime::{
//!     claims::Caller,
//!     error::Error,
//!     handler::Init,
//!     http::{Body, ETag, Json, Path, Query, Route, State, serve},
//!     problem::Problem,
//! };
//!
//! fn main() -> ExitCode {
//!     serve("api-notes", routes())
//! }
//!
//! /// Also for the container that serves all resources.
//! pub fn routes() -> Vec<Route> {
//!     vec![
//!         Route::get("get-note", "/v1/farms/{farmId}/note", get_note, note_store),
//!         Route::put("put-note", "/v1/farms/{farmId}/note", put_note, note_store),
//!     ]
//! }
//!
//! /// Init: what both handlers need. Routes that need other things have another function.
//! async fn note_store(init: Init) -> Result<Arc<dyn Notes>, Error> {
//!     let _table = init.env.text("NOTE_TABLE")?;
//!     Ok(Arc::new(NoNotes))
//! }
//!
//! #[derive(Serialize, Deserialize)]
//! #[serde(rename_all = "camelCase", deny_unknown_fields)]
//! struct Note {
//!     text: String,
//! }
//!
//! async fn get_note(
//!     State(notes): State<Arc<dyn Notes>>,
//!     caller: Caller,
//!     Path(farm): Path<FarmId>,
//! ) -> Result<(ETag, Json<Note>), Problem> {
//!     if !caller.farms.contains_key(&farm) {
//!         return Err(Problem::not_found("farm"));
//!     }
//!     let (version, text) = notes.read(&farm).await?.ok_or_else(|| Problem::not_found("note"))?;
//!     Ok((ETag(version), Json(Note { text })))
//! }
//!
//! async fn put_note(Body(_note): Body<Note>) -> Result<(), Problem> {
//!     Err(Problem::conflict("noteLocked", "The note is locked.").state("locked"))
//! }
//! # #[async_trait]
//! # trait Notes: Send + Sync { async fn read(&self, farm: &FarmId) -> Result<Option<(u64, String)>, Error>; }
//! # struct NoNotes;
//! # #[async_trait]
//! # impl Notes for NoNotes { async fn read(&self, _: &FarmId) -> Result<Option<(u64, String)>, Error> { Ok(None) } }
//! ```
//!
//! On a laptop, `cargo lambda watch` serves both binaries without `_HANDLER`; [`handler`] says how an event then finds its
//! function. `sam local start-api` checks no token: build with the feature `sam-local`, and the claims come as a JSON object in
//! the header `x-valmetal-claims`. A build without the feature does not know the header.

pub mod batch;
pub mod claims;
pub mod clock;
pub mod config;
pub mod error;
pub mod handler;
pub mod http;
pub mod idempotency;
pub mod ids;
pub mod logs;
pub mod metrics;
pub mod openapi;
pub mod problem;
pub mod request_id;
