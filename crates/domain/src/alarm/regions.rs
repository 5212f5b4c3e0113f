//! The independent regions of a condition, the ISA state derived from them, and what a device's story makes of them.
//!
//! [`Regions::after`] is a function of a starting point, the set of what the device said since, and the definition. It
//! never looks at the order in which messages arrived.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::story::{Activation, Position, Reading, Story};
use super::{Definition, Severity};

/// How many of the last activations' times are remembered, to find chatter: the most that a rule for it can ask for.
pub const RECENT: usize = 8;

/// Whether the process is abnormal, delays included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Process {
    /// At rest.
    Inactive,
    /// True, but not yet for the on-delay.
    PendingOn {
        /// When it began.
        since: Timestamp,
        /// When it counts.
        due: Timestamp,
    },
    /// Active.
    Active,
    /// False, but not yet for the off-delay; counts as active.
    PendingOff {
        /// When it ended.
        since: Timestamp,
        /// When that counts.
        due: Timestamp,
    },
}

impl Process {
    /// Active in the sense of ISA-18.2: a pending end is not an end.
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Active | Self::PendingOff { .. })
    }

    /// The word that clients see.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::PendingOn { .. } => "pendingOn",
            Self::Active => "active",
            Self::PendingOff { .. } => "pendingOff",
        }
    }
}

/// Put aside by a person for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Shelf {
    /// Until a time.
    Timed {
        /// That time.
        until: Timestamp,
    },
    /// Until it returns to normal, and at most until a time.
    OneShot {
        /// That time.
        until: Timestamp,
    },
}

impl Shelf {
    /// When it ends at the latest.
    pub const fn until(self) -> Timestamp {
        match self {
            Self::Timed { until } | Self::OneShot { until } => until,
        }
    }
}

/// Taken out of service by a technician.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutOfService {
    /// The work order behind it.
    pub work_order: String,
    /// When somebody looks at it again.
    pub review_at: Timestamp,
}

/// The state that ISA-18.2 names; derived, never stored as the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DerivedState {
    /// Active and nobody has taken it.
    Unacknowledged,
    /// Active and taken.
    Acknowledged,
    /// Over, latched, not taken.
    LatchedUnacknowledged,
    /// Over, latched, taken.
    LatchedAcknowledged,
    /// Over, nobody took it.
    ReturnedUnacknowledged,
    /// Put aside for a time.
    Shelved,
    /// Suppressed by design.
    SuppressedByDesign,
    /// Out of service.
    OutOfService,
    /// Nothing.
    Normal,
}

impl DerivedState {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Unacknowledged,
        Self::Acknowledged,
        Self::LatchedUnacknowledged,
        Self::LatchedAcknowledged,
        Self::ReturnedUnacknowledged,
        Self::Shelved,
        Self::SuppressedByDesign,
        Self::OutOfService,
        Self::Normal,
    ];

    /// The word used on the wire and in the stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unacknowledged => "unacknowledged",
            Self::Acknowledged => "acknowledged",
            Self::LatchedUnacknowledged => "latchedUnacknowledged",
            Self::LatchedAcknowledged => "latchedAcknowledged",
            Self::ReturnedUnacknowledged => "returnedUnacknowledged",
            Self::Shelved => "shelved",
            Self::SuppressedByDesign => "suppressedByDesign",
            Self::OutOfService => "outOfService",
            Self::Normal => "normal",
        }
    }
}

/// The word is no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a state is unacknowledged, acknowledged, latchedUnacknowledged, latchedAcknowledged, returnedUnacknowledged, shelved, suppressedByDesign, outOfService or normal"
)]
pub struct BadState;

impl std::str::FromStr for DerivedState {
    type Err = BadState;

    fn from_str(word: &str) -> Result<Self, BadState> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(BadState)
    }
}

