//! The acts on an alarm: a handler each. What they have in common is [`super::act`].

use axum::{extract::State, response::Response};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{Operation, Role},
    alarm::{
        Action,
        regions::{OutOfService, Shelf},
    },
    names::UserId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Keyed, Path},
    problem::Problem,
};

use super::act::{Act, Asked};
use crate::{
    language::AcceptLanguage,
    text::{optional, required},
};

/// The longest comment or reason, in characters.
pub(super) const MAX_TEXT: usize = 1_000;
/// The longest work order or cause, in characters.
pub(super) const MAX_LABEL: usize = 100;
/// What is more than spaces.
const SOMETHING: &str = r"\S";

/// The alarm that a path means, the person and the request's key.
fn asked(
    caller: Caller,
    alarm_id: String,
    attempt: Option<valmetal_domain::idempotency::Attempt>,
    language: AcceptLanguage,
) -> Asked {
    Asked { caller, alarm_id, attempt, language }
}

/// "I take it", of the occurrence that the person saw.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Acknowledge {
    occurrence: u64,
    #[serde(default)]
    #[schemars(length(max = MAX_TEXT))]
    comment: Option<String>,
}

/// `POST /v1/alarms/{alarmId}/acknowledge`
pub(super) async fn acknowledge(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<Acknowledge>,
) -> Result<Response, Problem> {
    let comment = optional("comment", body.comment, MAX_TEXT)?;
    let action = Action::Acknowledge { occurrence: body.occurrence, comment };
    act.run(asked(caller, alarm_id, attempt, language), Operation::AcknowledgeAlarm, action).await
}

/// A comment that goes with an act.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithComment {
    #[serde(default)]
    #[schemars(length(max = MAX_TEXT))]
    comment: Option<String>,
}

/// `POST /v1/alarms/{alarmId}/reset`
pub(super) async fn reset(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<WithComment>,
) -> Result<Response, Problem> {
    let comment = optional("comment", body.comment, MAX_TEXT)?;
    act.run(asked(caller, alarm_id, attempt, language), Operation::ResetAlarm, Action::Reset { comment })
        .await
}

/// For how long an alarm is put aside: `until` a time, or with `oneShot` until it returns to normal (and at most until
/// then).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Shelve {
    until: Timestamp,
    #[serde(default)]
    one_shot: bool,
    #[schemars(length(max = MAX_TEXT), regex(pattern = SOMETHING))]
    reason: String,
}

/// `POST /v1/alarms/{alarmId}/shelve`
pub(super) async fn shelve(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<Shelve>,
) -> Result<Response, Problem> {
    let Shelve { until, one_shot, reason } = body;
    let shelf = if one_shot { Shelf::OneShot { until } } else { Shelf::Timed { until } };
    let reason = required("reason", reason, MAX_TEXT)?;
    let action =
        |role| Action::Shelve { shelf, reason: reason.clone(), technician: role >= Role::Technician };
    act.run_as(asked(caller, alarm_id, attempt, language), Operation::ShelveAlarm, action).await
}

/// A reason that goes with an act.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithReason {
    #[serde(default)]
    #[schemars(length(max = MAX_TEXT))]
    reason: Option<String>,
}

/// `POST /v1/alarms/{alarmId}/unshelve`
pub(super) async fn unshelve(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<WithReason>,
) -> Result<Response, Problem> {
    let reason = optional("reason", body.reason, MAX_TEXT)?;
    act.run(asked(caller, alarm_id, attempt, language), Operation::UnshelveAlarm, Action::Unshelve { reason })
        .await
}

/// A cause of suppression, one of the catalogue's for this code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithCause {
    #[schemars(length(max = MAX_LABEL), regex(pattern = SOMETHING))]
    cause: String,
    #[serde(default)]
    #[schemars(length(max = MAX_TEXT))]
    reason: Option<String>,
}

/// `POST /v1/alarms/{alarmId}/suppress`
pub(super) async fn suppress(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<WithCause>,
) -> Result<Response, Problem> {
    let cause = required("cause", body.cause, MAX_LABEL)?;
    let reason = optional("reason", body.reason, MAX_TEXT)?;
    let action = Action::Suppress { cause, reason };
    act.run(asked(caller, alarm_id, attempt, language), Operation::SuppressAlarm, action).await
}

/// `POST /v1/alarms/{alarmId}/unsuppress`
pub(super) async fn unsuppress(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<WithCause>,
) -> Result<Response, Problem> {
    let cause = required("cause", body.cause, MAX_LABEL)?;
    let reason = optional("reason", body.reason, MAX_TEXT)?;
    let action = Action::Unsuppress { cause, reason };
    act.run(asked(caller, alarm_id, attempt, language), Operation::SuppressAlarm, action).await
}

/// The work order behind it, and when somebody looks at it again.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OutOfServiceOrder {
    #[schemars(length(max = MAX_LABEL), regex(pattern = SOMETHING))]
    work_order: String,
    review_at: Timestamp,
    #[serde(default)]
    #[schemars(length(max = MAX_TEXT))]
    reason: Option<String>,
}

/// `POST /v1/alarms/{alarmId}/out-of-service`
pub(super) async fn take_out_of_service(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<OutOfServiceOrder>,
) -> Result<Response, Problem> {
    let work_order = required("workOrder", body.work_order, MAX_LABEL)?;
    let reason = optional("reason", body.reason, MAX_TEXT)?;
    let order = OutOfService { work_order, review_at: body.review_at };
    let action = Action::TakeOutOfService { order, reason };
    act.run(asked(caller, alarm_id, attempt, language), Operation::TakeAlarmOutOfService, action).await
}

/// `POST /v1/alarms/{alarmId}/return-to-service`
pub(super) async fn return_to_service(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<WithReason>,
) -> Result<Response, Problem> {
    let reason = optional("reason", body.reason, MAX_TEXT)?;
    let action = Action::ReturnToService { reason };
    act.run(asked(caller, alarm_id, attempt, language), Operation::TakeAlarmOutOfService, action).await
}

/// What somebody says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Comment {
    #[schemars(length(max = MAX_TEXT), regex(pattern = SOMETHING))]
    text: String,
}

/// `POST /v1/alarms/{alarmId}/comments`
pub(super) async fn comment(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<Comment>,
) -> Result<Response, Problem> {
    let text = required("text", body.text, MAX_TEXT)?;
    act.run(asked(caller, alarm_id, attempt, language), Operation::CommentOnAlarm, Action::Comment { text })
        .await
}

/// Whom it is given to; `null` takes it from whoever has it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Assign {
    user_id: Option<UserId>,
}

/// `POST /v1/alarms/{alarmId}/assign`
pub(super) async fn assign(
    State(act): State<Act>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Keyed { body, attempt }: Keyed<Assign>,
) -> Result<Response, Problem> {
    let action = Action::Assign { to: body.user_id };
    act.run(asked(caller, alarm_id, attempt, language), Operation::AssignAlarm, action).await
}
