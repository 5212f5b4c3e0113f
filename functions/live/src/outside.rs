//! AWS IoT's topics and the archive's bucket.

use async_trait::async_trait;
use live::ports::{Archive, PublishLive};
use valmetal_aws::{error::store_error, s3::Bucket};
use valmetal_domain::{alarm::ports::StoreError, names::FarmId};

/// The topics `valmetal/live/<farm>`. IAM: `iot:Publish` on them.
pub(crate) struct LiveTopic(pub(crate) aws_sdk_iotdataplane::Client);

#[async_trait]
impl PublishLive for LiveTopic {
    async fn publish_live(&self, farm: &FarmId, message: Vec<u8>) -> Result<(), StoreError> {
        let topic = format!("valmetal/live/{farm}");
        let published = self.0.publish().topic(topic).qos(0).payload(message.into()).send().await;
        published.map(drop).map_err(|error| store_error("iot:Publish", error))
    }
}

/// The archive's bucket. IAM: `s3:PutObject` in it.
pub(crate) struct JournalArchive(pub(crate) Bucket);

#[async_trait]
impl Archive for JournalArchive {
    async fn archive(&self, key: &str, body: Vec<u8>) -> Result<(), StoreError> {
        self.0.put(key, "application/json", body).await
    }
}
