//! A live update: what changed on a farm, small enough to be sent at once.
//!
//! An update carries a version. Whoever has a newer one of the same thing drops it, since a stream may repeat itself.

use jiff::Timestamp;
use serde::Serialize;
use valmetal_domain::{
    alarm::{AlarmId, Condition, DerivedState, Severity},
    entity::{Place, indicator::Summary, place::ConnectivityStatus},
    names::{AlarmCode, Component, EntityId, FarmId, ThingName},
};

/// An update.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum Update {
    /// An alarm is in another state.
    #[serde(rename_all = "camelCase")]
    Alarm {
        /// The alarm.
        id: AlarmId,
        /// Its farm.
        farm_id: FarmId,
        /// Where the machine stands.
        entity_path: String,
        /// The machine.
        thing_name: ThingName,
        /// The part.
        component: Component,
        /// What is wrong.
        code: AlarmCode,
        /// How bad.
        severity: Severity,
        /// Its state.
        state: DerivedState,
        /// The occurrence that it is in.
        occurrence: u64,
        /// When that began.
        raised_at: Option<Timestamp>,
        /// Its version.
        version: u64,
    },
    /// A machine shows something else.
    #[serde(rename_all = "camelCase")]
    Indicator {
        /// The equipment.
        entity_id: EntityId,
        /// Its farm.
        farm_id: FarmId,
        /// Where it stands.
        path: String,
        /// The machine.
        thing_name: ThingName,
        /// Its connection.
        connectivity: ConnectivityStatus,
        /// Its numbers.
        #[serde(flatten)]
        summary: Summary,
        /// Its version.
        version: u64,
    },
}

impl Update {
    /// The farm whose people look at it.
    pub fn farm(&self) -> &FarmId {
        match self {
            Self::Alarm { farm_id, .. } | Self::Indicator { farm_id, .. } => farm_id,
        }
    }
}

impl Update {
    /// Whether a person could not tell this from `other`: the same but for the version.
    pub fn looks_like(&self, other: &Self) -> bool {
        let mut both = [self.clone(), other.clone()];
        for update in &mut both {
            match update {
                Self::Alarm { version, .. } | Self::Indicator { version, .. } => *version = 0,
            }
        }
        both[0] == both[1]
    }
}

impl From<&Condition> for Update {
    fn from(condition: &Condition) -> Self {
        Self::Alarm {
            id: condition.alarm_id(),
            farm_id: condition.farm_id.clone(),
            entity_path: condition.entity_path.clone(),
            thing_name: condition.key.thing.clone(),
            component: condition.key.component.clone(),
            code: condition.key.code.clone(),
            severity: condition.severity(),
            state: condition.derived_state(),
            occurrence: condition.regions.occurrence,
            raised_at: condition.regions.raised_at,
            version: condition.version,
        }
    }
}

impl From<&Place> for Update {
    fn from(place: &Place) -> Self {
        Self::Indicator {
            entity_id: place.entity_id.clone(),
            farm_id: place.farm_id.clone(),
            path: place.path.clone(),
            thing_name: place.thing.clone(),
            connectivity: place.connectivity.status,
            summary: (&place.counts).into(),
            version: place.version,
        }
    }
}
