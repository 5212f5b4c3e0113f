//! A what-if that somebody asked: what is kept of it until its answer is forgotten.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Change, Progress, Replay, WhatIf};
use crate::names::{AlarmCode, FarmId, UserId, WhatIfId};

/// How long a what-if can be read after it was asked.
pub const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a runner may be silent before another one takes over. It speaks after every few pages of the journal.
pub const SILENCE: SignedDuration = SignedDuration::from_mins(2);

/// What a what-if is found by; also the event of `run-what-if`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WhatIfRef {
    /// The farm whose journal is run again.
    pub farm_id: FarmId,
    /// Which one.
    pub what_if_id: WhatIfId,
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// The code.
    pub code: AlarmCode,
    /// Its definition with other numbers.
    pub change: Change,
    /// The journal from here,
    pub from: Timestamp,
    /// until before here.
    pub to: Timestamp,
}

/// A what-if with how far it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WhatIfJob {
    /// Which one it is, and whose.
    #[serde(flatten)]
    pub reference: WhatIfRef,
    /// What was asked.
    pub question: Question,
    /// By whom.
    pub asked_by: UserId,
    /// When.
    pub asked_at: Timestamp,
    /// When a runner last said something; at first, when it was asked.
    pub heard_at: Timestamp,
    /// How far it is.
    pub stage: Stage,
    /// Grows with every change: of two runners, one goes on.
    pub version: u64,
}

/// How far a what-if is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// The journal is being gone through.
    Running {
        /// The replay before its first record. A runner that takes over begins again: what a replay has in hand may be
        /// too much to be kept.
        replay: Box<Replay>,
        /// How far the runner is.
        progress: Progress,
    },
    /// It is answered.
    Finished {
        /// The answer.
        answer: WhatIf,
    },
    /// The journal of the period is too long to be gone through in one run.
    TooLong {
        /// How far the runner came.
        progress: Progress,
    },
}

impl WhatIfJob {
    /// What `asked_by` asks at `now`, with the replay that is to answer it.
    pub fn new(
        reference: WhatIfRef,
        question: Question,
        replay: Replay,
        asked_by: UserId,
        now: Timestamp,
    ) -> Self {
        let stage = Stage::Running { progress: replay.progress(), replay: Box::new(replay) };
        Self { reference, question, asked_by, asked_at: now, heard_at: now, stage, version: 1 }
    }

    /// Whether nobody seems to be at work on it: it runs, and its runner has been silent for too long.
    pub fn is_abandoned(&self, now: Timestamp) -> bool {
        matches!(self.stage, Stage::Running { .. }) && now.duration_since(self.heard_at) > SILENCE
    }

    /// A runner has come as far as `progress`.
    pub fn advance(&mut self, to: Progress, now: Timestamp) {
        if let Stage::Running { progress, .. } = &mut self.stage {
            *progress = to;
            self.change(now);
        }
    }

    /// The runner has the answer.
    pub fn finish(&mut self, answer: WhatIf, now: Timestamp) {
        self.stage = Stage::Finished { answer };
        self.change(now);
    }

    /// The runner's time is over.
    pub fn give_up(&mut self, progress: Progress, now: Timestamp) {
        self.stage = Stage::TooLong { progress };
        self.change(now);
    }

    /// Until when it is kept.
    pub fn kept_until(&self) -> Timestamp {
        self.asked_at.checked_add(KEPT).unwrap_or(Timestamp::MAX)
    }

    fn change(&mut self, now: Timestamp) {
        self.heard_at = now;
        self.version += 1;
    }
}
