//! A farm's hierarchy: farm > site > barn > equipment > component, its members, where a thing stands in it, and what is
//! wrong where.

pub mod changes;
pub mod contact;
pub mod counts;
pub mod display_name;
pub mod farm;
pub mod fleet;
pub mod hierarchy;
pub mod indicator;
pub mod member;
pub mod path;
pub mod place;
pub mod ports;
pub mod quiet_hours;
pub mod refusal;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use changes::{Change, EntityChanges};
pub use counts::Counts;
pub use display_name::DisplayName;
pub use farm::{Farm, Language, TimeZoneName};
pub use fleet::{FarmIndicator, FarmRollUp};
pub use hierarchy::{Entity, NewEntity, Tree};
pub use indicator::{Indicator, roll_up};
pub use member::{Channel, Channels, Member, Membership};
pub use place::{Connectivity, ConnectivityStatus, Outage, Place, SnapshotMark};
pub use quiet_hours::QuietHours;
pub use refusal::EntityRefusal;

/// What a person is on one farm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FarmRole {
    /// Works there: takes alarms, completes maintenance.
    Worker,
    /// Runs it: everything of the farm but what needs a technician.
    Farmer,
    /// Looks after its machines.
    Technician,
}

/// What a node of the hierarchy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EntityKind {
    /// The root.
    Farm,
    /// A place with an address.
    Site,
    /// A building.
    Barn,
    /// A machine; the only kind that can be a thing.
    Equipment,
    /// A part of a machine.
    Component,
}

impl EntityKind {
    /// Whether a node of this kind may stand directly below one of `parent`'s.
    ///
    /// A level may be left out, never turned round: a farm with one yard needs no site, and a silo stands outside every
    /// barn. A component is always part of one machine. So no path is longer than five nodes.
    pub const fn may_stand_below(self, parent: Self) -> bool {
        matches!(
            (parent, self),
            (Self::Farm, Self::Site | Self::Barn | Self::Equipment)
                | (Self::Site, Self::Barn | Self::Equipment)
                | (Self::Barn, Self::Equipment)
                | (Self::Equipment, Self::Component)
        )
    }

    /// The word used on the wire and in the stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Farm => "farm",
            Self::Site => "site",
            Self::Barn => "barn",
            Self::Equipment => "equipment",
            Self::Component => "component",
        }
    }
}
