//! What a batch changes, cut into transactions.
//!
//! A condition is never cut: it, its records and its count at its place are stored together or not at all. Where one
//! transaction cannot hold everything, each is true by itself, so it does no harm to end between two.

use std::collections::{BTreeMap, BTreeSet};

use valmetal_domain::alarm::journal::JournalEvent;
use valmetal_domain::alarm::ports::Changes;
use valmetal_domain::alarm::{ConditionKey, Effect};
use valmetal_domain::entity::{Place, SnapshotMark};
use valmetal_domain::names::ThingName;

use super::fold::{Folded, Index, Track};

/// The most items that `DynamoDB` writes in one transaction.
const MAX_ITEMS: usize = 100;

/// What is written at once, and what for.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    /// What is written.
    pub(super) changes: Changes,
    /// The messages that need it.
    pub(super) messages: BTreeSet<Index>,
    /// What is to be done once it is written.
    pub(super) owed: Vec<Owed>,
}

/// What a condition owes.
#[derive(Debug)]
pub(super) struct Owed {
    /// The condition.
    pub(super) key: ConditionKey,
    /// Its version.
    pub(super) version: u64,
    /// What is to be done.
    pub(super) effects: Vec<Effect>,
    /// The messages that the condition was changed or looked at for.
    pub(super) messages: BTreeSet<Index>,
}

impl Owed {
    fn of(track: &Track) -> Self {
        Self {
            key: track.after.key.clone(),
            version: track.after.version,
            effects: track.effects(),
            messages: track.messages.clone(),
        }
    }
}

/// What there is to do for a batch.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// To be written in this order.
    pub(super) transactions: Vec<Transaction>,
    /// What conditions owe that did not change.
    pub(super) owed: Vec<Owed>,
}

impl Plan {
    /// Cuts what a batch made into transactions.
    pub(super) fn of(folded: Folded) -> Self {
        let Folded { tracks, mut places, mut snapshots, marked } = folded;
        let mut things: BTreeMap<ThingName, (BTreeSet<Index>, Vec<Track>)> =
            marked.into_iter().map(|(thing, messages)| (thing, (messages, Vec::new()))).collect();
        let mut owed = Vec::new();
        for (ConditionKey { thing, .. }, track) in tracks {
            if track.records.is_empty() {
                owed.push(Owed::of(&track));
            } else {
                things.entry(thing).or_default().1.push(track);
            }
        }

        let mut packer = Packer::default();
        for (thing, (marking, tracks)) in things {
            // What was retired stands nowhere: its conditions end without a place to be counted at.
            packer.pack(places.remove(&thing), snapshots.remove(&thing), marking, tracks);
        }
        packer.close();
        Self { transactions: packer.closed, owed }
    }
}

/// Fills one transaction after the other.
#[derive(Default)]
struct Packer {
    closed: Vec<Transaction>,
    open: Transaction,
    items: usize,
}

impl Packer {
    /// Adds the conditions of one place, where there is one; the messages `marking` changed the place itself.
    fn pack(
        &mut self,
        mut place: Option<Place>,
        snapshot: Option<SnapshotMark>,
        marking: BTreeSet<Index>,
        tracks: Vec<Track>,
    ) {
        let mut changed = !marking.is_empty();
        // One item is kept free for the place, whether it will be needed or not.
        self.make_room(1);
        self.items += 1;
        self.open.messages.extend(marking);
        for track in tracks {
            let items = 1 + track.records.len();
            if self.items + items > MAX_ITEMS {
                self.put_place(&mut place, &mut changed);
                self.close();
                self.items = 1;
            }
            // A new condition is born with what its place says, and a new activation is judged by it: the place must not
            // have changed meanwhile.
            // What ended with a machine was counted at the place of that one.
            let is_retired = track.records.iter().any(|record| record.event == JournalEvent::Retired);
            if let Some(place) = place.as_mut().filter(|_| !is_retired) {
                changed |= place.recount(track.before.as_ref(), &track.after) || track.has_news();
            }
            self.items += items;
            self.put(track);
        }
        // Not before all that it says is written.
        if let Some(place) = &mut place {
            place.last_snapshot = snapshot.or(place.last_snapshot);
        }
        self.put_place(&mut place, &mut changed);
    }

    fn put(&mut self, track: Track) {
        self.open.owed.push(Owed::of(&track));
        let from = track.before.map_or(0, |before| before.version);
        self.open.changes.conditions.push((from, track.after));
        self.open.changes.records.extend(track.records);
        self.open.messages.extend(track.messages);
    }

    fn put_place(&mut self, place: &mut Option<Place>, changed: &mut bool) {
        if *changed && let Some(place) = place {
            let from = place.version;
            place.version += 1;
            self.open.changes.places.push((from, place.clone()));
        }
        *changed = false;
    }

    fn make_room(&mut self, items: usize) {
        if self.items + items > MAX_ITEMS {
            self.close();
        }
    }

    fn close(&mut self) {
        let transaction = std::mem::take(&mut self.open);
        if !transaction.changes.conditions.is_empty() || !transaction.changes.places.is_empty() {
            self.closed.push(transaction);
        }
        self.items = 0;
    }
}
