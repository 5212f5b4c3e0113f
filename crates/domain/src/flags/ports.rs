//! What flags need from outside.

use async_trait::async_trait;

pub use crate::alarm::ports::StoreError;

/// Fetches the flags' document that is deployed.
#[async_trait]
pub trait FetchFlags: Send + Sync {
    /// The document, or nothing where it is the one that was fetched last.
    async fn fetch_flags(&self) -> Result<Option<Vec<u8>>, StoreError>;
}
