//! Key figures: how well a farm's alarms behave and what they ask of each person, day by day, from the journal.
//!
//! The figures and their thresholds are those of ISA-18.2 and EEMUA 191. An *alarm* is here what calls for people: a
//! condition that becomes unacknowledged, or is so again for a later occurrence. What a sensor does (chattering, fleeting,
//! stale) is counted from the activations that its device numbered, whether or not anybody was called.

mod activations;
mod collector;
mod days;
mod percentile;
mod report;

#[cfg(test)]
pub(crate) mod tests;

use jiff::SignedDuration;

pub use collector::Collector;
pub use report::{Acknowledgement, DayFigures, FarmFigures, Frequent, KeyFigures, PersonFigures, Split};

/// What is wished for, in percent: low, medium, and high with critical.
pub const WISHED_SPLIT: [u32; 3] = [80, 15, 5];

/// When a sensor chatters, flickers or stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// So many activations
    pub chatter_activations: usize,
    /// within this time are chatter.
    pub chatter_within: SignedDuration,
    /// An activation shorter than this is fleeting,
    pub fleeting_under: SignedDuration,
    /// where none follows its end within this time.
    pub fleeting_alone: SignedDuration,
    /// What is active longer than this is stale.
    pub stale_after: SignedDuration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            chatter_activations: 3,
            chatter_within: SignedDuration::from_secs(60),
            fleeting_under: SignedDuration::from_secs(10),
            fleeting_alone: SignedDuration::from_secs(60),
            stale_after: SignedDuration::from_hours(24),
        }
    }
}
