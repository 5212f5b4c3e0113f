//! What audits need from outside, one small trait an operation.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{AuditRecord, Scope, Stretch};
pub use crate::alarm::ports::StoreError;
use crate::entity::Membership;
use crate::idempotency::{Outcome, Record};
use crate::names::FarmId;

/// The time of which is read: from `from` until before `to`, and before the position `before` where a page has gone so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// From when on.
    pub from: Timestamp,
    /// Until before when.
    pub to: Timestamp,
    /// The position that an earlier page came to.
    pub before: Option<String>,
}

/// Reads what people did to the alarms of a farm.
#[async_trait]
pub trait ReadActsOnAlarms: Send + Sync {
    /// About `limit` entries of the journal, the newest first, in at most two queries.
    async fn read_acts_on_alarms(
        &self,
        farm: &FarmId,
        window: &Window,
        limit: u32,
    ) -> Result<Stretch, StoreError>;
}

/// Reads the records of changes.
#[async_trait]
pub trait ReadAuditRecords: Send + Sync {
    /// At most `limit` of them, the newest first, in one query.
    async fn read_audit_records(
        &self,
        scope: &Scope,
        window: &Window,
        limit: u32,
    ) -> Result<Stretch, StoreError>;
}

/// Writes the record of a change that another service holds.
#[async_trait]
pub trait WriteAuditRecord: Send + Sync {
    /// Writes it with the request that may be repeated, if `member` still stands.
    async fn write_audit_record(
        &self,
        record: &AuditRecord,
        member: Option<&Membership>,
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError>;
}
