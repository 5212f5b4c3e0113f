//! An alarm condition and its transitions: what a device says, what people do, what timers bring.
//!
//! A condition is where it stood when a person or a timer last acted (`base`), what the device has said since (`story`)
//! and what follows from both (`regions`). Everything that changes it goes through here and comes out as a
//! [`Transition`]: the new condition, one journal record, and what is to be done outside once both are stored.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::Why;
use super::escalation::{CONFIRM_WITHIN, EscalationStatus, MAX_FAILURES};
use super::journal::{DeviceWord, JournalEvent};
use super::message::{AlarmMessage, DeviceState};
use super::regions::{Due, Shelf};
use super::story::{Position, Story};
use super::{
    Action, Actor, AlarmId, ConditionKey, Definition, DerivedState, Effect, Escalation, EscalationRef,
    JournalRecord, Refusal, Regions, Severity,
};
use crate::entity::{Place, SnapshotMark};
use crate::names::{EntityId, FarmId, UserId};

/// An alarm condition, as it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// Which one.
    #[serde(flatten)]
    pub key: ConditionKey,
    /// Given when it was made: what execution names begin with.
    pub condition_id: String,
    /// The farm.
    pub farm_id: FarmId,
    /// The equipment.
    pub entity_id: EntityId,
    /// Where the equipment stands.
    pub entity_path: String,
    /// Grows with every transition.
    pub version: u64,
    /// What holds now.
    pub regions: Regions,
    /// What held when a person or a timer last acted; the same as `regions` where there is no story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base: Option<Box<Regions>>,
    /// What the device has said since.
    #[serde(default, skip_serializing_if = "Story::is_empty")]
    story: Story,
    /// Whether its source is there.
    #[serde(default)]
    pub quality: Quality,
    /// The newest escalation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<Escalation>,
    /// Who acknowledged this occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_by: Option<UserId>,
    /// Who looks after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<UserId>,
    /// How often the device repeated itself or came late.
    #[serde(default)]
    pub repeats: u64,
    /// The earliest time at which this condition owes something: a timer, or an escalation that nobody confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
}

/// Whether what a condition says can be trusted to be of now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Quality {
    /// Its source is there.
    #[default]
    Good,
    /// Its source is lost.
    Stale,
}

/// One step of a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Transition {
    /// The condition from now on.
    pub after: Condition,
    /// What the journal says of it.
    pub record: JournalRecord,
    /// What is to be done outside once both are stored.
    pub effects: Vec<Effect>,
}

impl Condition {
    /// A condition that was never raised, of the thing at `place`. It is stored with its first transition.
    pub fn new(key: ConditionKey, condition_id: String, place: &Place, definition: &Definition) -> Self {
        let causes: BTreeSet<String> =
            place.suppressed_by.intersection(&definition.suppression_causes).cloned().collect();
        Self {
            key,
            condition_id,
            farm_id: place.farm_id.clone(),
            entity_id: place.entity_id.clone(),
            entity_path: place.path.clone(),
            version: 0,
            regions: Regions::at_rest(definition, causes),
            base: None,
            story: Story::default(),
            quality: Quality::Good,
            escalation: None,
            acknowledged_by: None,
            assigned_to: None,
            repeats: 0,
            due_at: None,
        }
    }

    /// Its thing stands at `place` now.
    pub(super) fn stand_at(&mut self, place: &Place) {
        if self.entity_path != place.path || self.farm_id != place.farm_id {
            self.farm_id.clone_from(&place.farm_id);
            self.entity_id.clone_from(&place.entity_id);
            self.entity_path.clone_from(&place.path);
        }
    }

    /// The id that clients know it by.
    pub fn alarm_id(&self) -> AlarmId {
        self.key.alarm_id()
    }

    /// The ISA state.
    pub fn derived_state(&self) -> DerivedState {
        self.regions.derived_state()
    }

    /// What it is counted as: nothing, where it is normal or was never raised, for then no list has it either.
    pub fn counted(&self) -> Option<(Severity, DerivedState)> {
        let counts = self.derived_state() != DerivedState::Normal && self.regions.raised_at.is_some();
        counts.then(|| (self.severity(), self.derived_state()))
    }

    /// The severity it is counted under.
    pub fn severity(&self) -> Severity {
        self.regions.severity
    }

    /// The newest escalation's name, where there was one.
    pub fn escalation_ref(&self) -> Option<EscalationRef> {
        let escalation = self.escalation.as_ref()?;
        Some(EscalationRef {
            condition_id: self.condition_id.clone(),
            occurrence: escalation.occurrence,
            generation: escalation.generation,
        })
    }

