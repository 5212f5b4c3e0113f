//! What the API answers, as far as the pages read it.

use jiff::Timestamp;
use serde::Deserialize;
use valmetal_domain::{
    access::Role,
    alarm::{
        Actor, DerivedState, Severity, condition::Quality, definition::FixCard, escalation::EscalationStatus,
        journal::JournalEvent,
    },
    entity::{EntityKind, FarmIndicator, Indicator},
};

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page<T> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Where the next page begins.
    pub(crate) cursor: Option<String>,
}

/// A farm.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Farm {
    /// Its id.
    pub(crate) id: String,
    /// What people call it.
    pub(crate) name: String,
    /// Its time zone, as IANA names it.
    pub(crate) timezone: String,
    /// What the person is there.
    pub(crate) role: Option<Role>,
    /// What is wrong there; only in the list of farms.
    #[serde(default)]
    pub(crate) indicator: Option<FarmIndicator>,
}

/// A node of a farm's hierarchy.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entity {
    /// Its id.
    pub(crate) id: String,
    /// The machine that stands there.
    #[serde(default)]
    pub(crate) thing_name: Option<String>,
    /// What it is.
    pub(crate) kind: EntityKind,
    /// What people call it.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: String,
}

/// What is wrong on a farm.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WhatIsWrong {
    /// The entities of which something is to be told.
    pub(crate) items: Vec<Indicator>,
    /// When the index was read.
    pub(crate) as_of: Timestamp,
}

/// An alarm.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alarm {
    /// Its id.
    pub(crate) id: String,
    /// Its farm.
    pub(crate) farm_id: String,
    /// Where the machine stands.
    pub(crate) entity_path: String,
    /// The machine.
    pub(crate) thing_name: String,
    /// The part.
    pub(crate) component: String,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Its state.
    pub(crate) state: DerivedState,
    /// Whether somebody took it.
    pub(crate) acknowledged: bool,
    /// Which occurrence.
    pub(crate) occurrence: u64,
    /// Whether its source can be believed.
    pub(crate) quality: Quality,
    /// When it began.
    pub(crate) raised_at: Option<Timestamp>,
    /// When it was over.
    pub(crate) cleared_at: Option<Timestamp>,
    /// When somebody took it.
    pub(crate) acknowledged_at: Option<Timestamp>,
    /// Until when it is put aside.
    pub(crate) shelved_until: Option<Timestamp>,
    /// How far its escalation is.
    pub(crate) escalation: Option<Escalation>,
    /// What is wrong, in a few words.
    pub(crate) title: String,
}

/// An alarm's newest escalation.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Escalation {
    /// How it goes.
    pub(crate) status: EscalationStatus,
    /// The level that was last told, from 1; 0 before the first.
    pub(crate) level: u32,
}

/// An alarm with what to do and what happened.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AlarmWithJournal {
    /// The alarm.
    #[serde(flatten)]
    pub(crate) alarm: Alarm,
    /// What a person in the barn needs to know; nothing where the catalogue has dropped the code.
    pub(crate) fix_card: Option<FixCard>,
    /// What happened, the newest first.
    pub(crate) journal: Vec<JournalEntry>,
}

/// One record of the journal.
#[derive(Debug, Deserialize)]
pub(crate) struct JournalEntry {
    /// When.
    pub(crate) at: Timestamp,
    /// What.
    pub(crate) event: JournalEvent,
    /// By whom.
    pub(crate) actor: Actor,
    /// The state after.
    pub(crate) after: DerivedState,
    /// Why.
    pub(crate) reason: Option<String>,
}
