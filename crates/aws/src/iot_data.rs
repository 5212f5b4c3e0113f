//! AWS IoT's data plane: the shadows of things.

use async_trait::async_trait;
use aws_sdk_iotdataplane::Client;
use aws_sdk_iotdataplane::error::ProvideErrorMetadata;
use aws_sdk_iotdataplane::primitives::Blob;
use serde_json::{Value, json};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::command::ports::UpdateDesired;
use valmetal_domain::names::ThingName;
use valmetal_domain::thing::ports::{DeleteShadow, ReadShadow};

use crate::error::store_error;

/// What AWS answers where a thing has no shadow.
const NOT_FOUND: Option<&str> = Some("ResourceNotFoundException");

/// The classic shadows of things.
///
/// | IAM on the thing | what needs it |
/// | --- | --- |
/// | `iot:GetThingShadow` | [`ReadShadow`] |
/// | `iot:UpdateThingShadow` | [`UpdateDesired`] |
/// | `iot:DeleteThingShadow` | [`DeleteShadow`] |
#[derive(Debug, Clone)]
pub struct Shadows {
    client: Client,
}

impl Shadows {
    /// The account's shadows.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl ReadShadow for Shadows {
    async fn read_shadow(&self, thing: &ThingName) -> Result<Option<Value>, StoreError> {
        match self.client.get_thing_shadow().thing_name(thing.as_str()).send().await {
            Ok(found) => {
                let payload = found.payload.unwrap_or_else(|| Blob::new([]));
                serde_json::from_slice(payload.as_ref())
                    .map(Some)
                    .map_err(|error| StoreError::Unreadable(format!("the shadow of {thing}: {error}")))
            }
            Err(error) if error.code() == NOT_FOUND => Ok(None),
            Err(error) => Err(store_error("iot:GetThingShadow", error)),
        }
    }
}

#[async_trait]
impl UpdateDesired for Shadows {
    async fn update_desired(&self, thing: &ThingName, patch: &Value, token: &str) -> Result<(), StoreError> {
        let update = json!({"state": {"desired": patch}, "clientToken": token}).to_string();
        self.client
            .update_thing_shadow()
            .thing_name(thing.as_str())
            .payload(Blob::new(update))
            .send()
            .await
            .map_err(|error| store_error("iot:UpdateThingShadow", error))?;
        Ok(())
    }
}

#[async_trait]
impl DeleteShadow for Shadows {
    async fn delete_shadow(&self, thing: &ThingName) -> Result<(), StoreError> {
        match self.client.delete_thing_shadow().thing_name(thing.as_str()).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == NOT_FOUND => Ok(()),
            Err(error) => Err(store_error("iot:DeleteThingShadow", error)),
        }
    }
}