/// The regions. All of them go on while any other holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Regions {
    /// The process.
    pub process: Process,
    /// Somebody has seen this occurrence, or need not have.
    pub acknowledged: bool,
    /// Waits for a reset.
    pub latched: bool,
    /// Put aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shelf: Option<Shelf>,
    /// Suppressed by these.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suppressed_by: BTreeSet<String>,
    /// Out of service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out_of_service: Option<OutOfService>,
    /// The severity now.
    pub severity: Severity,
    /// The worst of this occurrence.
    pub max_severity: Severity,
    /// The number of this occurrence; 0 before the first.
    pub occurrence: u64,
    /// Activations of this occurrence after its first.
    pub retriggers: u64,
    /// How often it came back within its off-delay in this occurrence.
    pub chatter: u64,
    /// Activations that did not last their on-delay, ever.
    pub fleeting: u64,
    /// How often this occurrence was told again after its acknowledgement.
    pub re_alarms: u32,
    /// When this occurrence began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised_at: Option<Timestamp>,
    /// When it was last over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared_at: Option<Timestamp>,
    /// When it was acknowledged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_at: Option<Timestamp>,
    /// The last value said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<Reading>,
    /// When the last activations began, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recent: Vec<Timestamp>,
    /// How far the device's story is told in here.
    pub device: Position,
}

impl Regions {
    /// A condition that was never raised.
    pub fn at_rest(definition: &Definition, suppressed_by: BTreeSet<String>) -> Self {
        Self {
            process: Process::Inactive,
            acknowledged: true,
            latched: false,
            shelf: None,
            suppressed_by,
            out_of_service: None,
            severity: definition.severity,
            max_severity: definition.severity,
            occurrence: 0,
            retriggers: 0,
            chatter: 0,
            fleeting: 0,
            re_alarms: 0,
            raised_at: None,
            cleared_at: None,
            acknowledged_at: None,
            reading: None,
            recent: Vec::new(),
            device: Position::default(),
        }
    }

    /// The ISA state: the first that matches.
    pub fn derived_state(&self) -> DerivedState {
        let active = self.process.is_active();
        match (active, self.acknowledged, self.latched) {
            _ if self.out_of_service.is_some() => DerivedState::OutOfService,
            _ if !self.suppressed_by.is_empty() => DerivedState::SuppressedByDesign,
            _ if self.shelf.is_some() => DerivedState::Shelved,
            (true, false, _) => DerivedState::Unacknowledged,
            (true, true, _) => DerivedState::Acknowledged,
            (false, false, true) => DerivedState::LatchedUnacknowledged,
            (false, true, true) => DerivedState::LatchedAcknowledged,
            (false, false, false) => DerivedState::ReturnedUnacknowledged,
            (false, true, false) => DerivedState::Normal,
        }
    }

    /// Whether it has come so often lately that it chatters.
    pub fn is_chattering(&self, definition: &Definition) -> bool {
        let rule = definition.chatter;
        let n = rule.activations as usize;
        let within = SignedDuration::from_secs(rule.within_seconds.into());
        n > 0
            && self
                .recent
                .windows(n)
                .next_back()
                .is_some_and(|w| w[n - 1].duration_since(w[0]).abs() <= within)
    }

    /// These regions after everything that `story` says.
    #[must_use]
    pub fn after(&self, story: &Story, definition: &Definition) -> Self {
        let mut next = self.clone();
        for activation in story.activations() {
            next.tell(activation, definition);
        }
        next
    }

    /// Goes on with one activation, which is the current one or a later one.
    fn tell(&mut self, activation: &Activation, definition: &Definition) {
        let here = (self.device.boot, self.device.activation);
        let key = (activation.boot, activation.number);
        if key < here {
            return;
        }
        if key > here {
            self.begin(activation, definition);
        }
        // What was told before is in no story: every level and end here is further on than the last one told.
        self.follow_levels(activation, definition);
        for end in &activation.ends {
            self.end(end.at, end.reading.as_ref(), definition);
            self.device.seq = end.seq;
        }
        if let Some(at) = activation.absent_at {
            if self.device.phase < 2 {
                self.device.seq = 0;
            }
            self.end(at, None, definition);
        }
    }

