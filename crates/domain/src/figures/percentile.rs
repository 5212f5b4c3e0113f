//! Percentiles by the nearest rank: always a value that was measured.

/// The `percent`th percentile of `sorted`; nothing of nothing.
pub(super) fn percentile(sorted: &[u64], percent: usize) -> Option<u64> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}
