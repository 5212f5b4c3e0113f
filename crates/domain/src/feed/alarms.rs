//! What a record says to the alarm core.
//!
//! The platform speaks for the device, in the device's own message. Each step that says something begins an activation of its
//! own, under the step's number as `boot`: a step that is judged again says the same again, a late one is late. A sequence is
//! judged under the number of its end, and anew with each step that comes after it: it may be right after all, or off by another value.

use std::{collections::HashMap, hash::BuildHasher};

use super::{
    FeedRecord, FeedStep, RecordKind, StepOutcome, WeightQuality, deviation,
    sequence::{Balance, balance, end_of},
};
use crate::{
    alarm::{
        Condition, ConditionKey,
        message::{AlarmMessage, DeviceState, SCHEMA_VERSION},
        regions::Process,
    },
    names::{AlarmCode, AnimalSetId, Component, ThingName},
};

/// A load is beyond its tolerance.
const DEVIATION: &str = "FEED_DEVIATION";
/// A step was skipped or a sequence broken off.
const ABORTED: &str = "FEED_SEQUENCE_ABORTED";
/// A group was not fed in time.
const MISSED: &str = "FEED_SEQUENCE_MISSED";
/// What went in is not what came out.
const DRIFT: &str = "SCALE_DRIFT";

/// What the components begin with of which the platform speaks, and no device.
const PREFIX: &str = "feed.";

/// Whether the platform, and not the device, says whether `key` is active.
pub fn is_of(key: &ConditionKey) -> bool {
    key.component.as_str().starts_with(PREFIX)
}

/// What was found about one condition.
#[derive(Debug, Clone, PartialEq)]
struct Finding {
    component: String,
    code: &'static str,
    verdict: Verdict,
}

/// Whether something is as it should be.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Verdict {
    Right,
    Wrong,
    /// Wrong by what was measured, in kg.
    Off {
        value: f64,
        limit: f64,
    },
}

impl Verdict {
    fn right_unless(off: bool, value: f64, limit: f64) -> Self {
        if off { Self::Off { value, limit } } else { Self::Right }
    }
}

/// Whether what a sequence weighed in and out may be another with this step: then the sequence has to be judged.
pub fn weighs(step: &FeedStep) -> bool {
    matches!(step.record_kind, RecordKind::Load | RecordKind::Delivery | RecordKind::Sequence)
}

/// The conditions that a step of `device` may speak of, at most three: what has to be known of them to judge it.
pub fn subjects(device: &ThingName, step: &FeedStep) -> Vec<ConditionKey> {
    let mut keys = vec![key(device, "sequence", ABORTED)];
    if weighs(step) {
        keys.push(key(device, "balance", DRIFT));
    }
    match step.record_kind {
        RecordKind::Load => {
            keys.extend(step.feed_id.iter().map(|feed| key(device, &format!("load.{feed}"), DEVIATION)));
        }
        RecordKind::Delivery => {
            keys.extend(step.animal_set_id.iter().map(|group| missed(device, group)));
        }
        RecordKind::Sequence | RecordKind::Mix | RecordKind::Refusal => {}
    }
    keys
}

/// The condition of a group that a device should have fed.
pub fn missed(device: &ThingName, group: &AnimalSetId) -> ConditionKey {
    key(device, &format!("group.{group}"), MISSED)
}

/// What `record` says by itself; `known` are the conditions of [`subjects`] that exist.
pub fn of_step<S: BuildHasher>(
    record: &FeedRecord,
    known: &HashMap<ConditionKey, Condition, S>,
) -> Vec<AlarmMessage> {
    findings(record).into_iter().filter_map(|finding| finding.word(record, known)).collect()
}

/// What a sequence says by its balance, once its end has come. `steps` are all of them; `is_new` says which of them it was not
/// judged with before.
pub fn of_sequence<S: BuildHasher>(
    steps: &[FeedRecord],
    is_new: impl Fn(&FeedRecord) -> bool,
    known: &HashMap<ConditionKey, Condition, S>,
) -> Vec<AlarmMessage> {
    let Some((end, now)) = end_of(steps).zip(balance(steps)) else { return Vec::new() };
    let before: Vec<FeedRecord> = steps.iter().filter(|step| !is_new(step)).cloned().collect();
    // What was said of it then may still be on its way to the alarm core.
    let was_off = balance(&before).is_some_and(Balance::is_off);
    let verdict = Verdict::right_unless(now.is_off(), now.drift, now.limit());
    let finding = Finding { component: "balance".to_owned(), code: DRIFT, verdict };
    let own = begin(&key(&end.device_id, &finding.component, DRIFT), end);
    if now.is_off() {
        let said = finding.word(end, known).into_iter();
        let again = |word: AlarmMessage| AlarmMessage {
            state: DeviceState::Changed,
            seq: steps.len() as u64,
            ..word
        };
        return said.map(|word| if was_off { again(word) } else { word }).collect();
    }
    let mut words: Vec<_> = finding.word(end, known).into_iter().collect();
    if was_off && !words.iter().any(|word| word.boot == own.boot) {
        words.push(AlarmMessage { state: DeviceState::Cleared, raised_at: Some(own.at), ..own });
    }
    words
}

