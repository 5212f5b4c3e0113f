//! One condition's story, told twice.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::alarm::journal::DeviceWord;
use crate::alarm::message::{AlarmMessage, DeviceState, SCHEMA_VERSION};
use crate::alarm::regions::Process;
use crate::alarm::story::{Activation, Story};
use crate::alarm::{ConditionKey, Definition, JournalRecord, Regions};

/// How many activations stay open for words that come late.
const OPEN: usize = 16;

/// By how many seconds alarms would have come later (or earlier, below zero), and how many by so many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Delays(BTreeMap<i64, u64>);

impl Delays {
    fn add(&mut self, seconds: i64) {
        *self.0.entry(seconds).or_default() += 1;
    }

    /// Every delay with its number, the shortest first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i64, u64)> {
        self.0.iter().map(|(seconds, n)| (*seconds, *n))
    }
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Run {
    key: ConditionKey,
    /// What the device said of each activation, by boot and number, the oldest first.
    open: Vec<((u64, u64), Story)>,
    pub(super) before: Telling,
    pub(super) after: Telling,
    /// How many alarms both tellings have in common.
    pub(super) kept: u64,
}

/// One of the two tellings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Telling {
    regions: Regions,
    /// How many times it called for people.
    pub(super) alarms: u64,
    /// When it did, while that lasts and the other telling has not.
    alone_since: Option<Timestamp>,
}

impl Run {
    pub(super) fn new(key: &ConditionKey, before: &Definition, after: &Definition) -> Self {
        Self {
            key: key.clone(),
            open: Vec::new(),
            before: Telling::new(before),
            after: Telling::new(after),
            kept: 0,
        }
    }

    /// Adds what the device said.
    pub(super) fn hear(&mut self, record: &JournalRecord, word: &DeviceWord) {
        let position = word.position;
        let key = (position.boot, position.activation);
        let index = match self.open.binary_search_by_key(&key, |(key, _)| *key) {
            Ok(index) => index,
            // Older than what is settled: the alarm core would not go back to it either.
            Err(0) if self.before.regions.device > position => return,
            Err(index) => {
                self.open.insert(index, (key, Story::default()));
                index
            }
        };
        let story = &mut self.open[index].1;
        let is_absence = word.from_snapshot && position.phase == 2;
        if is_absence {
            story.hear_absence(key.0, key.1, word.raised_at.unwrap_or(word.at), word.at);
        } else {
            story.hear(&message(&self.key, record, word));
        }
    }

    /// Tells what is too old to be kept open.
    pub(super) fn settle(&mut self, before: &Definition, after: &Definition, delays: &mut Delays) {
        while self.open.len() > OPEN {
            let (_, story) = self.open.remove(0);
            self.tell(&story, before, after, delays);
        }
    }

    /// Tells what is open, which ends with its machine.
    pub(super) fn retire(
        &mut self,
        at: Timestamp,
        before: &Definition,
        after: &Definition,
        delays: &mut Delays,
    ) {
        self.tell_open(before, after, delays);
        self.before.regions.retire(at);
        self.after.regions.retire(at);
    }

    /// Tells the rest.
    pub(super) fn end(&mut self, before: &Definition, after: &Definition, delays: &mut Delays) {
        self.tell_open(before, after, delays);
        let began = (self.before.last(before), self.after.last(after));
        self.compare(began, delays);
    }

    fn tell_open(&mut self, before: &Definition, after: &Definition, delays: &mut Delays) {
        for (_, story) in std::mem::take(&mut self.open) {
            self.tell(&story, before, after, delays);
        }
    }

    fn tell(&mut self, story: &Story, before: &Definition, after: &Definition, delays: &mut Delays) {
        let Some(activation) = story.activations().first() else { return };
        self.before.forget_over(activation, before);
        self.after.forget_over(activation, after);
        let began = (self.before.tell(story, before), self.after.tell(story, after));
        self.compare(began, delays);
    }

    /// Pairs an alarm of one telling with the one of the other that called for the same thing.
    fn compare(&mut self, began: (Option<Timestamp>, Option<Timestamp>), delays: &mut Delays) {
        let (before, after) = began;
        let mut pair = |before: Timestamp, after: Timestamp| {
            self.kept += 1;
            delays.add(after.duration_since(before).as_secs());
        };
        if let Some(before) = before {
            match self.after.alone_since.take() {
                Some(after) => pair(before, after),
                None => self.before.alone_since = Some(before),
            }
        }
        if let Some(after) = after {
            match self.before.alone_since.take() {
                Some(before) => pair(before, after),
                None => self.after.alone_since = Some(after),
            }
        }
    }
}

impl Telling {
    fn new(definition: &Definition) -> Self {
        Self { regions: Regions::at_rest(definition, BTreeSet::new()), alarms: 0, alone_since: None }
    }

    /// An alarm that is over when `next` begins has no counterpart any more.
    fn forget_over(&mut self, next: &Activation, definition: &Definition) {
        let device = self.regions.device;
        let is_over = match self.regions.process {
            Process::Inactive | Process::PendingOn { .. } => true,
            Process::PendingOff { due, .. } => due <= next.raised_at,
            // The next activation of the same boot says that this one is over.
            Process::Active => {
                let is_next = device.boot == next.boot && device.activation < next.number;
                is_next && device.phase < 2 && definition.off_delay_seconds == 0
            }
        };
        if is_over {
            self.alone_since = None;
        }
    }

    /// Tells one activation. When it called for people, if it did.
    fn tell(&mut self, story: &Story, definition: &Definition) -> Option<Timestamp> {
        self.count(definition, |regions| *regions = regions.after(story, definition))
    }

    /// The time passes without another word.
    fn last(&mut self, definition: &Definition) -> Option<Timestamp> {
        if !matches!(self.regions.process, Process::Active) {
            self.alone_since = None;
        }
        self.count(definition, |regions| drop(regions.tick(Timestamp::MAX, definition)))
    }

    fn count(&mut self, definition: &Definition, step: impl FnOnce(&mut Regions)) -> Option<Timestamp> {
        // Somebody acknowledges and resets everything at once, so that every call for people is an occurrence.
        self.regions.acknowledged = true;
        self.regions.latched = false;
        let known = self.regions.occurrence;
        step(&mut self.regions);
        if self.regions.occurrence > known {
            self.alarms += self.regions.occurrence - known;
            self.alone_since = None;
            let on_delay = SignedDuration::from_secs(definition.on_delay_seconds.into());
            return self.regions.recent.last().map(|began| *began + on_delay);
        }
        None
    }
}

/// The message that the journal keeps as `word`.
fn message(key: &ConditionKey, record: &JournalRecord, word: &DeviceWord) -> AlarmMessage {
    let reading = word.reading.clone();
    AlarmMessage {
        schema_version: SCHEMA_VERSION,
        code: key.code.clone(),
        component: key.component.clone(),
        state: match word.position.phase {
            0 => DeviceState::Raised,
            1 => DeviceState::Changed,
            _ => DeviceState::Cleared,
        },
        boot: word.position.boot,
        activation: word.position.activation,
        seq: word.position.seq,
        at: word.at,
        raised_at: word.raised_at,
        severity: Some(record.severity),
        value: reading.as_ref().map(|reading| reading.value),
        limit: reading.as_ref().and_then(|reading| reading.limit),
        unit: reading.and_then(|reading| reading.unit),
    }
}
