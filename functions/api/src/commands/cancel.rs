//! `POST /v1/things/{thingName}/commands/{commandId}/cancel`: takes a command back that the machine has not answered.
//!
//! First the machine is told, then it is written down: in between, the command still counts as pending, and a repeat or its
//! expiry does both again.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    alarm::ports::StoreError,
    command::ports::{CommandChange, CommitCommand, ReadCommand, UpdateDesired},
    idempotency::{Outcome, Record},
    names::{CommandId, ThingName},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, Nothing, Path, State},
    idempotency::{answer, respond},
    problem::Problem,
};

use super::{
    place::allowed,
    shape::{person, refused},
};
use crate::{store::unavailable, tries::Tries};

/// What cancelling a command needs.
#[derive(Clone)]
pub(super) struct Cancellation {
    /// Reads the command.
    pub read: Arc<dyn ReadCommand>,
    /// Writes its end.
    pub commit: Arc<dyn CommitCommand>,
    /// Tells the machine.
    pub desired: Arc<dyn UpdateDesired>,
    /// The time.
    pub clock: Clock,
}

/// Cancels the command and answers it as it is then. One that this person has cancelled already is answered as it is.
pub(super) async fn cancel(
    State(cancellation): State<Cancellation>,
    caller: Caller,
    Path((thing, id)): Path<(ThingName, CommandId)>,
    Keyed { body: Nothing {}, attempt }: Keyed<Nothing>,
) -> Result<Response, Problem> {
    let mut tries = Tries::new();
    loop {
        let (place, command) = cancellation.read.read_command(&thing, &id).await.map_err(unavailable)?;
        let (_, member) = allowed(&caller, Operation::CancelCommand, place)?;
        let command = command.ok_or_else(|| Problem::not_found("command"))?;
        let by = person(&caller);
        if command.cancelled_by.as_ref() == Some(&by) {
            return respond(Outcome::Fresh, answer(StatusCode::OK, &command)?);
        }
        let now = cancellation.clock.now();
        let cancelled = command.cancel(by, now).map_err(refused)?;
        let withdrawal = command.desired.withdrawal();
        let withdrawn = cancellation.desired.update_desired(&thing, &withdrawal, id.as_str()).await;
        withdrawn.map_err(unavailable)?;

        let answer = answer(StatusCode::OK, &cancelled)?;
        let request = attempt.clone().map(|attempt| Record::new(attempt, answer.clone(), now));
        let change = CommandChange { from: command.version, command: cancelled, request, member };
        match cancellation.commit.commit_command(&change).await {
            Ok(outcome) => return respond(outcome, answer),
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}
