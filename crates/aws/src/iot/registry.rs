//! The registry: what a thing is.

use async_trait::async_trait;
use aws_sdk_iot::Client;
use aws_sdk_iot::error::ProvideErrorMetadata;
use aws_sdk_iot::operation::create_thing::CreateThingError;
use aws_sdk_iot::operation::describe_thing::DescribeThingError;
use aws_sdk_iot::types::AttributePayload;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::names::ThingName;
use valmetal_domain::thing::ports::{DeleteThing, ReadRegistration, RegisterThing};
use valmetal_domain::thing::{NewThing, Registration};

use crate::error::store_error;

/// The account's things.
///
/// | IAM on the thing | what needs it |
/// | --- | --- |
/// | `iot:DescribeThing` | [`ReadRegistration`] |
/// | `iot:CreateThing` | [`RegisterThing`] |
/// | `iot:DeleteThing` | [`DeleteThing`] |
#[derive(Debug, Clone)]
pub struct Registry {
    client: Client,
}

impl Registry {
    /// The account's registry.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl ReadRegistration for Registry {
    async fn read_registration(&self, thing: &ThingName) -> Result<Option<Registration>, StoreError> {
        match self.client.describe_thing().thing_name(thing.as_str()).send().await {
            Ok(found) => Ok(Some(Registration {
                thing_id: found.thing_id,
                thing_type_name: found.thing_type_name,
                attributes: found.attributes.unwrap_or_default().into_iter().collect(),
                version: found.version,
            })),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(DescribeThingError::is_resource_not_found_exception) =>
            {
                Ok(None)
            }
            Err(error) => Err(store_error("iot:DescribeThing", error)),
        }
    }
}

#[async_trait]
impl RegisterThing for Registry {
    async fn register_thing(&self, thing: &NewThing) -> Result<(), StoreError> {
        let attributes = thing.attributes().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let payload = AttributePayload::builder().set_attributes(Some(attributes.into())).build();
        let made = self
            .client
            .create_thing()
            .thing_name(thing.name.as_str())
            .attribute_payload(payload)
            .send()
            .await;
        match made {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(CreateThingError::is_resource_already_exists_exception) =>
            {
                Err(StoreError::Conflict)
            }
            Err(error) => Err(store_error("iot:CreateThing", error)),
        }
    }
}

#[async_trait]
impl DeleteThing for Registry {
    async fn delete_thing(&self, thing: &ThingName) -> Result<(), StoreError> {
        match self.client.delete_thing().thing_name(thing.as_str()).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(()),
            Err(error) => Err(store_error("iot:DeleteThing", error)),
        }
    }
}
