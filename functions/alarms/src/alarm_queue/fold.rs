//! What a batch of messages makes of what is known. Nothing here asks or tells anybody.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use valmetal_domain::alarm::condition::Quality;
use valmetal_domain::alarm::message::{AlarmMessage, DeviceState, Snapshot, SnapshotWord, reason};
use valmetal_domain::alarm::ports::Known;
use valmetal_domain::alarm::queue::{PresenceMessage, RetiredMessage};
use valmetal_domain::alarm::{
    Action, Actor, Condition, ConditionKey, Definition, Effect, JournalRecord, Transition,
};
use valmetal_domain::dead_letter::Rejection;
use valmetal_domain::entity::{Place, SnapshotMark};
use valmetal_domain::names::{AlarmCode, ThingName};
use valmetal_domain::{feed, maintenance};

use super::connection::{self, PARENT_OFFLINE};
use super::message::{Message, key_of, not_yours};

/// Which message of a batch.
pub(super) type Index = usize;

/// One condition's way through the batch.
#[derive(Debug)]
pub(super) struct Track {
    /// As it was read; none where it is new.
    pub(super) before: Option<Condition>,
    /// As it is after every message so far.
    pub(super) after: Condition,
    /// A record for every version that it went through.
    pub(super) records: Vec<JournalRecord>,
    /// The messages that it is about.
    pub(super) messages: BTreeSet<Index>,
    /// The executions that a message stopped.
    stops: Vec<Effect>,
}

impl Track {
    /// Whether the condition is new, or an activation of it.
    pub(super) fn has_news(&self) -> bool {
        self.before.as_ref().is_none_or(|before| before.newest_activation() < self.after.newest_activation())
    }

    /// What is to be done once this is stored: what the condition owes in the end, and the end of the execution that it had
    /// in the beginning. What began and ended within the batch was never started.
    pub(super) fn effects(&self) -> Vec<Effect> {
        let had = self.before.as_ref().and_then(Condition::escalation_ref);
        let mut effects = self.after.owes();
        effects.extend(
            self.stops
                .iter()
                .filter(|effect| match effect {
                    Effect::StopEscalation { escalation, .. } => Some(escalation) == had.as_ref(),
                    _ => false,
                })
                .cloned(),
        );
        effects
    }
}

/// What came of a batch.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// The conditions that messages were about.
    pub(super) tracks: BTreeMap<ConditionKey, Track>,
    /// The places as they were read, but for their causes of suppression.
    pub(super) places: HashMap<ThingName, Place>,
    /// The snapshots that are their thing's last from now on.
    pub(super) snapshots: HashMap<ThingName, SnapshotMark>,
    /// The places that changed, each with the messages that changed them.
    pub(super) marked: BTreeMap<ThingName, BTreeSet<Index>>,
}

/// What is known, changed by one message after the other.
pub(super) struct Fold {
    /// As they were read, but for those that have a track.
    conditions: BTreeMap<ConditionKey, Condition>,
    definitions: HashMap<AlarmCode, Definition>,
    now: Timestamp,
    new_id: fn() -> String,
    folded: Folded,
}

impl Fold {
    /// Starts from `known` at `now`; `new_id` makes the ids of new conditions.
    pub(super) fn new(known: Known, now: Timestamp, new_id: fn() -> String) -> Self {
        let Known { places, conditions, definitions } = known;
        let folded = Folded { places, ..Folded::default() };
        Self { conditions: conditions.into_iter().collect(), definitions, now, new_id, folded }
    }

    /// What came of all messages.
    pub(super) fn finish(self) -> Folded {
        self.folded
    }

