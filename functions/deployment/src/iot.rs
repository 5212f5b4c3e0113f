//! The account's settings, in AWS IoT.

use async_trait::async_trait;
use aws_sdk_iot::{
    Client,
    types::{
        Configuration, EventType, ThingConnectivityIndexingMode, ThingGroupIndexingConfiguration,
        ThingGroupIndexingMode, ThingIndexingConfiguration, ThingIndexingMode,
    },
};
use deployment::configure_iot::IotSettings;
use valmetal_runtime::error::Error;

/// AWS IoT's control plane.
pub(crate) struct Settings(pub(crate) Client);

#[async_trait]
impl IotSettings for Settings {
    async fn index_fleet(&self) -> Result<(), Error> {
        let things = ThingIndexingConfiguration::builder()
            .thing_indexing_mode(ThingIndexingMode::RegistryAndShadow)
            .thing_connectivity_indexing_mode(ThingConnectivityIndexingMode::Status)
            .build()?;
        let groups = ThingGroupIndexingConfiguration::builder()
            .thing_group_indexing_mode(ThingGroupIndexingMode::Off)
            .build()?;
        self.0
            .update_indexing_configuration()
            .thing_indexing_configuration(things)
            .thing_group_indexing_configuration(groups)
            .send()
            .await?;
        Ok(())
    }

    async fn publish_registry_events(&self) -> Result<(), Error> {
        let on = Configuration::builder().enabled(true).build();
        self.0.update_event_configurations().event_configurations(EventType::Thing, on).send().await?;
        Ok(())
    }
}
