//! `POST /v1/things/{thingName}/commands`: asks a machine for a state.
//!
//! The command is kept before the machine hears of it: a failure between the two leaves a command that expires, never a machine
//! that does what nobody asked for. A repeat by the same key tells the machine again where it has not answered.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    alarm::ports::StoreError,
    command::{
        Command, NewCommand, Patch,
        ports::{CommandChange, CommitCommand, ReadTarget, UpdateDesired},
    },
    idempotency::{Answer, Outcome, Record},
    names::{CommandId, ThingName},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, Path, State},
    idempotency::{answer, respond},
    ids,
    problem::Problem,
};

use super::{
    place::allowed,
    shape::{person, refused},
};
use crate::{repeat::kept, store::unavailable, text::required, tries::Tries};

/// The longest reason, in characters.
const MAX_REASON: usize = 500;

/// What sending a command needs.
#[derive(Clone)]
pub(super) struct Sending {
    /// Reads what it is decided by.
    pub read: Arc<dyn ReadTarget>,
    /// Keeps it.
    pub commit: Arc<dyn CommitCommand>,
    /// Tells the machine.
    pub desired: Arc<dyn UpdateDesired>,
    /// The time.
    pub clock: Clock,
}

/// A command.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "NewCommand")]
pub(super) struct Asked {
    /// What the machine is to be like: a patch of the desired state of its shadow.
    desired: Patch,
    /// When nobody waits for the machine any more: at most 24 hours from now.
    expires_at: Timestamp,
    /// Why.
    #[schemars(length(min = 1, max = MAX_REASON), extend("pattern" = r"\S"))]
    reason: String,
}

/// Sends the command and answers 201 with it.
pub(super) async fn send(
    State(sending): State<Sending>,
    caller: Caller,
    Path(thing): Path<ThingName>,
    Keyed { body, attempt }: Keyed<Asked>,
) -> Result<Response, Problem> {
    let Asked { desired, expires_at, reason } = body;
    let reason = required("reason", reason, MAX_REASON)?;
    let new = NewCommand { desired, reason, expires_at, requested_by: person(&caller) };
    let mut tries = Tries::new();
    loop {
        let target = sending.read.read_target(&thing, attempt.as_ref()).await.map_err(unavailable)?;
        let (place, member) = allowed(&caller, Operation::SendCommand, target.place)?;
        let now = sending.clock.now();
        if let Some(attempt) = &attempt
            && let Some(before) = kept(target.answered, attempt, now)?
        {
            return sending.again(before, target.pending).await;
        }
        let id = CommandId::new(ids::new_id())?;
        let command =
            Command::request(id, new.clone(), &place, target.pending.as_ref(), now).map_err(refused)?;
        let answer = answer(StatusCode::CREATED, &command)?;
        let request = attempt.clone().map(|attempt| Record::new(attempt, answer.clone(), now));
        let change = CommandChange { from: 0, command, request, member };
        match sending.commit.commit_command(&change).await {
            Ok(Outcome::Fresh) => {
                sending.tell(&change.command).await?;
                return respond(Outcome::Fresh, answer);
            }
            Ok(outcome) => return respond(outcome, answer),
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}

impl Sending {
    async fn tell(&self, command: &Command) -> Result<(), Problem> {
        let patch = command.desired.to_value();
        let told = self.desired.update_desired(&command.thing_name, &patch, command.id.as_str()).await;
        told.map_err(unavailable)
    }

    /// Answers as before, and tells the machine again of a command that it has not answered: it may never have heard of it.
    async fn again(&self, before: Answer, pending: Option<Command>) -> Result<Response, Problem> {
        let answered: Command = serde_json::from_str(&before.body)?;
        if let Some(pending) = pending.filter(|pending| pending.id == answered.id) {
            self.tell(&pending).await?;
        }
        respond(Outcome::Replayed(before.clone()), before)
    }
}
