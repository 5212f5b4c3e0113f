//! What the catalogue says of an alarm code, with the escalation policy it names resolved into it.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Severity;
use crate::names::AlarmCode;

/// One code's definition. Times are in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Definition {
    /// The code that devices send.
    pub code: AlarmCode,
    /// The severity of an activation that does not bring its own.
    pub severity: Severity,
    /// What people read.
    pub texts: Texts,
    /// How long it must be true before it counts.
    #[serde(default)]
    pub on_delay_seconds: u32,
    /// How long it must be false before it is over.
    #[serde(default)]
    pub off_delay_seconds: u32,
    /// How far past its limit an analog value must be before a clear counts, in the value's unit.
    #[serde(default)]
    pub deadband: Option<f64>,
    /// Stays until somebody resets it.
    #[serde(default)]
    pub latching: bool,
    /// A return alone does not end it; somebody must have seen it.
    #[serde(default = "yes")]
    pub acknowledgement_required: bool,
    /// People may come to harm: only a technician shelves it.
    #[serde(default)]
    pub safety_critical: bool,
    /// The longest it may be shelved; without it, never.
    #[serde(default)]
    pub longest_shelf_seconds: Option<u32>,
    /// Told again when it is still active this long after its acknowledgement.
    #[serde(default)]
    pub re_alarm: Option<ReAlarm>,
    /// What may suppress it by design.
    #[serde(default)]
    pub suppression_causes: BTreeSet<String>,
    /// Three or more activations in a minute, unless said otherwise.
    #[serde(default)]
    pub chatter: Chatter,
    /// Who is told, when, and what if nobody answers.
    pub policy: EscalationPolicy,
}

const fn yes() -> bool {
    true
}

/// An acknowledged alarm that is still active comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReAlarm {
    /// How long after the acknowledgement.
    pub after_seconds: u32,
    /// How often at the most in one occurrence.
    pub at_most: u32,
}

/// When a condition chatters, and how long its off-delay is then at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Chatter {
    /// So many activations
    pub activations: u32,
    /// within this time.
    pub within_seconds: u32,
    /// The off-delay while it chatters, at least.
    pub off_delay_seconds: u32,
}

impl Default for Chatter {
    fn default() -> Self {
        Self { activations: 3, within_seconds: 60, off_delay_seconds: 60 }
    }
}

/// The texts of a code in each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// English.
    pub en: FixCard,
    /// French.
    pub fr: FixCard,
}

/// What a person in the barn needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FixCard {
    /// What is wrong, in a few words.
    pub title: String,
    /// Why it may be so.
    pub cause: String,
    /// What happens if nobody acts.
    pub consequence: String,
    /// What to do, in order.
    pub steps: Vec<String>,
}

/// Who is told, level by level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EscalationPolicy {
    /// The policy's name in the catalogue.
    pub name: String,
    /// The levels in order; at least one.
    pub levels: Vec<Level>,
    /// How often all levels are gone through again before it is exhausted.
    #[serde(default)]
    pub repeats: u32,
}

/// One level of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Level {
    /// The farm's members of these roles are told.
    pub roles: BTreeSet<crate::entity::FarmRole>,
    /// How long it waits for an acknowledgement before the next level.
    pub wait_seconds: u32,
}
