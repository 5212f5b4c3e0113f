//! Which core runs what: functions on one, everything that stands in for AWS on another.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// A core's part in the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Core {
    /// What is measured.
    Subject,
    /// What answers it.
    StandIn,
}

/// Pins the calling thread, and what it starts, to a core. With a single core there is nothing to choose.
pub(crate) fn pin(core: Core) {
    let Ok(allowed) = sched_getaffinity(None) else { return };
    let mut cores = (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu));
    let first = cores.next();
    let chosen = match core {
        Core::Subject => first,
        Core::StandIn => cores.next().or(first),
    };
    let Some(cpu) = chosen else { return };
    let mut set = CpuSet::new();
    set.set(cpu);
    // A container may forbid it; the numbers are then noisier and not wrong.
    let _ = sched_setaffinity(None, &set);
}
