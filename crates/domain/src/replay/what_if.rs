//! The answer of a replay.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Change;
use super::run::{Delays, Run};
use crate::alarm::AlarmId;
use crate::names::AlarmCode;

/// How many alarms the answer names one by one.
const NAMED: usize = 20;

/// What the change would have done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WhatIf {
    /// The code.
    pub code: AlarmCode,
    /// What was asked.
    pub change: Change,
    /// How many records of the journal were gone through.
    pub records: u64,
    /// How often people were called with the definition as it is.
    pub alarms_before: u64,
    /// How often they would have been.
    pub alarms_after: u64,
    /// Calls that would not have been.
    pub removed: u64,
    /// Calls that would have been besides.
    pub added: u64,
    /// Calls that would have come later.
    pub delayed: u64,
    /// Calls that would have come earlier.
    pub earlier: u64,
    /// By how much the later ones would have been later, in seconds: the median. Zero where none would.
    pub delay_p50_seconds: i64,
    /// The same: the most.
    pub delay_max_seconds: i64,
    /// The alarms that would have changed most, the first 20.
    pub alarms: Vec<AlarmChange>,
}

/// What the change would have done to one alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AlarmChange {
    /// The alarm.
    pub alarm_id: AlarmId,
    /// How often it called for people.
    pub before: u64,
    /// How often it would have.
    pub after: u64,
}

impl WhatIf {
    pub(super) fn new(
        code: AlarmCode,
        change: Change,
        records: u64,
        runs: &BTreeMap<AlarmId, Run>,
        delays: &Delays,
    ) -> Self {
        let sum = |number: fn(&Run) -> u64| runs.values().map(number).sum::<u64>();
        let (before, after, kept) = (sum(|r| r.before.alarms), sum(|r| r.after.alarms), sum(|r| r.kept));
        let later: Vec<(i64, u64)> = delays.iter().filter(|(seconds, _)| *seconds > 0).collect();
        let delayed = later.iter().map(|(_, n)| n).sum();
        let mut alarms: Vec<AlarmChange> = runs
            .iter()
            .map(|(id, run)| AlarmChange {
                alarm_id: id.clone(),
                before: run.before.alarms,
                after: run.after.alarms,
            })
            .filter(|alarm| alarm.before != alarm.after)
            .collect();
        alarms.sort_by_key(|alarm| std::cmp::Reverse(alarm.before.abs_diff(alarm.after)));
        alarms.truncate(NAMED);
        Self {
            code,
            change,
            records,
            alarms_before: before,
            alarms_after: after,
            removed: before.saturating_sub(kept),
            added: after.saturating_sub(kept),
            delayed,
            earlier: delays.iter().filter(|(seconds, _)| *seconds < 0).map(|(_, n)| n).sum(),
            delay_p50_seconds: median(&later, delayed),
            delay_max_seconds: later.last().map_or(0, |(seconds, _)| *seconds),
            alarms,
        }
    }
}

/// The delay that half of `total` do not exceed.
fn median(delays: &[(i64, u64)], total: u64) -> i64 {
    let mut seen = 0;
    delays
        .iter()
        .find(|(_, n)| {
            seen += n;
            seen * 2 >= total
        })
        .map_or(0, |(seconds, _)| *seconds)
}
