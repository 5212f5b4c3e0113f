//! Which core runs what: functions on one, everything that stands in for AWS on another.

use std::sync::OnceLock;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// A core's part in the measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Core {
    /// What is measured.
    Subject,
    /// What answers it.
    StandIn,
    /// Whatever takes all there is.
    Any,
}

/// Pins the calling thread, and what it starts, to a core. With a single core there is nothing to choose.
pub(crate) fn pin(core: Core) {
    // What the process may use, asked before the first thread was pinned.
    static ALLOWED: OnceLock<Option<CpuSet>> = OnceLock::new();
    let Some(allowed) = ALLOWED.get_or_init(|| sched_getaffinity(None).ok()) else { return };
    let mut cores = (0..CpuSet::MAX_CPU).filter(|cpu| allowed.is_set(*cpu));
    let first = cores.next();
    let chosen = match core {
        Core::Subject => first,
        Core::StandIn => cores.next().or(first),
        Core::Any => None,
    };
    let set = chosen.map_or(*allowed, |cpu| {
        let mut set = CpuSet::new();
        set.set(cpu);
        set
    });
    // A container may forbid it; the numbers are then noisier and not wrong.
    let _ = sched_setaffinity(None, &set);
}
