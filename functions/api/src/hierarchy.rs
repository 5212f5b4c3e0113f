//! Writing a change of a farm's hierarchy or its members: computed from what was read, all or nothing, once more where
//! somebody else was faster.

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use valmetal_domain::{
    alarm::Actor,
    audit::AuditRecord,
    entity::{
        Change, EntityChanges, EntityRefusal, Membership,
        changes::MAX_TRANSACTION_ITEMS,
        ports::{CommitEntityChanges, StoreError},
    },
    idempotency::{Answer, Attempt, Record},
};
use valmetal_runtime::{
    claims::Caller,
    idempotency::{answer, respond},
    ids,
    problem::{FieldError, Problem},
};

use crate::{store::unavailable, tries::Tries};

/// A change that was computed, and what the client is answered once it is written.
pub(crate) struct Proposal {
    changes: EntityChanges,
    member: Option<Membership>,
    answer: Answer,
}

impl Proposal {
    /// Proposes `changes`, which rest on `member`, and answers `status` with `body`.
    pub(crate) fn new(
        changes: EntityChanges,
        member: Option<Membership>,
        status: StatusCode,
        body: &impl Serialize,
    ) -> Result<Self, Problem> {
        Ok(Self { changes, member, answer: answer(status, body)? })
    }

    /// Proposes `changes`, which rest on `member`, and answers 204.
    pub(crate) const fn silent(changes: EntityChanges, member: Option<Membership>) -> Self {
        let answer = Answer { status: StatusCode::NO_CONTENT.as_u16(), body: String::new() };
        Self { changes, member, answer }
    }
}

/// Writes what `propose` proposes, with the record for the audit that it was `caller`. A conflict with somebody else's change
/// asks it again.
pub(crate) async fn write<P, Proposing>(
    commit: &dyn CommitEntityChanges,
    caller: &Caller,
    attempt: Option<Attempt>,
    now: Timestamp,
    propose: P,
) -> Result<Response, Problem>
where
    P: Fn() -> Proposing,
    Proposing: Future<Output = Result<Proposal, Problem>>,
{
    let mut tries = Tries::new();
    let actor = Actor::User { user_id: caller.user_id.clone(), name: caller.name.clone() };
    loop {
        let Proposal { mut changes, member, answer } = propose().await?;
        changes.changes.extend(member.map(Change::RequireMember));
        let record = AuditRecord::of_changes(&changes, &actor, now, ids::new_id());
        // Ending all fifty memberships of a person fills a transaction.
        changes.audit = record.filter(|_| changes.items() < MAX_TRANSACTION_ITEMS);
        changes.request = attempt.clone().map(|attempt| Record::new(attempt, answer.clone(), now));
        match commit.commit_entity_changes(&changes).await {
            Ok(outcome) => return respond(outcome, answer),
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}

/// What the hierarchy does not allow: 404 for what is not there, 422 for a value that cannot be, else 409.
#[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` calls")]
pub(crate) fn refused(refusal: EntityRefusal) -> Problem {
    let code = refusal.code();
    let detail = sentence(&refusal.to_string());
    let field = match refusal {
        EntityRefusal::NoSuchEntity => return Problem::not_found("entity"),
        EntityRefusal::NoSuchParent | EntityRefusal::BelowItself => "parentId",
        EntityRefusal::Misplaced { .. } => "kind",
        EntityRefusal::NotEquipment => "thingName",
        _ => return Problem::conflict(code, detail),
    };
    let error = FieldError::new(field, code, detail);
    Problem::unprocessable("invalidValue", "The request breaks a rule of the hierarchy.").errors([error])
}

/// A clause as a sentence.
pub(crate) fn sentence(clause: &str) -> String {
    let mut characters = clause.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}
