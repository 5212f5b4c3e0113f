//! What a device has said of one condition since the last time a person or a timer acted on it.
//!
//! A story is a set and hearing is its union: hearing a thing twice, late or in another order makes the same story. What
//! follows from it is computed from the whole of it ([`super::regions`]), so no order of delivery can matter.

use std::cmp::Ordering;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Severity;
use super::message::{AlarmMessage, DeviceState};

/// How many activations, and changes of one, are kept open although nothing is missing before them.
pub const KEEP_OPEN: usize = 8;
/// The most activations, and the most changes of one, that are kept open for what is missing among them. What comes later
/// still is journalled and changes nothing.
pub const MAX_STORY: usize = 128;

/// Where a message stands in its device's story: (boot, activation, phase, seq), compared in this order.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Position {
    /// The device's start.
    pub boot: u64,
    /// The activation in that boot.
    pub activation: u64,
    /// Raised is 0, changed 1, cleared 2.
    pub phase: u8,
    /// Counts changes up.
    pub seq: u64,
}

/// One activation, as far as it was heard of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Activation {
    /// The device's start.
    pub boot: u64,
    /// Its number in that boot.
    pub number: u64,
    /// When it began: the earliest time that was said of it.
    pub raised_at: Timestamp,
    /// What was said of its end, by `seq`. There is more than one where a first end was within the deadband.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<End>,
    /// When a snapshot did not list it any more: the earliest such time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent_at: Option<Timestamp>,
    /// What was said of its severity and value, by `seq`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
}

/// A measured value against its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reading {
    /// The value.
    pub value: f64,
    /// The limit it is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The unit of both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// Severity and value from one raise or change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// The message's number in its activation.
    pub seq: u64,
    /// The severity, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The value, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
}

/// An end, from one clear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct End {
    /// The message's number in its activation.
    pub seq: u64,
    /// When it ended.
    pub at: Timestamp,
    /// The value at the end, where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
}

/// The activations that were heard of, in the device's order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Story(Vec<Activation>);

impl AlarmMessage {
    /// Where this message stands in its device's story.
    pub fn position(&self) -> Position {
        let phase = match self.state {
            DeviceState::Raised => 0,
            DeviceState::Changed => 1,
            DeviceState::Cleared => 2,
        };
        Position { boot: self.boot, activation: self.activation, phase, seq: self.seq }
    }

    /// The value that came with it.
    pub fn reading(&self) -> Option<Reading> {
        self.value.map(|value| Reading { value, limit: self.limit, unit: self.unit.clone() })
    }
}

impl Reading {
    /// Any order will do, if only it is total: of two readings under one number the same one must win everywhere.
    fn compare(&self, other: &Self) -> Ordering {
        let by_limit = match (self.limit, other.limit) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
        self.value.total_cmp(&other.value).then(by_limit).then_with(|| self.unit.cmp(&other.unit))
    }
}

