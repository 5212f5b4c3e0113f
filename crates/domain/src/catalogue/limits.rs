//! What a catalogue may say at most. The schema beside the document says the same numbers.

use std::ops::RangeInclusive;

/// Codes of one catalogue.
pub const DEFINITIONS: RangeInclusive<usize> = 1..=500;
/// Escalation policies of one catalogue.
pub const POLICIES: RangeInclusive<usize> = 1..=20;
/// Levels of one policy.
pub const LEVELS: RangeInclusive<usize> = 1..=10;
/// How often all levels are gone through again.
pub const REPEATS: RangeInclusive<u32> = 0..=10;
/// How long one level waits: a minute is too short to pick up a phone, a day is no escalation any more.
pub const WAIT_SECONDS: RangeInclusive<u32> = 60..=86_400;
/// An on- or off-delay: up to an hour.
pub const DELAY_SECONDS: RangeInclusive<u32> = 0..=3_600;
/// The longest shelf: from a minute to a week.
pub const SHELF_SECONDS: RangeInclusive<u32> = 60..=604_800;
/// An acknowledged alarm comes back: from five minutes to a week.
pub const RE_ALARM_SECONDS: RangeInclusive<u32> = 300..=604_800;
/// How often it comes back at most.
pub const RE_ALARMS: RangeInclusive<u32> = 1..=10;
/// Activations that are chatter: no more than a condition remembers.
pub const CHATTER_ACTIVATIONS: RangeInclusive<u32> = 2..=8;
/// The time in which they are: up to an hour.
pub const CHATTER_SECONDS: RangeInclusive<u32> = 1..=3_600;
/// A deadband, in the value's unit.
pub const DEADBAND: RangeInclusive<f64> = 0.0..=1_000_000.0;
/// Causes of suppression of one code.
pub const CAUSES: RangeInclusive<usize> = 0..=10;
/// Steps of a fix card.
pub const STEPS: RangeInclusive<usize> = 1..=12;
/// Characters of a title: it must fit into a text message with the machine's name.
pub const TITLE_CHARS: usize = 60;
/// Characters of a cause or a consequence.
pub const TEXT_CHARS: usize = 500;
/// Characters of a step.
pub const STEP_CHARS: usize = 300;
/// Characters of a policy's name or a cause of suppression.
pub const WORD_CHARS: usize = 40;
