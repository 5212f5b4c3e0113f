//! `GET /v1/alarms/{alarmId}`: one alarm with its fix card and its journal, the newest record first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::Operation,
    alarm::{
        definition::FixCard,
        ports::{Known, ReadAlarmJournal, ReadConditions},
    },
};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Limit, Path, Query, State},
    problem::Problem,
};

use super::{
    key::key_of,
    shape::{Alarm, JournalEntry},
};
use crate::{escalations::Executions, farm_access::allow, language::AcceptLanguage, store::unavailable};

/// What one alarm needs.
#[derive(Clone)]
pub(super) struct Alarms {
    /// Reads the condition and its definition.
    pub conditions: Arc<dyn ReadConditions>,
    /// Reads its journal.
    pub journal: Arc<dyn ReadAlarmJournal>,
    /// Knows the executions' names.
    pub executions: Executions,
}

/// How much of the journal is wanted: the newest records, or those of versions before `before`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Limit<50, 200>,
    before: Option<u64>,
}

/// The alarm.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "AlarmWithJournal")]
pub(super) struct WithJournal {
    #[serde(flatten)]
    alarm: Alarm,
    fix_card: Option<FixCard>,
    journal: Vec<JournalEntry>,
}

/// Answers the alarm.
pub(super) async fn get(
    State(alarms): State<Alarms>,
    caller: Caller,
    language: AcceptLanguage,
    Path(alarm_id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<(ETag, Json<WithJournal>), Problem> {
    let key = key_of(&alarm_id)?;
    let known = alarms.conditions.read_conditions(std::slice::from_ref(&key)).await.map_err(unavailable)?;
    let Known { mut conditions, definitions, .. } = known;
    let condition = conditions.remove(&key).ok_or_else(|| Problem::not_found("alarm"))?;
    allow(&caller, Operation::Read, &condition.farm_id, "alarm")?;

    let records = alarms
        .journal
        .read_alarm_journal(&key.alarm_id(), wanted.limit.get(), wanted.before)
        .await
        .map_err(unavailable)?;
    let definition = definitions.get(&key.code);
    let answer = WithJournal {
        alarm: Alarm::of(&condition, definition, language, &alarms.executions),
        fix_card: definition.map(|definition| language.of(&definition.texts).clone()),
        journal: records.into_iter().map(JournalEntry::from).collect(),
    };
    Ok((ETag(condition.version), Json(answer)))
}
