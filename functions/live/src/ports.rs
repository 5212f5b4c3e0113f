//! What these functions need from outside besides the domain's stores.

use async_trait::async_trait;
use valmetal_domain::{alarm::ports::StoreError, names::FarmId};

/// Publishes to whoever looks at a farm.
#[async_trait]
pub trait PublishLive: Send + Sync {
    /// Publishes `message` on the farm's live topic. Nobody need be listening.
    async fn publish_live(&self, farm: &FarmId, message: Vec<u8>) -> Result<(), StoreError>;
}

/// Keeps what the tables no longer do.
#[async_trait]
pub trait Archive: Send + Sync {
    /// Keeps `body` under `key`; the same key again is the same body.
    async fn archive(&self, key: &str, body: Vec<u8>) -> Result<(), StoreError>;
}
