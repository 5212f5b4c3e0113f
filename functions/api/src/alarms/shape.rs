//! An alarm and its journal as clients see them.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    alarm::{
        Actor, AlarmId, Condition, Definition, DerivedState, JournalRecord, Severity,
        condition::Quality,
        escalation::EscalationStatus,
        journal::{DeviceWord, JournalEvent},
    },
    names::{AlarmCode, Component, FarmId, ThingName, UserId},
};

use crate::{escalations::Executions, language::AcceptLanguage};

/// An alarm.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Alarm {
    id: AlarmId,
    farm_id: FarmId,
    entity_path: String,
    thing_name: ThingName,
    component: Component,
    code: AlarmCode,
    severity: Severity,
    max_severity: Severity,
    state: DerivedState,
    condition: &'static str,
    acknowledged: bool,
    occurrence: u64,
    retriggers: u64,
    quality: Quality,
    raised_at: Option<Timestamp>,
    cleared_at: Option<Timestamp>,
    acknowledged_at: Option<Timestamp>,
    acknowledged_by: Option<UserId>,
    assigned_to: Option<UserId>,
    shelved_until: Option<Timestamp>,
    escalation: Option<Escalation>,
    title: String,
    version: u64,
}

/// The newest escalation of an alarm.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Escalation {
    execution_arn: String,
    level: u32,
    status: EscalationStatus,
}

impl Alarm {
    /// `condition` in the words of `language`. Without a definition (the catalogue dropped its code) the title is the code.
    pub(super) fn of(
        condition: &Condition,
        definition: Option<&Definition>,
        language: AcceptLanguage,
        executions: &Executions,
    ) -> Self {
        let regions = &condition.regions;
        Self {
            id: condition.alarm_id(),
            farm_id: condition.farm_id.clone(),
            entity_path: condition.entity_path.clone(),
            thing_name: condition.key.thing.clone(),
            component: condition.key.component.clone(),
            code: condition.key.code.clone(),
            severity: regions.severity,
            max_severity: regions.max_severity,
            state: condition.derived_state(),
            condition: regions.process.as_str(),
            acknowledged: regions.acknowledged,
            occurrence: regions.occurrence,
            retriggers: regions.retriggers,
            quality: condition.quality,
            raised_at: regions.raised_at,
            cleared_at: regions.cleared_at,
            acknowledged_at: regions.acknowledged_at,
            acknowledged_by: condition.acknowledged_by.clone(),
            assigned_to: condition.assigned_to.clone(),
            shelved_until: condition.shelved_until(),
            escalation: condition.escalation.as_ref().zip(condition.escalation_ref()).map(
                |(escalation, reference)| Escalation {
                    execution_arn: executions.arn(&reference),
                    level: escalation.level,
                    status: escalation.status,
                },
            ),
            title: definition
                .map_or_else(|| condition.key.code.to_string(), |d| language.of(&d.texts).title.clone()),
            version: condition.version,
        }
    }
}

/// One record of an alarm's journal.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct JournalEntry {
    version: u64,
    at: Timestamp,
    event: JournalEvent,
    actor: Actor,
    reason: Option<String>,
    before: DerivedState,
    after: DerivedState,
    occurrence: u64,
    severity: Severity,
    device: Option<DeviceWord>,
}

impl From<JournalRecord> for JournalEntry {
    fn from(record: JournalRecord) -> Self {
        Self {
            version: record.version,
            at: record.at,
            event: record.event,
            actor: record.actor,
            reason: record.reason,
            before: record.before,
            after: record.after,
            occurrence: record.occurrence,
            severity: record.severity,
            device: record.device,
        }
    }
}
