//! What the catalogue needs from outside, one small trait an operation.

use async_trait::async_trait;

use super::CatalogueStatus;
use crate::alarm::Definition;
pub use crate::alarm::ports::StoreError;
use crate::names::AlarmCode;

/// Fetches the catalogue's document that is deployed.
#[async_trait]
pub trait FetchCatalogue: Send + Sync {
    /// The document, or nothing where it is the one that was fetched last.
    async fn fetch_catalogue(&self) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Reads which catalogue is in force.
#[async_trait]
pub trait ReadCatalogueStatus: Send + Sync {
    /// The status, consistently; the default before the first catalogue.
    async fn read_catalogue_status(&self) -> Result<CatalogueStatus, StoreError>;
}

/// Writes which catalogue is in force.
#[async_trait]
pub trait WriteCatalogueStatus: Send + Sync {
    /// Writes the status; the last writer wins, since both have judged the same deployment.
    async fn write_catalogue_status(&self, status: &CatalogueStatus) -> Result<(), StoreError>;
}

/// Writes definitions.
#[async_trait]
pub trait WriteDefinitions: Send + Sync {
    /// Puts `definitions` of the catalogue `version` and retires those of `dropped`: they are known for the conditions that
    /// they once made, which go on, and for no new ones. Not one transaction: doing it again completes it.
    async fn write_definitions(
        &self,
        version: u64,
        definitions: &[&Definition],
        dropped: &[AlarmCode],
    ) -> Result<(), StoreError>;
}
