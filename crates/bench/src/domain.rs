//! The domain alone: a device's bytes in, a transition out, on one core. The time is that which the core gave to it.

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use anyhow::{Result, ensure};
use jiff::Timestamp;
use rustix::time::{ClockId, clock_gettime};
use valmetal_domain::alarm::Condition;
use valmetal_domain::alarm::message::{AlarmMessage, DeviceState};

use crate::affinity::{self, Core};
use crate::scenario;
use crate::stats::median;

/// How long a run takes.
const RUN: Duration = Duration::from_millis(500);

/// How long this thread has been on a core.
fn time_on_core() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// Alarms a second, the median of `runs`: raises of conditions at rest and clears of active ones by turns.
///
/// # Errors
/// The scenario contradicts itself.
pub(crate) fn throughput(runs: usize) -> Result<f64> {
    affinity::pin(Core::Subject);
    let now = Timestamp::try_from(SystemTime::now())?;
    let definition = scenario::definition()?;
    let (active, _) = scenario::overloaded(0)?;
    let rest = Condition::new(scenario::key(0)?, "0".repeat(32), &scenario::place(0)?, &definition);
    let raise = serde_json::to_vec(&scenario::word(DeviceState::Raised, now)?)?;
    let clear = serde_json::to_vec(&scenario::word(DeviceState::Cleared, now)?)?;

    let step = |condition: &Condition, bytes: &[u8]| {
        let message = AlarmMessage::parse(black_box(bytes), now).ok()?;
        Some(condition.hear(&message, &definition, now))
    };
    ensure!(
        step(&rest, &raise).is_some_and(|made| made.after.regions.process.is_active()),
        "the raise raises nothing"
    );
    ensure!(
        step(&active, &clear).is_some_and(|made| !made.after.regions.process.is_active()),
        "the clear clears nothing"
    );

    let run = || {
        let (begin, mut alarms) = (time_on_core(), 0_u32);
        while time_on_core().saturating_sub(begin) < RUN {
            for _ in 0..100 {
                black_box(step(black_box(&rest), &raise));
                black_box(step(black_box(&active), &clear));
            }
            alarms += 200;
        }
        f64::from(alarms) / time_on_core().saturating_sub(begin).as_secs_f64()
    };
    let rate = median((0..runs).map(|_| run()).collect());
    affinity::pin(Core::StandIn);
    Ok(rate)
}