    /// A new activation begins, which may itself say how the last one ended.
    fn begin(&mut self, activation: &Activation, definition: &Definition) {
        let same_boot = activation.boot == self.device.boot && self.device.activation > 0;
        // A device numbers its activations: a later number in the same boot means that the earlier one is over, though
        // nobody said when. It may have lasted too short to count, or come back within the off-delay.
        let over_unheard = same_boot && self.device.phase < 2;
        if over_unheard {
            match self.process {
                Process::PendingOn { .. } => self.process = Process::Inactive,
                Process::Active if self.off_delay(definition).is_zero() => {
                    self.rest(activation.raised_at, definition);
                }
                _ => {}
            }
        }
        // What a device numbered and nobody heard of happened all the same. Of what was before the very first word nothing
        // is known.
        let unheard = match self.device.activation {
            0 => 0,
            last if same_boot => activation.number - last - 1,
            _ => activation.number - 1,
        };
        self.device = Position { boot: activation.boot, activation: activation.number, phase: 0, seq: 0 };
        self.reading = None;

        if let Process::PendingOff { due, since } = self.process {
            if activation.raised_at >= due {
                self.rest(since, definition);
            } else {
                self.process = Process::Active;
                self.chatter += 1;
            }
        }
        match self.process {
            Process::Active | Process::PendingOff { .. } => {
                self.retriggers = self.retriggers.saturating_add(1 + unheard);
                self.remember(activation.raised_at);
            }
            // Another boot says again what is already pending: the first to say it counts.
            Process::PendingOn { .. } => {}
            Process::Inactive => {
                self.severity = activation.first_severity().unwrap_or(definition.severity);
                let delay = SignedDuration::from_secs(definition.on_delay_seconds.into());
                if delay.is_zero() {
                    self.activate(activation.raised_at, definition);
                    self.retriggers = self.retriggers.saturating_add(unheard);
                } else {
                    self.process =
                        Process::PendingOn { since: activation.raised_at, due: activation.raised_at + delay };
                }
            }
        }
    }

    /// Severity and value as the activation has them, in its own order.
    fn follow_levels(&mut self, activation: &Activation, definition: &Definition) {
        for level in &activation.levels {
            if let Some(reading) = &level.reading {
                self.reading = Some(reading.clone());
            }
            let severity = level.severity.unwrap_or(definition.severity);
            let rises = severity > self.severity && self.process.is_active();
            self.severity = severity;
            if self.process.is_active() {
                self.max_severity = self.max_severity.max(severity);
            }
            if rises {
                self.ask_again();
            }
            self.device.phase = self.device.phase.max(u8::from(level.seq > 0));
            self.device.seq = self.device.seq.max(level.seq);
        }
    }

    /// The activation is over.
    fn end(&mut self, at: Timestamp, reading: Option<&Reading>, definition: &Definition) {
        self.device.phase = 2;
        if let Process::PendingOn { due, since } = self.process {
            if at < due {
                self.process = Process::Inactive;
                self.fleeting += 1;
                return;
            }
            self.activate(since, definition);
        }
        if self.process != Process::Active || self.is_within_deadband(reading, definition) {
            return;
        }
        let delay = self.off_delay(definition);
        if delay.is_zero() {
            self.rest(at, definition);
        } else {
            self.process = Process::PendingOff { since: at, due: at + delay };
        }
    }

    /// A clear of an analog value counts only past the limit by the deadband, on the side that the raise did not come from;
    /// where no raise brought a value, on either.
    fn is_within_deadband(&self, end: Option<&Reading>, definition: &Definition) -> bool {
        let Some(band) = definition.deadband else { return false };
        let Some((end, limit)) = end.and_then(|r| r.limit.map(|limit| (r.value, limit))) else {
            return false;
        };
        match &self.reading {
            Some(raised) if raised.value >= raised.limit.unwrap_or(limit) => end > limit - band,
            Some(_) => end < limit + band,
            None => (end - limit).abs() < band,
        }
    }

    /// The off-delay, longer while it chatters.
    fn off_delay(&self, definition: &Definition) -> SignedDuration {
        let base = definition.off_delay_seconds;
        let seconds = if self.is_chattering(definition) {
            base.max(definition.chatter.off_delay_seconds)
        } else {
            base
        };
        SignedDuration::from_secs(seconds.into())
    }

