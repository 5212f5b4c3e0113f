//! What records need from outside, one small trait an operation.

use async_trait::async_trait;

use super::EquipmentRecord;
pub use crate::alarm::ports::StoreError;
use crate::names::{EntityId, FarmId};

/// Reads one record.
#[async_trait]
pub trait ReadRecord: Send + Sync {
    /// The record of an entity of this farm, where there is one.
    async fn read_record(
        &self,
        farm: &FarmId,
        entity: &EntityId,
    ) -> Result<Option<EquipmentRecord>, StoreError>;
}

/// Reads the records of a farm.
#[async_trait]
pub trait ReadRecords: Send + Sync {
    /// At most `limit` by entity, those after the entity `after`.
    async fn read_records(
        &self,
        farm: &FarmId,
        limit: u32,
        after: Option<&EntityId>,
    ) -> Result<Vec<EquipmentRecord>, StoreError>;
}

/// Writes a record.
#[async_trait]
pub trait PutRecord: Send + Sync {
    /// Writes `record` if it still has the version before (0: there is none), else answers [`StoreError::Conflict`].
    async fn put_record(&self, record: &EquipmentRecord) -> Result<(), StoreError>;
}

/// Deletes a record.
#[async_trait]
pub trait DeleteRecord: Send + Sync {
    /// Deletes it if it still has this version, else answers [`StoreError::Conflict`].
    async fn delete_record(&self, farm: &FarmId, entity: &EntityId, version: u64) -> Result<(), StoreError>;
}