fn compare_readings(a: Option<&Reading>, b: Option<&Reading>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.compare(b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

impl Level {
    /// Of two levels under one number the worse counts: a device that contradicts itself is better believed the worse.
    fn is_outdone_by(&self, other: &Self) -> bool {
        let by_severity = other.severity.cmp(&self.severity);
        by_severity.then_with(|| compare_readings(other.reading.as_ref(), self.reading.as_ref())).is_gt()
    }
}

impl End {
    /// Of two ends under one number the earlier counts.
    fn is_outdone_by(&self, other: &Self) -> bool {
        let by_time = self.at.cmp(&other.at);
        by_time.then_with(|| compare_readings(other.reading.as_ref(), self.reading.as_ref())).is_gt()
    }
}

impl Activation {
    /// The severity that it began with, where that was said.
    pub fn first_severity(&self) -> Option<Severity> {
        self.levels.first().and_then(|level| level.severity)
    }

    fn new(boot: u64, number: u64, raised_at: Timestamp) -> Self {
        Self { boot, number, raised_at, ends: Vec::new(), absent_at: None, levels: Vec::new() }
    }

    /// Whether this adds anything.
    fn begin_by(&mut self, at: Timestamp) -> bool {
        let earlier = at < self.raised_at;
        self.raised_at = self.raised_at.min(at);
        earlier
    }

    /// Adds what `message` says. Whether that is anything new.
    fn hear(&mut self, message: &AlarmMessage) -> bool {
        if message.state == DeviceState::Cleared {
            let end = End { seq: message.seq, at: message.at, reading: message.reading() };
            return join(&mut self.ends, end, |end| end.seq, End::is_outdone_by);
        }
        // A raise is what an activation begins with, whatever number the device gives it.
        let seq = if message.state == DeviceState::Raised { 0 } else { message.seq };
        let level = Level { seq, severity: message.severity, reading: message.reading() };
        join(&mut self.levels, level, |level| level.seq, Level::is_outdone_by)
    }

    /// Whether no activation is missing between `last` and this one. What an earlier boot may have said after `last` is
    /// not waited for.
    fn follows(&self, last: Position) -> bool {
        if self.boot == last.boot { self.number <= last.activation + 1 } else { self.number == 1 }
    }

    /// The number of the first level that `last` does not tell.
    fn first_seq(&self, last: Position) -> u64 {
        if (self.boot, self.number) == (last.boot, last.activation) { last.seq + 1 } else { 0 }
    }

    /// How many levels there are from the first that `last` does not tell on, with none missing between.
    fn unbroken_levels(&self, last: Position) -> usize {
        let first = self.first_seq(last);
        (first..).zip(&self.levels).take_while(|(seq, level)| level.seq == *seq).count()
    }

    /// Whether nothing is missing in it that `last` does not tell.
    fn is_complete(&self, last: Position) -> bool {
        let began = !self.levels.is_empty() || self.first_seq(last) > 0;
        began && !self.ends.is_empty() && self.unbroken_levels(last) == self.levels.len()
    }

    /// Splits its first levels off, as an activation of their own that is told before: of those that nothing is missing
    /// before all but [`KEEP_OPEN`], and in any case all but [`MAX_STORY`].
    fn split_levels(&mut self, last: Position) -> Option<Self> {
        let unbroken = if self.follows(last) { self.unbroken_levels(last) } else { 0 };
        let n = unbroken
            .min(self.levels.len().saturating_sub(KEEP_OPEN))
            .max(self.levels.len().saturating_sub(MAX_STORY));
        if n == 0 {
            return None;
        }
        Some(Self {
            levels: self.levels.drain(..n).collect(),
            ..Self::new(self.boot, self.number, self.raised_at)
        })
    }
}

/// Puts `new` among `all`, which are in the order of their numbers. Whether that changes anything.
fn join<T>(all: &mut Vec<T>, new: T, seq: fn(&T) -> u64, is_outdone_by: fn(&T, &T) -> bool) -> bool {
    match all.binary_search_by_key(&seq(&new), seq) {
        Ok(index) if is_outdone_by(&all[index], &new) => all[index] = new,
        Ok(_) => return false,
        Err(index) => all.insert(index, new),
    }
    true
}

impl Story {
    /// Nothing was heard.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was heard, in the device's order.
    pub fn activations(&self) -> &[Activation] {
        &self.0
    }

    /// Adds what `message` says. Whether the story says more than before.
    pub fn hear(&mut self, message: &AlarmMessage) -> bool {
        let began = message.raised_at.unwrap_or(message.at).min(message.at);
        let (activation, is_new) = self.activation(message.boot, message.activation, began);
        let is_earlier = activation.begin_by(began);
        activation.hear(message) || is_earlier || is_new
    }

    /// Adds that a snapshot taken at `at` does not list this activation, which began at `raised_at`, any more. Whether
    /// the story says more than before.
    pub fn hear_absence(&mut self, boot: u64, number: u64, raised_at: Timestamp, at: Timestamp) -> bool {
        let (activation, _) = self.activation(boot, number, raised_at);
        let is_news = activation.absent_at.is_none_or(|known| at < known);
        if is_news {
            activation.absent_at = Some(at);
        }
        is_news
    }

    /// The activation of this boot and number, and whether it was not there before.
    fn activation(&mut self, boot: u64, number: u64, raised_at: Timestamp) -> (&mut Activation, bool) {
        let found = self.0.binary_search_by_key(&(boot, number), |a| (a.boot, a.number));
        let is_new = found.is_err();
        let index = found.unwrap_or_else(|index| {
            self.0.insert(index, Activation::new(boot, number, raised_at));
            index
        });
        (&mut self.0[index], is_new)
    }

    /// Splits off what need not be kept open any more, `last` being what was told before all this: the beginning that
    /// nothing is missing in, but for the newest [`KEEP_OPEN`], and in any case all but the newest [`MAX_STORY`].
    pub fn split_settled(&mut self, mut last: Position) -> Option<Self> {
        if self.0.len() <= KEEP_OPEN && self.0.first().is_none_or(|first| first.levels.len() <= KEEP_OPEN) {
            return None;
        }
        let forced = self.0.len().saturating_sub(MAX_STORY);
        let mut settled = 0;
        while self.0.len() - settled > KEEP_OPEN {
            let next = &self.0[settled];
            if settled >= forced && !(next.follows(last) && next.is_complete(last)) {
                break;
            }
            last = Position { boot: next.boot, activation: next.number, phase: 2, seq: 0 };
            settled += 1;
        }
        let mut split: Vec<_> = self.0.drain(..settled).collect();
        split.extend(self.0.first_mut().and_then(|first| first.split_levels(last)));
        (!split.is_empty()).then_some(Self(split))
    }

    /// Whether one activation says more than is kept open.
    pub fn is_long(&self) -> bool {
        self.0.iter().any(|a| a.levels.len().max(a.ends.len()) > MAX_STORY)
    }
}