    /// Takes one message.
    ///
    /// # Errors
    /// A message that can never be taken. Of a snapshot, everything is taken but what it is rejected for.
    pub(super) fn take(&mut self, index: Index, message: &Message) -> Result<(), Rejection> {
        match message {
            Message::Said { thing, word } => self
                .hear(index, thing, word)
                .map_err(|rejection| rejection.schema_version(word.schema_version)),
            Message::Listed { thing, snapshot } => self
                .learn(index, thing, snapshot)
                .map_err(|rejection| rejection.schema_version(snapshot.schema_version)),
            Message::Timer { key, version } => {
                self.tick(index, key, *version);
                Ok(())
            }
            Message::Presence(presence) => self.meet(index, presence),
            Message::Retired(retired) => {
                self.retire(index, retired);
                Ok(())
            }
        }
    }

    fn hear(&mut self, index: Index, thing: &ThingName, word: &AlarmMessage) -> Result<(), Rejection> {
        let now = self.now;
        let key = key_of(thing, word);
        let over = self.is_over(&key, word, None);
        self.step(index, &key, |condition, definition| Some(condition.hear(word, definition, now)))
            .map_err(|rejection| rejection.thing(thing.as_str()))?;
        if let Some(snapshot) = over {
            self.learn_absence(index, &key, snapshot);
        }
        Ok(())
    }

    /// The snapshot, if there is one after the one that `word` comes from, by which the activation is over that `word` is
    /// the first to speak of: it came late, for had it been there in time, the snapshot would have cleared it.
    fn is_over(
        &self,
        key: &ConditionKey,
        word: &AlarmMessage,
        from: Option<SnapshotMark>,
    ) -> Option<SnapshotMark> {
        if is_the_platforms(key) || word.state == DeviceState::Cleared {
            return None;
        }
        let last = self.last_snapshot(&key.thing).filter(|last| Some(*last) > from)?;
        self.current(key).is_none_or(|condition| condition.is_news(word)).then_some(last)
    }

    /// The thing's last snapshot by now.
    fn last_snapshot(&self, thing: &ThingName) -> Option<SnapshotMark> {
        let new = self.folded.snapshots.get(thing).copied();
        new.or_else(|| self.folded.places.get(thing)?.last_snapshot)
    }

    fn learn_absence(&mut self, index: Index, key: &ConditionKey, snapshot: SnapshotMark) {
        let now = self.now;
        // A code that the catalogue has lost meanwhile is no fault of the snapshot.
        let _ =
            self.step(index, key, |condition, definition| condition.learn_absent(snapshot, definition, now));
    }

    fn learn(&mut self, index: Index, thing: &ThingName, snapshot: &Snapshot) -> Result<(), Rejection> {
        let now = self.now;
        let known: Vec<_> = self.keys_of(thing).into_iter().filter(|key| !is_the_platforms(key)).collect();
        let mut rejected = None;
        for (n, word) in snapshot.words(&known).enumerate() {
            let taken = match &word {
                SnapshotWord::Active(word) if connection::is_of(&key_of(thing, word)) => {
                    Err(not_yours("code"))
                }
                SnapshotWord::Active(word) => {
                    let key = key_of(thing, word);
                    let over = self.is_over(&key, word, Some(snapshot.mark()));
                    let taken = self.step(index, &key, |condition, definition| {
                        Some(condition.learn_active(word, definition, now))
                    });
                    if let Some(later) = over {
                        self.learn_absence(index, &key, later);
                    }
                    taken
                }
                SnapshotWord::Absent { component, code } => {
                    let key = ConditionKey {
                        thing: thing.clone(),
                        component: component.clone(),
                        code: code.clone(),
                    };
                    self.learn_absence(index, &key, snapshot.mark());
                    Ok(())
                }
            };
            if let Err(rejection) = taken {
                let field = rejection.field.as_ref().map(|field| format!("active[{n}].{field}"));
                rejected.get_or_insert(Rejection { field, ..rejection }.thing(thing.as_str()));
            }
        }
        if !self.folded.places.contains_key(thing) {
            rejected.get_or_insert(unknown_thing(thing));
        } else if self.last_snapshot(thing) < Some(snapshot.mark()) {
            self.folded.snapshots.insert(thing.clone(), snapshot.mark());
            self.folded.marked.entry(thing.clone()).or_default().insert(index);
        }
        rejected.map_or(Ok(()), Err)
    }

