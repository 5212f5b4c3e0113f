//! Documents of a farm.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use valmetal_domain::file::FileKind;

/// A document.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredFile {
    /// Its id.
    pub(crate) id: String,
    /// What it is.
    pub(crate) kind: FileKind,
    /// What it is called.
    pub(crate) name: String,
    /// In bytes.
    pub(crate) size: u64,
    /// When it was there.
    pub(crate) uploaded_at: Option<Timestamp>,
}

/// A document with where its content is.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FoundFile {
    /// What it is.
    #[serde(flatten)]
    pub(crate) file: StoredFile,
    /// How to get it.
    pub(crate) download: Link,
}

/// Where a document may be put.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RequestedUpload {
    /// How to put it there.
    pub(crate) upload: Link,
}

/// A request that the browser makes itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Link {
    /// `GET` or `PUT`.
    pub(crate) method: String,
    /// Where.
    pub(crate) url: String,
    /// What is said with it.
    pub(crate) headers: BTreeMap<String, String>,
}
