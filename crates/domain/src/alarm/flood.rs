//! Alarm floods: so many alarms at once that telling each of them is telling none.
//!
//! In a flood people are told every few minutes of everything that waits, in one message. The highest severity is told at
//! once, flood or not.

use jiff::{SignedDuration, Timestamp};

use super::{Condition, DerivedState, Severity};

#[cfg(test)]
mod tests;

/// What is counted lies this far back at the most (EEMUA 191, ISA-18.2: ten minutes).
pub const WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// More alarms than this begin a flood.
pub const STARTS_ABOVE: usize = 10;
/// Fewer alarms than this end it.
pub const ENDS_UNDER: usize = 5;
/// How often people are told in a flood.
pub const TOLD_EVERY: SignedDuration = SignedDuration::from_mins(2);
/// How long an alarm that chatters is held back: it may be over by then.
pub const CHATTER_HOLD: SignedDuration = SignedDuration::from_mins(1);

/// A time of too many alarms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flood {
    /// The alarm that was one too many.
    pub since: Timestamp,
    /// When they were few again; none while it lasts.
    pub until: Option<Timestamp>,
}

/// How an alarm is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// By a message of its own.
    Now,
    /// Not yet: ask again after so many seconds.
    Hold {
        /// At least one.
        seconds: u32,
        /// Why, for the workflow's readers.
        reason: &'static str,
    },
    /// In one message with all that [`is_told_together`] of the same tick: whoever comes first to a person and channel sends
    /// it, and claims it for the others under this time.
    Together {
        /// When the message was due.
        tick: Timestamp,
    },
}

/// The floods of a farm up to `now`. `raises` are the times at which alarms were raised, the earliest first; a flood that
/// began before the first of them is seen only if it would begin again.
pub fn floods(raises: &[Timestamp], now: Timestamp) -> Vec<Flood> {
    // The number of recent alarms changes only when one comes and when one is no longer recent.
    let mut changes: Vec<_> = raises.iter().flat_map(|raised_at| [*raised_at, *raised_at + WITHIN]).collect();
    changes.sort_unstable();
    changes.dedup();
    let mut floods: Vec<Flood> = Vec::new();
    for at in changes.into_iter().take_while(|at| *at <= now) {
        let come = raises.partition_point(|raised_at| *raised_at <= at);
        let gone = raises.partition_point(|raised_at| *raised_at + WITHIN <= at);
        let recent = come - gone;
        match floods.last_mut().filter(|flood| flood.until.is_none()) {
            Some(flood) if recent < ENDS_UNDER => flood.until = Some(at),
            None if recent > STARTS_ABOVE => floods.push(Flood { since: at, until: None }),
            _ => {}
        }
    }
    floods
}

/// The flood that lasts at `now`, if there is one. See [`floods`].
pub fn flood_at(raises: &[Timestamp], now: Timestamp) -> Option<Flood> {
    floods(raises, now).last().copied().filter(|flood| flood.until.is_none())
}

/// How an alarm of `severity` is told at `now`, whose escalation is wanted since `wanted`, while `flood` lasts and where the
/// alarm may chatter. The highest severity is never held back.
pub fn pace(
    severity: Severity,
    wanted: Timestamp,
    flood: Option<Flood>,
    is_chattering: bool,
    now: Timestamp,
) -> Pace {
    if severity == Severity::Critical {
        return Pace::Now;
    }
    if let Some(flood) = flood {
        let first = tick_after(flood, wanted);
        return match hold_until(first, now, "flood") {
            Some(hold) => hold,
            None => Pace::Together { tick: tick_before(flood, now) },
        };
    }
    let calm = wanted + CHATTER_HOLD;
    Some(calm)
        .filter(|_| is_chattering)
        .and_then(|calm| hold_until(calm, now, "chatter"))
        .unwrap_or(Pace::Now)
}

/// Whether the message of `tick` tells of `condition` too.
pub fn is_told_together(condition: &Condition, tick: Timestamp) -> bool {
    condition.derived_state() == DerivedState::Unacknowledged
        && condition.severity() < Severity::Critical
        && condition.escalation.as_ref().is_some_and(|e| e.status.is_live() && e.since < tick)
}

fn hold_until(at: Timestamp, now: Timestamp, reason: &'static str) -> Option<Pace> {
    let left = at.duration_since(now);
    if left <= SignedDuration::ZERO {
        return None;
    }
    let whole = left.as_secs() + i64::from(left.subsec_nanos() > 0);
    Some(Pace::Hold { seconds: u32::try_from(whole).unwrap_or(u32::MAX), reason })
}

/// The first tick of `flood` after `at`.
fn tick_after(flood: Flood, at: Timestamp) -> Timestamp {
    if at < flood.since { flood.since } else { tick_before(flood, at) + TOLD_EVERY }
}

/// The last tick of `flood` that is not after `at`; its beginning, where that is later.
fn tick_before(flood: Flood, at: Timestamp) -> Timestamp {
    let ticks = at.duration_since(flood.since).as_secs().max(0) / TOLD_EVERY.as_secs();
    flood.since + SignedDuration::from_secs(ticks * TOLD_EVERY.as_secs())
}
