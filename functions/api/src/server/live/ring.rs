//! The newest events, as many as fit.

use std::{collections::VecDeque, ops::Range};

use bytes::Bytes;
use valmetal_domain::names::FarmId;

/// How many events are kept.
const EVENTS: usize = 10_000;
/// How many bytes they may have together.
const BYTES: usize = 4 * 1024 * 1024;

/// An event as it is sent.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) farm: FarmId,
    pub(super) frame: Bytes,
}

/// Events by their numbers, which have no gap.
#[derive(Debug, Default)]
pub(super) struct Ring {
    events: VecDeque<Kept>,
    bytes: usize,
    /// The number of the next event; the first one is 1.
    next: u64,
}

impl Ring {
    pub(super) fn new() -> Self {
        Self { next: 1, ..Self::default() }
    }

    /// The number that the next event gets.
    pub(super) fn next(&self) -> u64 {
        self.next
    }

    /// Keeps the next event, and forgets the oldest where there are too many.
    pub(super) fn push(&mut self, event: Kept) {
        self.bytes += event.frame.len();
        self.events.push_back(event);
        self.next += 1;
        while self.events.len() > EVENTS || self.bytes > BYTES {
            let Some(oldest) = self.events.pop_front() else { break };
            self.bytes -= oldest.frame.len();
        }
    }

    /// What came after the event `last`, the oldest first; none where not all of it is known.
    pub(super) fn after(&self, last: u64) -> Option<impl Iterator<Item = &Kept>> {
        let known: Range<u64> = self.next - self.events.len() as u64..self.next;
        // After the newest there is nothing, which is known too.
        let wanted = last.checked_add(1)?;
        if wanted < known.start || wanted > known.end {
            return None;
        }
        Some(self.events.iter().skip(usize::try_from(wanted - known.start).ok()?))
    }
}
