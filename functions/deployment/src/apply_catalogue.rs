//! `apply-catalogue`: takes the catalogue that AppConfig has deployed into force, by writing its definitions where the alarm
//! queue's handler reads them with each condition.
//!
//! It runs each minute, and a deployment of the stack waits for it. Most of its runs do nothing. A document with a fault is
//! refused with the path of the fault; the last good one stays.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tracing::{info, warn};
use valmetal_domain::catalogue::{
    Catalogue, CatalogueStatus, Verdict,
    ports::{FetchCatalogue, ReadCatalogueStatus, WriteCatalogueStatus, WriteDefinitions},
};
use valmetal_runtime::{
    clock::Clock,
    error::Error,
    handler::{Failure, Function, Invocation},
};

use crate::custom_resource::{self, PutAnswer, Request, RequestType};

/// The function.
pub struct ApplyCatalogue {
    /// Fetches what is deployed.
    pub fetch: Arc<dyn FetchCatalogue>,
    /// Reads what is in force.
    pub read: Arc<dyn ReadCatalogueStatus>,
    /// Writes definitions.
    pub definitions: Arc<dyn WriteDefinitions>,
    /// Writes what is in force.
    pub status: Arc<dyn WriteCatalogueStatus>,
    /// Answers CloudFormation.
    pub answers: Arc<dyn PutAnswer>,
    /// The time.
    pub clock: Clock,
}

/// Who asks.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Event {
    /// A deployment, which waits.
    Deployment(Request),
    /// The schedule.
    Schedule(Value),
}

impl Function for ApplyCatalogue {
    type Event = Event;
    type Answer = ();

    async fn handle(&self, event: Event, _: &Invocation) -> Result<(), Failure> {
        match event {
            Event::Schedule(_) => self.apply().await.map(drop)?,
            Event::Deployment(request) => {
                let outcome = match request.request_type {
                    // The definitions go with their table.
                    RequestType::Delete => Ok(Map::new()),
                    RequestType::Create | RequestType::Update => self.applied().await,
                };
                custom_resource::answer(&*self.answers, &request, outcome).await?;
            }
        }
        Ok(())
    }
}

impl ApplyCatalogue {
    /// Applies what is deployed. Answers what is known then.
    async fn apply(&self) -> Result<CatalogueStatus, Error> {
        let known = self.read.read_catalogue_status().await?;
        let Some(document) = self.fetch.fetch_catalogue().await? else { return Ok(known) };
        match known.judge(&document, self.clock.now()) {
            Verdict::Known => Ok(known),
            Verdict::Apply { catalogue, dropped, status } => {
                let Catalogue { version, definitions } = catalogue;
                let definitions: Vec<_> = definitions.values().collect();
                self.definitions.write_definitions(version, &definitions, &dropped).await?;
                // Last, so that a run that dies before it is made up for by the next.
                self.status.write_catalogue_status(&status).await?;
                info!(
                    version,
                    codes = definitions.len(),
                    dropped = dropped.len(),
                    "catalogue {version} is in force"
                );
                Ok(status)
            }
            Verdict::Refuse { status } => {
                self.status.write_catalogue_status(&status).await?;
                warn!(
                    faults = faults_of(&status),
                    "the deployed catalogue is refused, the last good one stays"
                );
                Ok(status)
            }
        }
    }

    /// Applies what is deployed, for a deployment: a refusal fails it.
    async fn applied(&self) -> Result<Map<String, Value>, Error> {
        let status = self.apply().await?;
        if status.refused.is_some() {
            return Err(format!("the catalogue is refused: {}", faults_of(&status)).into());
        }
        let version = status.in_force.map(|known| known.version);
        Ok(Map::from_iter([("Version".to_owned(), json!(version))]))
    }
}

fn faults_of(status: &CatalogueStatus) -> String {
    status.refused.as_ref().map(|refused| refused.faults.to_string()).unwrap_or_default()
}