    /// Does what is due by now. A timer that came too early, but is the condition's newest, is set once more.
    fn tick(&mut self, index: Index, key: &ConditionKey, version: Option<u64>) {
        let Some(current) = self.current(key) else { return };
        let newest = version.is_none_or(|version| version == current.version);
        let now = self.now;
        // A code that the catalogue has lost, or a thing that no longer stands anywhere, has no timers any more.
        let ticked = self.step(index, key, |condition, definition| condition.tick(definition, now));
        if ticked.is_ok() && newest {
            self.touch(index, key);
        }
        if connection::is_of(key) {
            self.follow_connection(index, &key.thing);
        }
    }

    fn meet(&mut self, index: Index, presence: &PresenceMessage) -> Result<(), Rejection> {
        self.hear(index, &presence.thing, &connection::word(presence))?;
        self.follow_connection(index, &presence.thing);
        Ok(())
    }

    /// Ends what the thing's conditions are in. It stands nowhere any more; where something stands under its name, that is
    /// another machine, and so is what it raised since.
    fn retire(&mut self, index: Index, retired: &RetiredMessage) {
        let now = self.now;
        let stands = self.folded.places.contains_key(&retired.thing);
        for key in self.keys_of(&retired.thing) {
            let Some(current) = self.current(&key) else { continue };
            let is_older =
                !stands || current.regions.raised_at.is_none_or(|raised_at| raised_at <= retired.at);
            // A code that the catalogue has lost meanwhile has nothing to say how it ends.
            let Some(definition) = self.definitions.get(&key.code).filter(|_| is_older) else { continue };
            if let Some(transition) = current.retire(definition, now) {
                self.record(index, &key, transition);
            }
        }
        self.follow_connection(index, &retired.thing);
    }

    /// Brings the thing's other conditions, and the things that have no connection but through it, to what its connection is
    /// now. It goes by the state and not by the message, so late and repeated messages change nothing.
    fn follow_connection(&mut self, index: Index, thing: &ThingName) {
        let lost = self
            .current(&connection::of(thing))
            .is_some_and(|connection| connection.regions.process.is_active());
        self.follow_source(index, thing, lost);
        let cause = PARENT_OFFLINE.to_owned();
        let reason = Some(thing.to_string());
        let action =
            if lost { Action::Suppress { cause, reason } } else { Action::Unsuppress { cause, reason } };
        for child in self.children_of(thing) {
            self.mark(index, &child, lost);
            self.follow_source(index, &child, lost);
            for key in self.keys_of(&child) {
                self.act(index, &key, &action);
            }
        }
    }

    /// What a thing's conditions say may be old from now on, or is not any more.
    fn follow_source(&mut self, index: Index, thing: &ThingName, lost: bool) {
        let (quality, action) =
            if lost { (Quality::Stale, Action::LoseSource) } else { (Quality::Good, Action::RestoreSource) };
        for key in self.keys_of(thing) {
            if !connection::is_of(&key)
                && self.current(&key).is_some_and(|current| current.quality != quality)
            {
                self.act(index, &key, &action);
            }
        }
    }

    /// What is born on this thing from now on is born suppressed, or is not any more.
    fn mark(&mut self, index: Index, thing: &ThingName, suppressed: bool) {
        let Some(place) = self.folded.places.get_mut(thing) else { return };
        let changed = if suppressed {
            place.suppressed_by.insert(PARENT_OFFLINE.to_owned())
        } else {
            place.suppressed_by.remove(PARENT_OFFLINE)
        };
        if changed {
            self.folded.marked.entry(thing.clone()).or_default().insert(index);
        }
    }

