//! What files need from outside, one small trait an operation.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;

use super::{FileId, FileKind, StoredFile, Upload};
pub use crate::alarm::ports::StoreError;
use crate::names::FarmId;

/// A request that anybody who knows it may make, for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The method.
    pub method: String,
    /// Where to.
    pub url: String,
    /// The headers that must be sent along, as they are.
    pub headers: BTreeMap<String, String>,
}

/// Makes links for uploads.
#[async_trait]
pub trait LinkUpload: Send + Sync {
    /// A link by which exactly this content can be uploaded, for `valid`.
    async fn link_upload(&self, farm: &FarmId, upload: &Upload, valid: Duration) -> Result<Link, StoreError>;
}

/// Makes links for downloads.
#[async_trait]
pub trait LinkDownload: Send + Sync {
    /// A link by which this file can be downloaded, for `valid`.
    async fn link_download(&self, farm: &FarmId, id: &FileId, valid: Duration) -> Result<Link, StoreError>;
}

/// Lists files.
#[async_trait]
pub trait ListFiles: Send + Sync {
    /// A page of at most `limit` files of a farm, by kind and the newest first, from `cursor` on.
    async fn list_files(
        &self,
        farm: &FarmId,
        kind: Option<FileKind>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<StoredFile>, Option<String>), StoreError>;
}

/// Finds a file.
#[async_trait]
pub trait FindFile: Send + Sync {
    /// The file, where it is stored.
    async fn find_file(&self, farm: &FarmId, id: &FileId) -> Result<Option<StoredFile>, StoreError>;
}

/// Deletes files.
#[async_trait]
pub trait DeleteFile: Send + Sync {
    /// Deletes it; one that is gone is deleted.
    async fn delete_file(&self, farm: &FarmId, id: &FileId) -> Result<(), StoreError>;
}
