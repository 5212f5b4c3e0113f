//! The fleet's index: which things there are, and which are connected.

use async_trait::async_trait;
use aws_sdk_iot::Client;
use aws_sdk_iot::error::ProvideErrorMetadata;
use aws_sdk_iot::types::ThingDocument;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::names::ThingName;
use valmetal_domain::presence::Asked;
use valmetal_domain::presence::ports::AskConnection;
use valmetal_domain::thing::FoundThing;
use valmetal_domain::thing::ports::SearchFleet;

use crate::error::{CallFailed, store_error};

const SEARCH: &str = "iot:SearchIndex";

/// Searches fleet indexing. The index lags a little, and takes 15 queries a second of an account.
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
            .map_err(|error| store_error(SEARCH, error))?;
        let document = found.things().iter().find(|document| document.thing_name() == Some(thing.as_str()));
        let connectivity = document.and_then(|document| document.connectivity());
        // Without a time the thing was never seen since the index is on.
        Ok(connectivity.and_then(|connectivity| {
            let at = Timestamp::from_millisecond(connectivity.timestamp()?).ok()?;
            Some(Asked { connected: connectivity.connected()?, at })
        }))
    }
}

#[async_trait]
impl SearchFleet for FleetIndex {
    async fn search_fleet(
        &self,
        query: &str,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<FoundThing>, Option<String>), StoreError> {
        let found = self
            .client
            .search_index()
            .query_string(query)
            .max_results(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_next_token(cursor)
            .send()
            .await
            .map_err(|error| match error.code() {
                // What the query says, such as a number of a field that holds texts, and not that it was said too often.
                Some("InvalidQueryException") => StoreError::Refused(CallFailed::of(SEARCH, error).into()),
                _ => store_error(SEARCH, error),
            })?;
        let things = found.things().iter().map(thing_of).collect::<Result<_, _>>()?;
        Ok((things, found.next_token.filter(|token| !token.is_empty())))
    }
}

fn thing_of(document: &ThingDocument) -> Result<FoundThing, StoreError> {
    let unreadable = |problem: String| StoreError::Unreadable(format!("a thing of the index: {problem}"));
    let name = document.thing_name().unwrap_or_default();
    let shadow = document.shadow().filter(|shadow| !shadow.is_empty()).map(serde_json::from_str);
    let connectivity = document.connectivity();
    Ok(FoundThing {
        thing_name: ThingName::new(name).map_err(|error| unreadable(error.to_string()))?,
        thing_type_name: document.thing_type_name().map(str::to_owned),
        attributes: document.attributes().cloned().unwrap_or_default().into_iter().collect(),
        shadow: shadow.transpose().map_err(|error| unreadable(error.to_string()))?,
        connected: connectivity.and_then(aws_sdk_iot::types::ThingConnectivity::connected),
        connected_at: connectivity
            .and_then(|connectivity| Timestamp::from_millisecond(connectivity.timestamp()?).ok()),
    })
}
