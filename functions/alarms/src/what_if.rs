//! `run-what-if`: goes through the journal of a what-if in the background and says how far it is.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tracing::info;
use valmetal_domain::alarm::ports::{ReadFarmJournal, StoreError};
use valmetal_domain::replay::ports::{ReadWhatIf, WriteWhatIf};
use valmetal_domain::replay::{Replay, Stage, WhatIfJob, WhatIfRef};
use valmetal_runtime::{
    clock::Clock,
    handler::{Failure, Function, Invocation},
};

/// How many records are read at once: about what DynamoDB gives in one page.
const PAGE: u32 = 1_000;

/// After how many pages a runner says how far it is.
const PAGES_UNHEARD: u32 = 10;

/// What a run leaves of its time to say that it was too short.
const RESERVE: Duration = Duration::from_secs(10);

/// `run-what-if`.
pub struct RunWhatIf {
    /// Reads what is asked.
    pub what_ifs: Arc<dyn ReadWhatIf>,
    /// Writes how far it is.
    pub progress: Arc<dyn WriteWhatIf>,
    /// Reads the farm's journal.
    pub journal: Arc<dyn ReadFarmJournal>,
    /// The time.
    pub clock: Clock,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Ran {
    /// It is answered.
    Answered,
    /// Its journal is longer than a run.
    TooLong,
    /// There was nothing to do: it is answered already, or forgotten.
    Nothing,
    /// Another run has it.
    Overtaken,
}

impl Function for RunWhatIf {
    type Event = WhatIfRef;
    type Answer = Ran;

    async fn handle(&self, reference: WhatIfRef, invocation: &Invocation) -> Result<Ran, Failure> {
        let job = self.what_ifs.read_what_if(&reference).await?;
        let Some((replay, mut job)) = job.and_then(running) else { return Ok(Ran::Nothing) };
        let ran = match self.run(replay, &mut job, invocation).await {
            Err(StoreError::Conflict) => Ran::Overtaken,
            ran => ran?,
        };
        info!(what_if = %reference.what_if_id, farm = %reference.farm_id, ?ran, "what-if ran");
        Ok(ran)
    }
}

fn running(job: WhatIfJob) -> Option<(Replay, WhatIfJob)> {
    match &job.stage {
        Stage::Running { replay, .. } => Some((Replay::clone(replay), job)),
        Stage::Finished { .. } | Stage::TooLong { .. } => None,
    }
}

impl RunWhatIf {
    async fn run(
        &self,
        mut replay: Replay,
        job: &mut WhatIfJob,
        invocation: &Invocation,
    ) -> Result<Ran, StoreError> {
        let farm = job.reference.farm_id.clone();
        let (from, to) = (job.question.from, job.question.to);
        let mut cursor = None;
        for page in 0_u32.. {
            // The first word makes the job this run's: whoever else has it finds a conflict.
            if page % PAGES_UNHEARD == 0 {
                job.advance(replay.progress(), self.clock.now());
                self.progress.write_what_if(job).await?;
            }
            if invocation.remaining(self.clock.now()) < RESERVE {
                job.give_up(replay.progress(), self.clock.now());
                self.progress.write_what_if(job).await?;
                return Ok(Ran::TooLong);
            }
            let (records, next) = self.journal.read_farm_journal(&farm, from, to, PAGE, cursor).await?;
            for record in &records {
                replay.take(record);
            }
            cursor = next;
            if cursor.is_none() {
                break;
            }
        }
        job.finish(replay.finish(), self.clock.now());
        self.progress.write_what_if(job).await?;
        Ok(Ran::Answered)
    }
}
