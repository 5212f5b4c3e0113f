//! What somebody exported, for as long as they need to fetch it.

use std::time::Duration;

use async_trait::async_trait;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::feed::ports::KeepExport;

use super::Bucket;

/// The bucket of exports. A link is made without a call; whoever has it acts with the rights of this function.
///
/// IAM: `s3:PutObject` and, for whoever follows the link, `s3:GetObject` on its objects.
#[derive(Debug, Clone)]
pub struct Exports(Bucket);

impl Exports {
    /// The exports in this bucket.
    pub const fn new(bucket: Bucket) -> Self {
        Self(bucket)
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
        self.0.put(name, media_type, content).await?;
        Ok(self.0.link_get(name, &[], valid).await?.url)
    }
}