    /// It counts from now on.
    fn activate(&mut self, raised_at: Timestamp, definition: &Definition) {
        let from_normal = self.acknowledged && !self.latched;
        self.process = Process::Active;
        self.remember(raised_at);
        if from_normal {
            self.occurrence += 1;
            self.retriggers = 0;
            self.chatter = 0;
            self.re_alarms = 0;
            self.raised_at = Some(raised_at);
            self.cleared_at = None;
            self.max_severity = self.severity;
        } else {
            self.retriggers = self.retriggers.saturating_add(1);
            self.max_severity = self.max_severity.max(self.severity);
        }
        self.ask_again();
        self.latched = definition.latching;
    }

    /// Back to rest.
    fn rest(&mut self, at: Timestamp, definition: &Definition) {
        self.process = Process::Inactive;
        self.cleared_at = Some(at);
        if !definition.acknowledgement_required {
            self.acknowledged = true;
        }
        if matches!(self.shelf, Some(Shelf::OneShot { .. })) {
            self.shelf = None;
        }
    }

    fn remember(&mut self, raised_at: Timestamp) {
        self.recent.push(raised_at);
        if self.recent.len() > RECENT {
            self.recent.remove(0);
        }
    }

    /// What the timers that are due at `now` do. Whether any was.
    pub fn tick(&mut self, now: Timestamp, definition: &Definition) -> Vec<Due> {
        let mut fired = Vec::new();
        match self.process {
            Process::PendingOn { since, due } if due <= now => {
                self.activate(since, definition);
                fired.push(Due::OnDelay);
            }
            Process::PendingOff { since, due } if due <= now => {
                self.rest(since, definition);
                fired.push(Due::OffDelay);
            }
            _ => {}
        }
        if self.shelf.is_some_and(|shelf| shelf.until() <= now) {
            self.shelf = None;
            self.come_back();
            fired.push(Due::ShelfEnd);
        }
        if self.re_alarm_at(definition).is_some_and(|at| at <= now) {
            self.re_alarms += 1;
            self.ask_again();
            fired.push(Due::ReAlarm);
        }
        fired
    }

    /// Its machine is there no more: nothing of it waits for anybody. Whether anything did.
    pub(crate) fn retire(&mut self, at: Timestamp) -> bool {
        if self.process == Process::Inactive && self.derived_state() == DerivedState::Normal {
            return false;
        }
        if self.process.is_active() {
            self.cleared_at = Some(at);
        }
        self.process = Process::Inactive;
        (self.acknowledged, self.latched) = (true, false);
        self.shelf = None;
        self.suppressed_by.clear();
        self.out_of_service = None;
        true
    }

    /// After a shelf, a suppression or a time out of service: what is active is to be told of again.
    pub(super) fn come_back(&mut self) {
        if self.process.is_active() {
            self.ask_again();
        }
    }

    /// Whoever took it has to take it once more.
    fn ask_again(&mut self) {
        self.acknowledged = false;
        self.acknowledged_at = None;
    }

    /// When an acknowledged alarm that is still active comes back.
    fn re_alarm_at(&self, definition: &Definition) -> Option<Timestamp> {
        let rule = definition.re_alarm?;
        let wanted = self.process.is_active() && self.acknowledged && self.re_alarms < rule.at_most;
        let since = self.acknowledged_at.filter(|_| wanted)?;
        Some(since + SignedDuration::from_secs(rule.after_seconds.into()))
    }

    /// When the next timer is due.
    pub fn next_due(&self, definition: &Definition) -> Option<Timestamp> {
        let delay = match self.process {
            Process::PendingOn { due, .. } | Process::PendingOff { due, .. } => Some(due),
            _ => None,
        };
        [delay, self.shelf.map(Shelf::until), self.re_alarm_at(definition)].into_iter().flatten().min()
    }
}

/// A timer that was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Due {
    /// The on-delay is over.
    OnDelay,
    /// The off-delay is over.
    OffDelay,
    /// The shelf ends.
    ShelfEnd,
    /// Acknowledged too long ago.
    ReAlarm,
}