    /// The device says something, at `now` by the platform's clock.
    pub fn hear(&self, message: &AlarmMessage, definition: &Definition, now: Timestamp) -> Transition {
        self.hear_word(message, false, definition, now)
    }

    /// A snapshot lists this as active, in the words of a raise.
    pub fn learn_active(
        &self,
        message: &AlarmMessage,
        definition: &Definition,
        now: Timestamp,
    ) -> Transition {
        self.hear_word(message, true, definition, now)
    }

    /// Whether `message` speaks of an activation that is newer than any the device is known to have spoken of.
    pub fn is_news(&self, message: &AlarmMessage) -> bool {
        (message.boot, message.activation) > self.newest_activation()
    }

    /// The newest activation that the device is known to have spoken of: its boot and its number.
    pub const fn newest_activation(&self) -> (u64, u64) {
        (self.regions.device.boot, self.regions.device.activation)
    }

    /// A snapshot does not list this. Nothing, where there is nothing to clear or the condition is younger than the
    /// snapshot.
    pub fn learn_absent(
        &self,
        snapshot: SnapshotMark,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Transition> {
        use super::regions::Process;
        let SnapshotMark { boot, at: taken_at } = snapshot;
        let device = self.regions.device;
        let began = match self.regions.process {
            Process::Active => self.regions.recent.last().copied()?,
            Process::PendingOn { since, .. } => since,
            Process::Inactive | Process::PendingOff { .. } => return None,
        };
        if device.boot > boot || (device.boot == boot && began > taken_at) {
            return None;
        }
        let mut next = self.clone();
        if !next.story.hear_absence(device.boot, device.activation, began, taken_at) {
            return None;
        }
        next.retell(definition);
        let word = DeviceWord {
            position: Position { phase: 2, seq: 0, ..device },
            at: taken_at,
            raised_at: Some(began),
            reading: None,
            from_snapshot: true,
        };
        Some(self.step(next, JournalEvent::Cleared, Actor::Device, None, Some(word), definition, now))
    }

    fn hear_word(
        &self,
        message: &AlarmMessage,
        from_snapshot: bool,
        definition: &Definition,
        now: Timestamp,
    ) -> Transition {
        let position = message.position();
        let settled = self.base.as_ref().map_or(self.regions.device, |base| base.device);
        let mut next = self.clone();
        next.quality = Quality::Good;
        let event = if position <= settled {
            let known = (position.boot, position.activation) == (settled.boot, settled.activation);
            next.repeats += 1;
            if known { JournalEvent::Repeated } else { JournalEvent::Late }
        } else if next.story.hear(message) {
            next.retell(definition);
            if position <= self.regions.device {
                next.repeats += 1;
                JournalEvent::Late
            } else if next.regions.fleeting > self.regions.fleeting {
                JournalEvent::Fleeting
            } else {
                match message.state {
                    DeviceState::Raised => JournalEvent::Raised,
                    DeviceState::Changed => JournalEvent::Changed,
                    DeviceState::Cleared => JournalEvent::Cleared,
                }
            }
        } else {
            next.repeats += 1;
            JournalEvent::Repeated
        };
        let word = DeviceWord {
            position,
            at: message.at,
            raised_at: message.raised_at,
            reading: message.reading(),
            from_snapshot,
        };
        self.step(next, event, Actor::Device, None, Some(word), definition, now)
    }

    /// The timers that are due at `now`. Nothing, where none is.
    pub fn tick(&self, definition: &Definition, now: Timestamp) -> Option<Transition> {
        let mut next = self.clone();
        next.settle();
        let fired = next.regions.tick(now, definition);
        let event = match fired.first()? {
            Due::OnDelay => JournalEvent::OnDelayOver,
            Due::OffDelay => JournalEvent::OffDelayOver,
            Due::ShelfEnd => JournalEvent::ShelfEnded,
            Due::ReAlarm => JournalEvent::ReAlarmed,
        };
        Some(self.step(next, event, Actor::Timer, None, None, definition, now))
    }

    /// Its machine is retired: whatever state it is in ends with it. Nothing, where it is at rest.
    pub fn retire(&self, definition: &Definition, now: Timestamp) -> Option<Transition> {
        let mut next = self.clone();
        next.settle();
        if !next.regions.retire(now) {
            return None;
        }
        next.quality = Quality::Good;
        Some(self.step(next, JournalEvent::Retired, Actor::Platform, None, None, definition, now))
    }

    /// Somebody acts.
    pub fn act(
        &self,
        action: Action,
        actor: Actor,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<Transition, Refusal> {
        let mut next = self.clone();
        let (event, reason) = next.apply(action, &actor, definition, now).map_err(|why| Refusal {
            why,
            state: self.derived_state(),
            occurrence: self.regions.occurrence,
        })?;
        Ok(self.step(next, event, actor, reason, None, definition, now))
    }

    fn apply(
        &mut self,
        action: Action,
        actor: &Actor,
        definition: &Definition,
        now: Timestamp,
    ) -> Result<(JournalEvent, Option<String>), Why> {
        self.settle_for(&action);
        let regions = &mut self.regions;
        match action {
            Action::Acknowledge { occurrence, comment } => {
                if occurrence != regions.occurrence {
                    return Err(Why::AnotherOccurrence { expected: occurrence, actual: regions.occurrence });
                }
                if regions.acknowledged {
                    return Err(Why::NothingToAcknowledge);
                }
                regions.acknowledged = true;
                regions.acknowledged_at = Some(now);
                self.acknowledged_by = match actor {
                    Actor::User { user_id, .. } => Some(user_id.clone()),
                    _ => None,
                };
                Ok((JournalEvent::Acknowledged, comment))
            }
            Action::Reset { comment } => {
                if !regions.latched {
                    return Err(Why::NotLatched);
                }
                if regions.process.is_active() {
                    return Err(Why::StillActive);
                }
                regions.latched = false;
                Ok((JournalEvent::Reset, comment))
            }
            Action::Shelve { shelf, reason, technician } => {
                let longest = definition.longest_shelf_seconds.ok_or(Why::NotShelvable)?;
                if definition.safety_critical && !technician {
                    return Err(Why::NeedsTechnician);
                }
                let latest = now + SignedDuration::from_secs(longest.into());
                if shelf.until() <= now || shelf.until() > latest {
                    return Err(Why::ShelfOutOfRange { latest });
                }
                regions.shelf = Some(shelf);
                Ok((JournalEvent::Shelved, Some(reason)))
            }
            Action::Unshelve { reason } => {
                regions.shelf.take().ok_or(Why::NotShelved)?;
                regions.come_back();
                Ok((JournalEvent::Unshelved, reason))
            }
            Action::Suppress { cause, reason } => {
                if !definition.suppression_causes.contains(&cause) {
                    return Err(Why::UnknownCause { cause });
                }
                if !regions.suppressed_by.insert(cause.clone()) {
                    return Err(Why::AlreadySuppressed { cause });
                }
                Ok((JournalEvent::Suppressed, Some(join(cause, reason))))
            }
            Action::Unsuppress { cause, reason } => {
                if !regions.suppressed_by.remove(&cause) {
                    return Err(Why::NotSuppressed { cause });
                }
                if regions.suppressed_by.is_empty() {
                    regions.come_back();
                }
                Ok((JournalEvent::Unsuppressed, Some(join(cause, reason))))
            }
            Action::TakeOutOfService { order, reason } => {
                if regions.out_of_service.is_some() {
                    return Err(Why::AlreadyOutOfService);
                }
                if order.review_at <= now {
                    return Err(Why::ReviewInPast);
                }
                let reason = join(order.work_order.clone(), reason);
                regions.out_of_service = Some(order);
                Ok((JournalEvent::TakenOutOfService, Some(reason)))
            }
            Action::ReturnToService { reason } => {
                regions.out_of_service.take().ok_or(Why::NotOutOfService)?;
                regions.come_back();
                Ok((JournalEvent::ReturnedToService, reason))
            }
            Action::Comment { text } => Ok((JournalEvent::Commented, Some(text))),
            Action::Assign { to } => {
                self.assigned_to.clone_from(&to);
                Ok((JournalEvent::Assigned, to.map(|user| user.to_string())))
            }
            Action::LoseSource => {
                self.quality = Quality::Stale;
                Ok((JournalEvent::SourceLost, None))
            }
            Action::RestoreSource => {
                self.quality = Quality::Good;
                Ok((JournalEvent::SourceRestored, None))
            }
        }
    }

    /// The workflow of `escalation` says that it runs. Nothing, where that is known or another is wanted by now.
    pub fn confirm_escalation(
        &self,
        escalation: &EscalationRef,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Transition> {
        let mut next = self.clone();
        let current = next.current_escalation(escalation)?;
        if current.status != EscalationStatus::Wanted {
            return None;
        }
        current.status = EscalationStatus::Running;
        Some(self.step(next, JournalEvent::EscalationStarted, Actor::Platform, None, None, definition, now))
    }

    /// The workflow of `escalation` has told `level`, from 1, as its step number `step`, from 0. Nothing, where another is
    /// wanted by now or this step is recorded.
    pub fn reach_level(
        &self,
        escalation: &EscalationRef,
        (step, level): (u32, u32),
        told: String,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Transition> {
        let mut next = self.clone();
        let current =
            next.current_escalation(escalation).filter(|e| e.status.is_live() && e.steps <= step)?;
        current.status = EscalationStatus::Running;
        current.level = level;
        current.steps = step + 1;
        Some(self.step(next, JournalEvent::LevelNotified, Actor::Platform, Some(told), None, definition, now))
    }

    /// The workflow of `escalation` could not tell `level`, from 1, as its step number `step`, from 0, and goes on.
    /// Nothing, where another is wanted by now or this step is recorded.
    pub fn miss_level(
        &self,
        escalation: &EscalationRef,
        (step, level): (u32, u32),
        reason: String,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Transition> {
        let mut next = self.clone();
        let current =
            next.current_escalation(escalation).filter(|e| e.status.is_live() && e.steps <= step)?;
        current.level = level;
        current.steps = step + 1;
        Some(self.step(next, JournalEvent::LevelFailed, Actor::Platform, Some(reason), None, definition, now))
    }

    /// Everybody was told as often as the policy says. Nothing, where another is wanted by now.
    pub fn exhaust_escalation(
        &self,
        escalation: &EscalationRef,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Transition> {
        let mut next = self.clone();
        let current = next.current_escalation(escalation).filter(|e| e.status.is_live())?;
        current.status = EscalationStatus::Exhausted;
        Some(self.step(next, JournalEvent::EscalationExhausted, Actor::Platform, None, None, definition, now))
    }

    /// The workflow of `escalation` failed: the next one is wanted, unless too many have. Nothing, where another is
    /// wanted by now.
    pub fn fail_escalation(
        &self,
        escalation: &EscalationRef,
        reason: String,
        definition: &Definition,
        now: Timestamp,
    ) -> Option<Transition> {
        let mut next = self.clone();
        let current = next.current_escalation(escalation).filter(|e| e.status.is_live())?;
        current.failures += 1;
        current.reason = Some(reason.clone());
        if current.failures < MAX_FAILURES {
            current.generation += 1;
            current.since = now;
            current.level = 0;
            current.steps = 0;
            current.status = EscalationStatus::Wanted;
        } else {
            current.status = EscalationStatus::Failed;
        }
        let mut failed = self.step(
            next,
            JournalEvent::EscalationFailed,
            Actor::Platform,
            Some(reason),
            None,
            definition,
            now,
        );
        // What made it fail may last: the sweeper starts the next one, not this very moment.
        failed.effects.retain(|effect| !matches!(effect, Effect::StartEscalation(_)));
        Some(failed)
    }

    /// What this condition still owes: an escalation that nobody confirmed, a timer. Doing it again does no harm.
    pub fn owes(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.escalation.as_ref().is_some_and(|e| e.status == EscalationStatus::Wanted) {
            effects.extend(self.escalation_ref().map(Effect::StartEscalation));
        }
        if let super::regions::Process::PendingOn { due, .. }
        | super::regions::Process::PendingOff { due, .. } = self.regions.process
        {
            effects.push(Effect::Timer { due });
        }
        effects
    }

    fn current_escalation(&mut self, escalation: &EscalationRef) -> Option<&mut Escalation> {
        (self.escalation_ref().as_ref() == Some(escalation)).then_some(self.escalation.as_mut()).flatten()
    }

    /// Comments, assignments and the source's loss leave the device's story open; everything else closes it.
    fn settle_for(&mut self, action: &Action) {
        if !matches!(
            action,
            Action::Comment { .. } | Action::Assign { .. } | Action::LoseSource | Action::RestoreSource
        ) {
            self.settle();
        }
    }

    /// What is told so far is told for good.
    fn settle(&mut self) {
        self.base = None;
        self.story = Story::default();
    }

    /// Computes the regions from the base and the story.
    fn retell(&mut self, definition: &Definition) {
        let mut base = self.base.take().map_or_else(|| self.regions.clone(), |base| *base);
        if let Some(settled) = self.story.split_settled(base.device) {
            base = base.after(&settled, definition);
        }
        self.regions = base.after(&self.story, definition);
        if self.story.is_long() {
            self.settle();
        } else {
            self.base = Some(Box::new(base));
        }
    }

    /// Makes the transition from `self` to `next`: escalation, what is due, journal.
    #[allow(clippy::too_many_arguments)]
    fn step(
        &self,
        mut next: Self,
        event: JournalEvent,
        actor: Actor,
        reason: Option<String>,
        device: Option<DeviceWord>,
        definition: &Definition,
        now: Timestamp,
    ) -> Transition {
        next.version = self.version + 1;
        let mut effects = Vec::new();
        if next.must_be_told(self) {
            // The one before ends by itself: it reads the alarm again before it tells anybody, and finds another wanted.
            next.want_escalation(now);
        } else if next.derived_state() != DerivedState::Unacknowledged {
            let (error, cause) = why_stopped(event);
            effects.extend(next.stop_escalation(error, cause));
        }
        effects.extend(next.owes());
        next.due_at = next.next_due(definition);
        if !next.regions.acknowledged {
            next.acknowledged_by = None;
        }
        let record = JournalRecord {
            alarm_id: self.alarm_id(),
            key: self.key.clone(),
            farm_id: self.farm_id.clone(),
            entity_path: self.entity_path.clone(),
            version: next.version,
            at: now,
            event,
            actor,
            reason,
            before: self.derived_state(),
            after: next.derived_state(),
            occurrence: next.regions.occurrence,
            severity: next.regions.severity,
            device,
        };
        Transition { after: next, record, effects }
    }

    /// People must hear of it: it is unacknowledged, and was not, or is another occurrence or worse by now.
    fn must_be_told(&self, before: &Self) -> bool {
        self.derived_state() == DerivedState::Unacknowledged
            && (before.derived_state() != DerivedState::Unacknowledged
                || before.regions.occurrence != self.regions.occurrence
                || before.regions.severity < self.regions.severity)
    }

    /// Asks for the next escalation. Its number is never used again, whatever the occurrence: a late word of the device may
    /// still change how many occurrences there were, and a used execution name starts nothing.
    fn want_escalation(&mut self, now: Timestamp) {
        self.escalation = Some(Escalation {
            occurrence: self.regions.occurrence,
            generation: self.escalation.as_ref().map_or(0, |last| last.generation) + 1,
            status: EscalationStatus::Wanted,
            since: now,
            level: 0,
            steps: 0,
            failures: 0,
            reason: None,
        });
    }

    fn stop_escalation(&mut self, error: &'static str, cause: &str) -> Option<Effect> {
        let escalation = self.escalation_ref()?;
        let current = self.escalation.as_mut().filter(|e| e.status.is_live())?;
        current.status = EscalationStatus::Stopped;
        current.reason = Some(error.to_owned());
        Some(Effect::StopEscalation { escalation, error, cause: cause.to_owned() })
    }

    fn next_due(&self, definition: &Definition) -> Option<Timestamp> {
        let unconfirmed = self
            .escalation
            .as_ref()
            .filter(|e| e.status == EscalationStatus::Wanted)
            .map(|e| e.since + CONFIRM_WITHIN);
        [self.regions.next_due(definition), unconfirmed].into_iter().flatten().min()
    }

    /// Whether it comes and goes so often at `now` that it is rather the sensor's fault than the machine's.
    pub fn is_chattering(&self, definition: &Definition, now: Timestamp) -> bool {
        let rule = definition.chatter;
        let fresh = SignedDuration::from_secs(rule.within_seconds.max(rule.off_delay_seconds).into());
        let is_fresh = |last: &Timestamp| now.duration_since(*last) <= fresh;
        self.regions.is_chattering(definition) && self.regions.recent.last().is_some_and(is_fresh)
    }

    /// When the shelf ends, where there is one.
    pub fn shelved_until(&self) -> Option<Timestamp> {
        self.regions.shelf.map(Shelf::until)
    }
}

/// Why an alarm that is told no longer was stopped being told: a stable word and a cause for people.
const fn why_stopped(event: JournalEvent) -> (&'static str, &'static str) {
    match event {
        JournalEvent::Acknowledged => ("Acknowledged", "somebody took the alarm"),
        JournalEvent::Shelved => ("Shelved", "the alarm was shelved"),
        JournalEvent::Suppressed => ("Suppressed", "the alarm was suppressed by design"),
        JournalEvent::TakenOutOfService => ("OutOfService", "the alarm was taken out of service"),
        JournalEvent::Retired => ("Retired", "the machine was retired"),
        _ => ("Cleared", "the condition returned to normal"),
    }
}

fn join(first: String, rest: Option<String>) -> String {
    match rest {
        Some(rest) => format!("{first}: {rest}"),
        None => first,
    }
}
