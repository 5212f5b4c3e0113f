//! The record of a change, and the entry of an audit.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::alarm::journal::JournalEvent;
use crate::alarm::{Actor, JournalRecord};
use crate::entity::{Change, EntityChanges};
use crate::names::{FarmId, UserId};

/// The most acts that one record names. Moving a barn changes everything in it; the first ones say which barn.
pub const MAX_ACTS: usize = 25;

/// What an audit is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One farm.
    Farm(FarmId),
    /// What belongs to no farm: the catalogue.
    Platform,
}

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Made it.
    Created,
    /// Changed it.
    Changed,
    /// Ended it.
    Deleted,
    /// Asked for a link to upload it.
    UploadRequested,
    /// Put it into force.
    Deployed,
    /// Took the alarm.
    Acknowledged,
    /// Ended the alarm's latch.
    Reset,
    /// Put the alarm aside.
    Shelved,
    /// Took the alarm back from the shelf.
    Unshelved,
    /// Suppressed the alarm by design.
    Suppressed,
    /// Ended the alarm's suppression.
    Unsuppressed,
    /// Took the alarm out of service.
    TakenOutOfService,
    /// Put the alarm back in service.
    ReturnedToService,
    /// Said something about the alarm.
    Commented,
    /// Gave the alarm to somebody.
    Assigned,
}

impl Action {
    /// The journal's events that a person may have caused, in the journal's words.
    pub const OF_ALARMS: [(JournalEvent, Self); 10] = [
        (JournalEvent::Acknowledged, Self::Acknowledged),
        (JournalEvent::Reset, Self::Reset),
        (JournalEvent::Shelved, Self::Shelved),
        (JournalEvent::Unshelved, Self::Unshelved),
        (JournalEvent::Suppressed, Self::Suppressed),
        (JournalEvent::Unsuppressed, Self::Unsuppressed),
        (JournalEvent::TakenOutOfService, Self::TakenOutOfService),
        (JournalEvent::ReturnedToService, Self::ReturnedToService),
        (JournalEvent::Commented, Self::Commented),
        (JournalEvent::Assigned, Self::Assigned),
    ];

    fn of(event: JournalEvent) -> Option<Self> {
        Self::OF_ALARMS.into_iter().find(|(known, _)| *known == event).map(|(_, action)| action)
    }
}

/// What it was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// An alarm.
    Alarm,
    /// A farm.
    Farm,
    /// A node of its hierarchy.
    Entity,
    /// Where a thing stands.
    Place,
    /// Somebody's membership.
    Member,
    /// A file.
    File,
    /// The alarm catalogue.
    Catalogue,
}

/// One thing that somebody did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Act {
    /// What.
    pub action: Action,
    /// To what kind of thing.
    pub kind: Kind,
    /// To which: its id.
    pub id: String,
    /// What it is called, where it has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What somebody did at one time: an entry of an audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub user_id: UserId,
    /// What they were called then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    /// What they did.
    pub acts: Vec<Act>,
    /// Why, in their words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Entry {
    /// The entry that a journal record is; none where no person did it.
    pub fn of_journal(record: &JournalRecord) -> Option<Self> {
        let Actor::User { user_id, name } = &record.actor else { return None };
        let act = Act {
            action: Action::of(record.event)?,
            kind: Kind::Alarm,
            id: record.alarm_id.to_string(),
            name: Some(format!("{} {} {}", record.key.thing, record.key.component, record.key.code)),
        };
        Some(Self {
            at: record.at,
            user_id: user_id.clone(),
            user_name: name.clone(),
            acts: vec![act],
            reason: record.reason.clone(),
        })
    }
}

/// The record of a change that is no alarm's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// What it belongs to.
    pub scope: Scope,
    /// What tells it from others of the same time.
    pub id: String,
    /// What is told.
    pub entry: Entry,
}

impl AuditRecord {
    /// That `actor` made `changes` at `at`; none where nothing of note changed, such as one's own settings.
    pub fn of_changes(changes: &EntityChanges, actor: &Actor, at: Timestamp, id: String) -> Option<Self> {
        let Actor::User { user_id, name } = actor else { return None };
        let (farms, mut acts): (BTreeSet<FarmId>, Vec<Act>) =
            changes.changes.iter().filter_map(act_of).unzip();
        acts.truncate(MAX_ACTS);
        // What spans farms is told to none of them: each would learn of the others.
        let mut farms = farms.into_iter();
        let scope = match (farms.next()?, farms.next()) {
            (farm, None) => Scope::Farm(farm),
            (_, Some(_)) => Scope::Platform,
        };
        let entry = Entry { at, user_id: user_id.clone(), user_name: name.clone(), acts, reason: None };
        Some(Self { scope, id, entry })
    }
}

/// The farm that a change is of, and what it does there.
fn act_of(change: &Change) -> Option<(FarmId, Act)> {
    let put = |from: u64| if from == 0 { Action::Created } else { Action::Changed };
    let act = |farm: &FarmId, action, kind, id: &str, name: Option<&str>| {
        Some((farm.clone(), Act { action, kind, id: id.to_owned(), name: name.map(str::to_owned) }))
    };
    match change {
        Change::PutFarm(from, farm) => {
            act(&farm.id, put(*from), Kind::Farm, farm.id.as_str(), Some(farm.name.as_str()))
        }
        Change::DeleteFarm(_, id) => act(id, Action::Deleted, Kind::Farm, id.as_str(), None),
        Change::PutEntity(from, entity) => {
            let name = Some(entity.name.as_str());
            act(&entity.farm_id, put(*from), Kind::Entity, entity.id.as_str(), name)
        }
        Change::DeleteEntity(_, entity) => {
            let name = Some(entity.name.as_str());
            act(&entity.farm_id, Action::Deleted, Kind::Entity, entity.id.as_str(), name)
        }
        Change::PutPlace(from, place) => {
            act(&place.farm_id, put(*from), Kind::Place, place.thing.as_str(), Some(&place.name))
        }
        Change::DeletePlace(_, place) => {
            act(&place.farm_id, Action::Deleted, Kind::Place, place.thing.as_str(), Some(&place.name))
        }
        Change::PutMember(from, member) => {
            let name = Some(member.name.as_str());
            act(&member.farm_id, put(*from), Kind::Member, member.user_id.as_str(), name)
        }
        Change::DeleteMember(_, member) => {
            let name = Some(member.name.as_str());
            act(&member.farm_id, Action::Deleted, Kind::Member, member.user_id.as_str(), name)
        }
        Change::EndMembership(membership) => {
            act(&membership.farm_id, Action::Deleted, Kind::Member, membership.user_id.as_str(), None)
        }
        Change::PutSettings(..) | Change::RequireMember(_) => None,
    }
}
