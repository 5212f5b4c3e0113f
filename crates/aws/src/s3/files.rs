//! The files of farms.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rusty_s3::actions::ListObjectsV2;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::file::ports::{DeleteFile, FindFile, Link, LinkDownload, LinkUpload, ListFiles};
use valmetal_domain::file::{FileId, FileKind, StoredFile, Upload};
use valmetal_domain::names::FarmId;

use super::Bucket;
use crate::error::CallFailed;

/// What RFC 8187 leaves as it is in a name that is encoded.
const IN_A_NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');

/// The files in one bucket. A link is made here without a call; whoever has it acts with the rights of this function.
///
/// | IAM on the bucket | what needs it |
/// | --- | --- |
/// | `s3:PutObject` | [`LinkUpload`] |
/// | `s3:GetObject` | [`LinkDownload`], [`FindFile`] |
/// | `s3:ListBucket` | [`ListFiles`], [`FindFile`], which is told of a missing right and not of a missing file else |
/// | `s3:DeleteObject` | [`DeleteFile`] |
#[derive(Debug, Clone)]
pub struct Files(Bucket);

impl Files {
    /// The files in this bucket.
    pub const fn new(bucket: Bucket) -> Self {
        Self(bucket)
    }
}

#[async_trait]
impl LinkUpload for Files {
    async fn link_upload(&self, farm: &FarmId, upload: &Upload, valid: Duration) -> Result<Link, StoreError> {
        // All of these are signed: another type, size or content is another request.
        let headers = [
            ("content-length", upload.size.to_string()),
            ("content-type", upload.id.media_type().to_owned()),
            ("x-amz-checksum-sha256", upload.sha256.clone()),
        ];
        self.0.link_put(&upload.id.key(farm), &headers, valid).await
    }
}

#[async_trait]
impl LinkDownload for Files {
    async fn link_download(&self, farm: &FarmId, id: &FileId, valid: Duration) -> Result<Link, StoreError> {
        let name = utf8_percent_encode(id.name().as_str(), IN_A_NAME);
        let answered = [
            // Never shown in place: what somebody uploaded does not run as a page of ours.
            ("response-content-disposition", format!("attachment; filename*=UTF-8''{name}")),
            ("response-content-type", id.media_type().to_owned()),
        ];
        self.0.link_get(&id.key(farm), &answered, valid).await
    }
}

#[async_trait]
impl ListFiles for Files {
    async fn list_files(
        &self,
        farm: &FarmId,
        kind: Option<FileKind>,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<StoredFile>, Option<String>), StoreError> {
        const LIST: &str = "s3:ListObjectsV2";
        let credentials = self.0.credentials().await?;
        let mut list = self.0.actions().list_objects_v2(Some(&credentials));
        list.with_prefix(FileId::prefix(farm, kind));
        list.with_max_keys(usize::try_from(limit).unwrap_or(usize::MAX));
        if let Some(cursor) = cursor {
            list.with_start_after(cursor);
        }
        let answer = self.0.send(LIST, list, Vec::new()).await?;
        let unreadable = |fault: String| {
            StoreError::Unavailable(CallFailed::new(LIST, format!("unreadable: {fault}")).into())
        };
        let text = String::from_utf8(answer.body).map_err(|error| unreadable(error.to_string()))?;
        let page = ListObjectsV2::parse_response(&text).map_err(|error| unreadable(error.to_string()))?;
        let files = page.contents.iter().filter_map(|object| {
            let id = FileId::of_key(farm, &object.key)?;
            let at = object.last_modified.as_deref().and_then(|at| at.parse().ok());
            Some(StoredFile::of(&id, object.size.unwrap_or_default(), at))
        });
        let end = page.contents.last().map(|object| object.key.clone());
        Ok((files.collect(), end.filter(|_| page.next_continuation_token.is_some())))
    }
}

#[async_trait]
impl FindFile for Files {
    async fn find_file(&self, farm: &FarmId, id: &FileId) -> Result<Option<StoredFile>, StoreError> {
        let credentials = self.0.credentials().await?;
        let key = id.key(farm);
        let head = self.0.actions().head_object(Some(&credentials), &key);
        let Some(answer) = self.0.find("s3:HeadObject", head, Vec::new()).await? else { return Ok(None) };
        let size = answer.headers.get("content-length").and_then(|size| size.parse().ok());
        Ok(Some(StoredFile::of(
            id,
            size.unwrap_or_default(),
            answer.headers.get("last-modified").and_then(time),
        )))
    }
}

#[async_trait]
impl DeleteFile for Files {
    async fn delete_file(&self, farm: &FarmId, id: &FileId) -> Result<(), StoreError> {
        let credentials = self.0.credentials().await?;
        let key = id.key(farm);
        let delete = self.0.actions().delete_object(Some(&credentials), &key);
        self.0.find("s3:DeleteObject", delete, Vec::new()).await.map(drop)
    }
}

/// The time of a header, such as `Sat, 21 Nov 2026 19:23:13 GMT`.
fn time(at: &str) -> Option<Timestamp> {
    rfc2822::parse(at).ok().map(|at| at.timestamp())
}
