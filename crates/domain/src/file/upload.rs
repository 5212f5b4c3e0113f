//! What is promised of a file before it is uploaded, and what is known of one that is stored.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FileId, FileKind, FileName};

/// A file that somebody wants to upload.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewFile {
    /// What it is.
    pub kind: FileKind,
    /// What it is called.
    pub name: FileName,
    /// Its media type.
    pub content_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its content, base64: what arrives must be what was promised.
    pub sha256: String,
}

/// An upload that may happen: of exactly this content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The file that it makes.
    pub id: FileId,
    /// Its size in bytes.
    pub size: u64,
    /// The SHA-256 of its content, base64.
    pub sha256: String,
}

/// Why a file may not be uploaded, with the field that says so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadFault {
    /// The name ends in none of the kind's types.
    #[error("a {0} ends in {1}")]
    Name(&'static str, String),
    /// The type is not that of the name.
    #[error("a file of this name is {0}")]
    ContentType(&'static str),
    /// Nothing, or too much.
    #[error("a {0} has 1 to {1} bytes")]
    Size(&'static str, u64),
    /// No SHA-256.
    #[error("32 bytes in base64")]
    Sha256,
}

impl UploadFault {
    /// The field.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Name(..) => "name",
            Self::ContentType(_) => "contentType",
            Self::Size(..) => "size",
            Self::Sha256 => "sha256",
        }
    }
}

impl NewFile {
    /// The upload of it at `now`; `random` is a UUID.
    pub fn admit(self, now: Timestamp, random: &str) -> Result<Upload, UploadFault> {
        let word = self.kind.as_str();
        let Some(media_type) = self.kind.media_type(self.name.as_str()) else {
            let ends: Vec<_> = self.kind.types().iter().map(|(end, _)| format!(".{end}")).collect();
            return Err(UploadFault::Name(word, ends.join(", ")));
        };
        if self.content_type != media_type {
            return Err(UploadFault::ContentType(media_type));
        }
        if self.size == 0 || self.size > self.kind.max_bytes() {
            return Err(UploadFault::Size(word, self.kind.max_bytes()));
        }
        if !STANDARD.decode(&self.sha256).is_ok_and(|hash| hash.len() == 32) {
            return Err(UploadFault::Sha256);
        }
        let id = FileId::new(self.kind, self.name, now, random);
        Ok(Upload { id, size: self.size, sha256: self.sha256 })
    }
}

/// A file that is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StoredFile {
    /// Which.
    pub id: String,
    /// What it is.
    pub kind: FileKind,
    /// What it is called.
    pub name: FileName,
    /// Its media type.
    pub content_type: &'static str,
    /// Its size in bytes.
    pub size: u64,
    /// When it was uploaded; none before that.
    pub uploaded_at: Option<Timestamp>,
}

impl StoredFile {
    /// What is told of a file of this size that was uploaded then.
    pub fn of(id: &FileId, size: u64, uploaded_at: Option<Timestamp>) -> Self {
        Self {
            id: id.to_text(),
            kind: id.kind(),
            name: id.name().clone(),
            content_type: id.media_type(),
            size,
            uploaded_at,
        }
    }
}
