//! What a what-if needs from outside, one small trait an operation.

use async_trait::async_trait;

use super::{WhatIfJob, WhatIfRef};
pub use crate::alarm::ports::StoreError;
use crate::entity::Membership;
use crate::idempotency::{Outcome, Record};

/// Keeps a what-if that was asked.
#[async_trait]
pub trait AddWhatIf: Send + Sync {
    /// Keeps `job` as its first version if the asker still is this `member`, and with it the answer to the `request`. One
    /// that was asked before is not kept again, and its old answer comes back.
    async fn add_what_if(
        &self,
        job: &WhatIfJob,
        request: Option<Record>,
        member: Option<Membership>,
    ) -> Result<Outcome, StoreError>;
}

/// Reads a what-if.
#[async_trait]
pub trait ReadWhatIf: Send + Sync {
    /// The what-if, consistently; nothing where it is none or is forgotten.
    async fn read_what_if(&self, reference: &WhatIfRef) -> Result<Option<WhatIfJob>, StoreError>;
}

/// Writes how far a what-if is.
#[async_trait]
pub trait WriteWhatIf: Send + Sync {
    /// Writes `job` in place of the version before it; [`StoreError::Conflict`] where another runner has it.
    async fn write_what_if(&self, job: &WhatIfJob) -> Result<(), StoreError>;
}

/// Has a what-if run in the background.
#[async_trait]
pub trait HandOverWhatIf: Send + Sync {
    /// Sees to it that somebody begins soon; more than one may.
    async fn hand_over_what_if(&self, reference: &WhatIfRef) -> Result<(), StoreError>;
}
