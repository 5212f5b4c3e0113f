//! The farm's row in the fleet's list: the sum of its places, kept up to date by the stream.
//!
//! A stream may deliver twice and two of its shards may run at once, and an index read may be older than either. So the
//! sum is made from the newest version of every place that was seen, and from nothing else: whatever comes again or late
//! changes nothing.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::indicator::Summary;
use super::place::ConnectivityStatus;
use super::{Counts, Place};
use crate::names::{FarmId, ThingName};

/// What every thing of a farm adds to the farm's numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FarmRollUp {
    /// The farm.
    pub farm_id: FarmId,
    /// The newest that is known of each of its things.
    #[serde(default)]
    pub shares: BTreeMap<ThingName, Share>,
    /// Grows with every change, for conditional writes.
    pub version: u64,
}

/// What one thing adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// The version of the place that says so.
    pub version: u64,
    /// Its conditions.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub counts: Counts,
    /// It is disconnected.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disconnected: bool,
}

/// A farm in the fleet's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FarmIndicator {
    /// The farm.
    pub farm_id: FarmId,
    /// How many of its things are disconnected.
    pub disconnected: u32,
    /// The numbers.
    #[serde(flatten)]
    pub summary: Summary,
    /// Grows with every change.
    pub version: u64,
}

impl FarmRollUp {
    /// A farm of which nothing was seen yet.
    pub const fn new(farm_id: FarmId) -> Self {
        Self { farm_id, shares: BTreeMap::new(), version: 0 }
    }

    /// Takes in a place as the stream shows it. Whether that was news.
    pub fn see(&mut self, place: &Place) -> bool {
        self.take(
            &place.thing,
            Share {
                version: place.version,
                counts: place.counts.clone(),
                disconnected: place.connectivity.status == ConnectivityStatus::Disconnected,
            },
        )
    }

    /// Takes in that `place`, as it last was, is gone. Whether that was news.
    pub fn see_deleted(&mut self, place: &Place) -> bool {
        let gone = Share { version: place.version + 1, counts: Counts::default(), disconnected: false };
        self.take(&place.thing, gone)
    }

    fn take(&mut self, thing: &ThingName, share: Share) -> bool {
        if self.shares.get(thing).is_some_and(|known| known.version >= share.version) {
            return false;
        }
        self.shares.insert(thing.clone(), share);
        true
    }

    /// The farm's row in the list.
    pub fn indicator(&self) -> FarmIndicator {
        let mut counts = Counts::default();
        for share in self.shares.values() {
            counts.add_all(&share.counts);
        }
        let disconnected = self.shares.values().filter(|share| share.disconnected).count();
        FarmIndicator {
            farm_id: self.farm_id.clone(),
            disconnected: u32::try_from(disconnected).unwrap_or(u32::MAX),
            summary: Summary::from(&counts),
            version: self.version,
        }
    }
}
