//! S3: what somebody exported, for as long as they need to fetch it.

use std::time::Duration;

use async_trait::async_trait;
use aws_sdk_s3::Client;
use aws_sdk_s3::presigning::PresigningConfig;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::ports::KeepExport;

use crate::error::{CallFailed, store_error};

/// The bucket of exports. A link is made without a call; whoever has it acts with the rights of this function.
///
/// IAM: `s3:PutObject` and, for whoever follows the link, `s3:GetObject` on its objects.
#[derive(Debug, Clone)]
pub struct Exports {
    client: Client,
    bucket: String,
}

impl Exports {
    /// The bucket with this name.
    pub fn new(client: Client, bucket: impl Into<String>) -> Self {
        Self { client, bucket: bucket.into() }
    }
}

#[async_trait]
impl KeepExport for Exports {
    async fn keep_export(
        &self,
        name: &str,
        media_type: &str,
        content: Vec<u8>,
        valid: Duration,
    ) -> Result<String, StoreError> {
        const PUT: &str = "s3:PutObject";
        const GET: &str = "s3:GetObject";
        let put = self.client.put_object().bucket(&self.bucket).key(name).content_type(media_type);
        put.body(content.into()).send().await.map_err(|error| store_error(PUT, error))?;
        let lasting = PresigningConfig::expires_in(valid)
            .map_err(|error| StoreError::Refused(CallFailed::new(GET, error.to_string()).into()))?;
        let get = self.client.get_object().bucket(&self.bucket).key(name);
        let link = get.presigned(lasting).await.map_err(|error| store_error(GET, error))?;
        Ok(link.uri().to_owned())
    }
}
