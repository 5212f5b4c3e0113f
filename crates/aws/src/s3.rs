//! S3: the files of farms.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::operation::head_object::HeadObjectError;
use aws_sdk_s3::presigning::{PresignedRequest, PresigningConfig};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::file::ports::{DeleteFile, FindFile, Link, LinkDownload, LinkUpload, ListFiles};
use valmetal_domain::file::{FileId, FileKind, StoredFile, Upload};
use valmetal_domain::names::FarmId;

use crate::error::{CallFailed, store_error};

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
pub struct Files {
    client: Client,
    bucket: String,
}

impl Files {
    /// The files in this bucket.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}

#[async_trait]
impl LinkUpload for Files {
    async fn link_upload(&self, farm: &FarmId, upload: &Upload, valid: Duration) -> Result<Link, StoreError> {
        const PUT: &str = "s3:PutObject";
        let size = i64::try_from(upload.size).unwrap_or(i64::MAX);
        // All of these are signed: another type, size or content is another request.
        let presigned = self
            .client
            .put_object()
            .bucket(&self.bucket)
            .key(upload.id.key(farm))
            .content_type(upload.id.media_type())
            .content_length(size)
            .checksum_sha256(&upload.sha256)
            .presigned(lasting(PUT, valid)?)
            .await
            .map_err(|error| store_error(PUT, error))?;
        Ok(link(&presigned))
    }
}

#[async_trait]
impl LinkDownload for Files {
    async fn link_download(&self, farm: &FarmId, id: &FileId, valid: Duration) -> Result<Link, StoreError> {
        const GET: &str = "s3:GetObject";
        let name = utf8_percent_encode(id.name().as_str(), IN_A_NAME);
        let presigned = self
            .client
            .get_object()
            .bucket(&self.bucket)
            .key(id.key(farm))
            // Never shown in place: what somebody uploaded does not run as a page of ours.
            .response_content_disposition(format!("attachment; filename*=UTF-8''{name}"))
            .response_content_type(id.media_type())
            .presigned(lasting(GET, valid)?)
            .await
            .map_err(|error| store_error(GET, error))?;
        Ok(link(&presigned))
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
        let page = self
            .client
            .list_objects_v2()
            .bucket(&self.bucket)
            .prefix(FileId::prefix(farm, kind))
            .max_keys(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_start_after(cursor)
            .send()
            .await
            .map_err(|error| store_error("s3:ListObjectsV2", error))?;
        let files = page.contents().iter().filter_map(|object| {
            let id = FileId::of_key(farm, object.key()?)?;
            Some(StoredFile::of(&id, size(object.size()), object.last_modified().and_then(time)))
        });
        let last = page.contents().last().and_then(|object| object.key()).map(str::to_owned);
        Ok((files.collect(), last.filter(|_| page.is_truncated() == Some(true))))
    }
}

#[async_trait]
impl FindFile for Files {
    async fn find_file(&self, farm: &FarmId, id: &FileId) -> Result<Option<StoredFile>, StoreError> {
        let found = self.client.head_object().bucket(&self.bucket).key(id.key(farm)).send().await;
        match found {
            Ok(object) => {
                let uploaded_at = object.last_modified().and_then(time);
                Ok(Some(StoredFile::of(id, size(object.content_length()), uploaded_at)))
            }
            Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => Ok(None),
            Err(error) => Err(store_error("s3:HeadObject", error)),
        }
    }
}

#[async_trait]
impl DeleteFile for Files {
    async fn delete_file(&self, farm: &FarmId, id: &FileId) -> Result<(), StoreError> {
        let deleted = self.client.delete_object().bucket(&self.bucket).key(id.key(farm)).send().await;
        deleted.map_err(|error| store_error("s3:DeleteObject", error))?;
        Ok(())
    }
}

fn lasting(operation: &'static str, valid: Duration) -> Result<PresigningConfig, StoreError> {
    PresigningConfig::expires_in(valid)
        .map_err(|error| StoreError::Refused(CallFailed::new(operation, error.to_string()).into()))
}

fn link(request: &PresignedRequest) -> Link {
    Link {
        method: request.method().to_owned(),
        url: request.uri().to_owned(),
        headers: request.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    }
}

fn size(size: Option<i64>) -> u64 {
    size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default()
}

fn time(at: &aws_sdk_s3::primitives::DateTime) -> Option<Timestamp> {
    Timestamp::new(at.secs(), i32::try_from(at.subsec_nanos()).ok()?).ok()
}
