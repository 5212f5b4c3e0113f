//! What every act on an alarm has in common: read, authorise, ask the domain, write all or nothing, see to its workflow, answer.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use tracing::warn;
use valmetal_domain::{
    access::{Operation, Role},
    alarm::{
        Action, Actor, ConditionKey, Effect, Refusal, Transition,
        action::Why,
        ports::{Changes, CommitChanges, Known, ReadConditions, StartEscalation, StopEscalation, StoreError},
    },
    idempotency::{Answer, Attempt, Outcome, Record},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    error::chain,
    idempotency::{answer, respond},
    problem::{FieldError, Problem},
};

use super::{key::key_of, shape::Alarm};
use crate::{
    escalations::Executions, farm_access::allow, language::AcceptLanguage, store::unavailable, tries::Tries,
};

/// What an act may do to the escalation's workflow; a route's role allows no more.
#[derive(Clone)]
pub(super) enum Workflow {
    /// Nothing: it is a word, or a state that never escalates.
    Untouched,
    /// It ends it.
    Stops(Arc<dyn StopEscalation>),
    /// It brings the alarm back, and with it the workflow.
    Starts(Arc<dyn StartEscalation>),
}

/// What the acts on alarms need.
#[derive(Clone)]
pub(super) struct Act {
    /// Reads the condition.
    pub read: Arc<dyn ReadConditions>,
    /// Writes what follows.
    pub commit: Arc<dyn CommitChanges>,
    /// Its escalation's workflow.
    pub workflow: Workflow,
    /// Knows the executions' names.
    pub executions: Executions,
    /// The time.
    pub clock: Clock,
}

/// Who asks for what, as the request says it.
pub(super) struct Asked {
    /// The person.
    pub caller: Caller,
    /// The alarm's id in the path.
    pub alarm_id: String,
    /// By what a repeat is recognised.
    pub attempt: Option<Attempt>,
    /// The answer's language.
    pub language: AcceptLanguage,
}

impl Act {
    /// Does `action` to the alarm, if the caller may do `operation` there. Answers the alarm as it is then.
    pub(super) async fn run(
        &self,
        asked: Asked,
        operation: Operation,
        action: Action,
    ) -> Result<Response, Problem> {
        self.run_as(asked, operation, |_| action.clone()).await
    }

    /// The same, where the action depends on what the caller is on the alarm's farm.
    pub(super) async fn run_as(
        &self,
        asked: Asked,
        operation: Operation,
        action: impl Fn(Role) -> Action + Send + Sync,
    ) -> Result<Response, Problem> {
        let key = key_of(&asked.alarm_id)?;
        let mut tries = Tries::new();
        loop {
            let known = self.read.read_conditions(std::slice::from_ref(&key)).await.map_err(unavailable)?;
            let step = self.step(&key, known, &asked, operation, &action)?;
            match self.commit.commit(&step.changes).await {
                Ok(outcome) => {
                    if outcome == Outcome::Fresh {
                        self.see_to_workflow(&step.transition).await;
                    }
                    return respond(outcome, step.answer);
                }
                Err(StoreError::Conflict) if tries.again().await => {}
                Err(error) => return Err(unavailable(error)),
            }
        }
    }

    fn step(
        &self,
        key: &ConditionKey,
        known: Known,
        asked: &Asked,
        operation: Operation,
        action: &(impl Fn(Role) -> Action + Send + Sync),
    ) -> Result<Step, Problem> {
        let Known { mut places, mut conditions, mut definitions } = known;
        let condition = conditions.remove(key).ok_or_else(|| Problem::not_found("alarm"))?;
        let member = allow(&asked.caller, operation, &condition.farm_id, "alarm")?;
        let action = action(asked.caller.role_on(&condition.farm_id).unwrap_or(Role::Worker));
        let definition = definitions.remove(&key.code).ok_or_else(|| {
            Problem::conflict("codeNotInCatalogue", "The alarm catalogue does not have this code any more.")
        })?;

        let now = self.clock.now();
        let actor = Actor::User { user_id: asked.caller.user_id.clone(), name: asked.caller.name.clone() };
        let transition = condition.act(action, actor, &definition, now).map_err(refused)?;
        let Transition { after, record, .. } = &transition;

        let alarm = Alarm::of(after, Some(&definition), asked.language, &self.executions);
        let answer = answer(StatusCode::OK, &alarm)?;
        let request = asked.attempt.clone().map(|attempt| Record::new(attempt, answer.clone(), now));
        let place = places.remove(&key.thing).and_then(|mut place| {
            let from = place.version;
            place.version += 1;
            place.recount(Some(&condition), after).then_some((from, place))
        });
        let changes = Changes {
            conditions: vec![(condition.version, after.clone())],
            records: vec![record.clone()],
            places: place.into_iter().collect(),
            request,
            member,
        };
        Ok(Step { transition, changes, answer })
    }

    /// Stops or starts the workflow. What fails here is served later: an execution reads the alarm again before every
    /// message, and the sweeper starts what is wanted.
    async fn see_to_workflow(&self, transition: &Transition) {
        for effect in &transition.effects {
            let done = match (effect, &self.workflow) {
                (Effect::StopEscalation { escalation, error, cause }, Workflow::Stops(stop)) => {
                    stop.stop_escalation(escalation, error, cause).await
                }
                (Effect::StartEscalation(escalation), Workflow::Starts(start)) => {
                    start.start_escalation(&transition.after.key, escalation).await
                }
                _ => continue,
            };
            if let Err(error) = done {
                let alarm_id = transition.after.alarm_id();
                warn!(%alarm_id, error = chain(&error), "the workflow was not told, and finds out by itself");
            }
        }
    }
}

/// One try: what it writes and what it answers.
struct Step {
    transition: Transition,
    changes: Changes,
    answer: Answer,
}

/// What the lifecycle does not allow. A value that is out of its range is the request's fault (422), anything else a conflict
/// with the state that the alarm is in (409).
fn refused(refusal: Refusal) -> Problem {
    let Refusal { why, state, occurrence } = refusal;
    let code = why.code();
    let detail = format!("{}{}.", why.to_string()[..1].to_uppercase(), &why.to_string()[1..]);
    let field = match why {
        Why::ShelfOutOfRange { .. } => Some("until"),
        Why::UnknownCause { .. } => Some("cause"),
        Why::ReviewInPast => Some("reviewAt"),
        Why::NeedsTechnician => return Problem::forbidden(detail),
        _ => None,
    };
    match field {
        Some(field) => {
            let error = FieldError::new(field, code, detail.clone());
            Problem::unprocessable("invalidValue", "The request breaks a rule of this alarm.").errors([error])
        }
        None => Problem::conflict(code, detail).state(state).member("occurrence", occurrence),
    }
}
