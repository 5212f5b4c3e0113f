//! A farm's hierarchy: farm > site > barn > equipment > component, its members, and where a thing stands in it.

pub mod counts;
pub mod place;

use serde::{Deserialize, Serialize};

pub use counts::Counts;
pub use place::{Connectivity, Place};

/// What a person is on one farm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
