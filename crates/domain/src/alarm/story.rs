//! What a device has said of one condition since the last time a person or a timer acted on it.
//!
//! A story is a set: hearing a thing twice, late or in another order makes the same story. What follows from it is
//! computed from the whole set ([`super::regions`]), so no order of delivery can matter.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Severity;
use super::message::{AlarmMessage, DeviceState};

/// The most activations, and the most changes of one, that a story holds before its beginning is settled for good.
pub const MAX_STORY: usize = 16;

/// Where a message stands in its device's story: (boot, activation, phase, seq), compared in this order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// When it ended, if that was said: the earliest time said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<Timestamp>,
    /// The value at the end, where it came with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_reading: Option<Reading>,
    /// When a snapshot did not list it any more: the earliest such time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub absent_at: Option<Timestamp>,
    /// What was said of its severity and value, by `seq`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
}

/// A measured value against its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

    fn reading(&self) -> Option<Reading> {
        self.value.map(|value| Reading { value, limit: self.limit, unit: self.unit.clone() })
    }
}

impl Activation {
    /// The severity that it began with, where that was said.
    pub fn first_severity(&self) -> Option<Severity> {
        self.levels.first().and_then(|level| level.severity)
    }
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
        self.change((message.boot, message.activation), began, |activation| {
            activation.raised_at = activation.raised_at.min(began);
            if message.state == DeviceState::Cleared {
                if activation.cleared_at.is_none_or(|at| message.at < at) {
                    activation.cleared_at = Some(message.at);
                    activation.cleared_reading = message.reading();
                }
            } else if let Err(index) = activation.levels.binary_search_by_key(&message.seq, |l| l.seq) {
                let level =
                    Level { seq: message.seq, severity: message.severity, reading: message.reading() };
                activation.levels.insert(index, level);
            }
        })
    }

    /// Adds that a snapshot taken at `at` does not list this activation, which began at `raised_at`, any more. Whether
    /// the story says more than before.
    pub fn hear_absence(&mut self, boot: u64, activation: u64, raised_at: Timestamp, at: Timestamp) -> bool {
        self.change((boot, activation), raised_at, |activation| {
            activation.absent_at = Some(activation.absent_at.map_or(at, |known| known.min(at)));
        })
    }

    fn change(
        &mut self,
        key: (u64, u64),
        raised_at: Timestamp,
        change: impl FnOnce(&mut Activation),
    ) -> bool {
        match self.0.binary_search_by_key(&key, |a| (a.boot, a.number)) {
            Ok(index) => {
                let before = self.0[index].clone();
                change(&mut self.0[index]);
                self.0[index] != before
            }
            Err(index) => {
                let mut fresh = Activation {
                    boot: key.0,
                    number: key.1,
                    raised_at,
                    cleared_at: None,
                    cleared_reading: None,
                    absent_at: None,
                    levels: Vec::new(),
                };
                change(&mut fresh);
                self.0.insert(index, fresh);
                true
            }
        }
    }

    /// Splits off what is too old to be kept open: all but the newest [`MAX_STORY`] activations.
    pub fn split_oldest(&mut self) -> Option<Self> {
        let surplus = self.0.len().checked_sub(MAX_STORY).filter(|n| *n > 0)?;
        Some(Self(self.0.drain(..surplus).collect()))
    }

    /// Whether one activation has more changes than are kept open.
    pub fn is_long(&self) -> bool {
        self.0.iter().any(|a| a.levels.len() > MAX_STORY)
    }
}