    /// The platform acts. What refuses needs it not: it is suppressed already, or not declared to be. But the one who acted
    /// may have died before it did what is owed.
    fn act(&mut self, index: Index, key: &ConditionKey, action: &Action) {
        let now = self.now;
        let _ = self.step(index, key, |condition, definition| {
            condition.act(action.clone(), Actor::Platform, definition, now).ok()
        });
        self.touch(index, key);
    }

    /// Makes one step of a condition, which is made where there is none; nothing where `make` makes nothing.
    ///
    /// # Errors
    /// The thing stands nowhere, or the catalogue has no such code.
    fn step(
        &mut self,
        index: Index,
        key: &ConditionKey,
        make: impl FnOnce(&Condition, &Definition) -> Option<Transition>,
    ) -> Result<(), Rejection> {
        let place = self.folded.places.get(&key.thing).ok_or_else(|| unknown_thing(&key.thing))?;
        let definition = self.definitions.get(&key.code).ok_or_else(|| unknown_code(key))?;
        let transition = match self.current(key) {
            Some(current) => make(current, definition),
            None => make(&Condition::new(key.clone(), (self.new_id)(), place, definition), definition),
        };
        if let Some(transition) = transition {
            self.record(index, key, transition);
        }
        Ok(())
    }

    /// Notes a step of a condition.
    fn record(
        &mut self,
        index: Index,
        key: &ConditionKey,
        Transition { after, record, effects }: Transition,
    ) {
        let track = self.track(key, after);
        track.records.push(record);
        track.messages.insert(index);
        let stops = effects.into_iter().filter(|effect| matches!(effect, Effect::StopEscalation { .. }));
        track.stops.extend(stops);
    }

    /// Notes that a message is about a condition, also if it changes nothing: what the condition owes is done again.
    fn touch(&mut self, index: Index, key: &ConditionKey) {
        if let Some(current) = self.current(key).cloned() {
            self.track(key, current).messages.insert(index);
        }
    }

    /// Goes on with a condition's way through the batch: it is `after` from now on.
    fn track(&mut self, key: &ConditionKey, after: Condition) -> &mut Track {
        match self.folded.tracks.entry(key.clone()) {
            Entry::Occupied(track) => {
                let track = track.into_mut();
                track.after = after;
                track
            }
            Entry::Vacant(track) => track.insert(Track {
                before: self.conditions.remove(key),
                after,
                records: Vec::new(),
                messages: BTreeSet::new(),
                stops: Vec::new(),
            }),
        }
    }

    /// A condition as it is by now.
    fn current(&self, key: &ConditionKey) -> Option<&Condition> {
        self.folded.tracks.get(key).map(|track| &track.after).or_else(|| self.conditions.get(key))
    }

    /// The conditions of a thing that are there by now.
    fn keys_of(&self, thing: &ThingName) -> BTreeSet<ConditionKey> {
        let new = self.folded.tracks.keys();
        self.conditions.keys().chain(new).filter(|key| &key.thing == thing).cloned().collect()
    }

    /// The things that are connected through `thing`.
    fn children_of(&self, thing: &ThingName) -> BTreeSet<ThingName> {
        let places = self.folded.places.values();
        places
            .filter(|place| place.gateway.as_ref() == Some(thing))
            .map(|place| place.thing.clone())
            .collect()
    }
}

fn unknown_thing(thing: &ThingName) -> Rejection {
    Rejection::new(reason::UNKNOWN_THING, "no such thing stands on a farm").thing(thing.as_str())
}

fn unknown_code(key: &ConditionKey) -> Rejection {
    let detail = format!("the catalogue has no code {}", key.code);
    Rejection::new(reason::UNKNOWN_CODE, detail).field("code").thing(key.thing.as_str())
}

/// Whether the platform tells the story of `key`, so that a device's snapshot says nothing of it.
fn is_the_platforms(key: &ConditionKey) -> bool {
    connection::is_of(key) || feed::alarms::is_of(key) || maintenance::alarm::is_of(key)
}
