//! AWS IoT's control plane: whether a thing is connected.

use async_trait::async_trait;
use aws_sdk_iot::Client;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::names::ThingName;
use valmetal_domain::presence::Asked;
use valmetal_domain::presence::ports::AskConnection;

use crate::error::store_error;

/// Asks fleet indexing for the connection of one thing. The index lags a little, and takes 15 queries a second of an
/// account: for what is about to become an alarm, never for a page.
///
/// IAM: `iot:SearchIndex` on the index `AWS_Things`.
#[derive(Debug, Clone)]
pub struct FleetIndex {
    client: Client,
}

impl FleetIndex {
    /// The account's index.
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

#[async_trait]
impl AskConnection for FleetIndex {
    async fn ask_connection(&self, thing: &ThingName) -> Result<Option<Asked>, StoreError> {
        let found = self
            .client
            .search_index()
            .query_string(format!("thingName:\"{thing}\""))
            .max_results(1)
            .send()
            .await
            .map_err(|error| store_error("iot:SearchIndex", error))?;
        let document = found.things().iter().find(|document| document.thing_name() == Some(thing.as_str()));
        let connectivity = document.and_then(|document| document.connectivity());
        // Without a time the thing was never seen since the index is on.
        Ok(connectivity.and_then(|connectivity| {
            let at = Timestamp::from_millisecond(connectivity.timestamp()?).ok()?;
            Some(Asked { connected: connectivity.connected()?, at })
        }))
    }
}
