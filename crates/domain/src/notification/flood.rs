//! What is different while alarms flood a farm: what is not critical waits a moment and is told together.

use jiff::{SignedDuration, Timestamp};

use crate::alarm::escalation::EscalationStatus;
use crate::alarm::{Condition, DerivedState, Severity};

/// How long what is not critical waits for the rest of a flood.
pub const HOLD: SignedDuration = SignedDuration::from_secs(60);

/// How many more seconds an escalation that became wanted at `since` waits before its first message; nothing, where it
/// goes on. What is critical is never held back, and nothing twice.
pub fn hold(flooded: bool, severity: Severity, since: Timestamp, step: u32, now: Timestamp) -> Option<u32> {
    if !flooded || severity == Severity::Critical || step > 0 {
        return None;
    }
    let left = HOLD - now.duration_since(since);
    u32::try_from(left.as_secs()).ok().filter(|seconds| *seconds > 0)
}

/// Whether the first message of `condition` may be told together with others of its farm.
pub fn may_join(condition: &Condition) -> bool {
    condition.severity() != Severity::Critical
        && condition.derived_state() == DerivedState::Unacknowledged
        && condition
            .escalation
            .as_ref()
            .is_some_and(|e| e.status == EscalationStatus::Running && e.steps == 0)
}
