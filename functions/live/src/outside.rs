//! AWS IoT's topics and the archive's bucket.

use async_trait::async_trait;
use live::ports::{Archive, PublishLive};
use valmetal_aws::error::store_error;
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
pub(crate) struct Bucket {
    pub(crate) client: aws_sdk_s3::Client,
    pub(crate) name: String,
}

#[async_trait]
impl Archive for Bucket {
    async fn archive(&self, key: &str, body: Vec<u8>) -> Result<(), StoreError> {
        let put = self.client.put_object().bucket(&self.name).key(key).content_type("application/json");
        let kept = put.body(body.into()).send().await;
        kept.map(drop).map_err(|error| store_error("s3:PutObject", error))
    }
}
