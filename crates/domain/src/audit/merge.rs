//! One list, the newest first, out of the journal and the records of changes.

use super::Entry;

/// What was read of one source, the newest first. A position is text that sorts by time, alike in both sources.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The entries, each with its position.
    pub entries: Vec<(String, Entry)>,
    /// How far back everything was read; none where there is nothing earlier.
    pub read_to: Option<String>,
}

/// The newest `limit` entries of both, and the position before which the next page begins; none where this is all.
///
/// Where one source was not read to its end, what the other has before that point has to wait: something may come between.
pub fn merge(one: Stretch, other: Stretch, limit: usize) -> (Vec<Entry>, Option<String>) {
    let horizon = one.read_to.max(other.read_to);
    let mut entries = one.entries;
    entries.extend(other.entries);
    entries.retain(|(position, _)| horizon.as_ref().is_none_or(|horizon| position >= horizon));
    entries.sort_by(|(one, _), (other, _)| other.cmp(one));
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = if more { entries.last().map(|(position, _)| position.clone()) } else { horizon };
    (entries.into_iter().map(|(_, entry)| entry).collect(), next)
}