fn findings(record: &FeedRecord) -> Vec<Finding> {
    let step = &record.step;
    let mut found = Vec::new();
    let mut find = |component: String, code, verdict| found.push(Finding { component, code, verdict });
    match (step.outcome, step.record_kind) {
        (StepOutcome::Skipped | StepOutcome::Aborted, _) => {
            find("sequence".to_owned(), ABORTED, Verdict::Wrong);
        }
        (StepOutcome::Complete, RecordKind::Sequence) => find("sequence".to_owned(), ABORTED, Verdict::Right),
        _ => {}
    }
    if let (RecordKind::Load, Some(feed), Some(off), Some(target)) =
        (step.record_kind, &step.feed_id, step.deviation(), step.entitlement)
        && matches!(step.outcome, StepOutcome::Complete | StepOutcome::Partial)
        && matches!(step.weight_quality, None | Some(WeightQuality::Good))
    {
        let usual = (deviation::EXACT_SHARE * target).max(deviation::CLOSE_KG);
        let tolerance = step.tolerance.unwrap_or(usual);
        let verdict = Verdict::right_unless(off.kg.abs() > tolerance, off.kg, tolerance);
        find(format!("load.{feed}"), DEVIATION, verdict);
    }
    if let (RecordKind::Delivery, Some(group)) = (step.record_kind, &step.animal_set_id)
        && step.delivered.is_some_and(|kg| kg > 0.0)
    {
        find(format!("group.{group}"), MISSED, Verdict::Right);
    }
    found
}

impl Finding {
    fn word<S: BuildHasher>(
        self,
        record: &FeedRecord,
        known: &HashMap<ConditionKey, Condition, S>,
    ) -> Option<AlarmMessage> {
        let key = key(&record.device_id, &self.component, self.code);
        let begin = begin(&key, record);
        match self.verdict {
            Verdict::Right => clear(begin, known.get(&key)?),
            Verdict::Wrong => Some(begin),
            Verdict::Off { value, limit } => {
                let unit = Some("kg".to_owned());
                Some(AlarmMessage { value: Some(value), limit: Some(limit), unit, ..begin })
            }
        }
    }
}

/// The raise of `key` by `record`.
fn begin(key: &ConditionKey, record: &FeedRecord) -> AlarmMessage {
    AlarmMessage {
        schema_version: SCHEMA_VERSION,
        code: key.code.clone(),
        component: key.component.clone(),
        state: DeviceState::Raised,
        boot: record.step.device_seq,
        activation: 1,
        seq: 0,
        at: record.step.event_end,
        raised_at: None,
        severity: None,
        value: None,
        limit: None,
        unit: None,
    }
}

/// The clear of what is raised in `condition`, if it began before `word`, or by what is judged anew.
fn clear(word: AlarmMessage, condition: &Condition) -> Option<AlarmMessage> {
    let (boot, activation) = condition.newest_activation();
    let raised_at = match condition.regions.process {
        Process::Inactive | Process::PendingOff { .. } => return None,
        // There is something to clear while it waits for its on-delay, too.
        Process::PendingOn { since, .. } => since,
        Process::Active => condition.regions.recent.last().copied()?,
    };
    (raised_at < word.at || boot == word.boot).then_some(AlarmMessage {
        state: DeviceState::Cleared,
        boot,
        activation,
        raised_at: Some(raised_at),
        ..word
    })
}

/// The parts are shorter than a component and made of its characters.
fn key(device: &ThingName, component: &str, code: &str) -> ConditionKey {
    ConditionKey {
        thing: device.clone(),
        component: Component::new(format!("{PREFIX}{component}")).expect("ids are shorter than components"),
        code: AlarmCode::new(code).expect("the codes above are codes"),
    }
}
