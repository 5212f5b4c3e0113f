//! `configure-iot`: what CloudFormation has no type for. Fleet indexing, and which events AWS IoT publishes of its registry.
//!
//! Both are settings of the account and the region, so a deletion of the stack leaves them: another stack may need them.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Map, Value};
use valmetal_runtime::{
    error::Error,
    handler::{Failure, Function, Invocation},
};

use crate::custom_resource::{self, PutAnswer, Request, RequestType};

/// The function.
pub struct ConfigureIot {
    /// Sets both.
    pub settings: Arc<dyn IotSettings>,
    /// Answers CloudFormation.
    pub answers: Arc<dyn PutAnswer>,
}

/// The account's settings of AWS IoT.
#[async_trait]
pub trait IotSettings: Send + Sync {
    /// Indexes the registry, the shadows and the connectivity of things.
    async fn index_fleet(&self) -> Result<(), Error>;
    /// Publishes events of the registry's things.
    async fn publish_registry_events(&self) -> Result<(), Error>;
}

impl Function for ConfigureIot {
    type Event = Request;
    type Answer = ();

    async fn handle(&self, request: Request, _: &Invocation) -> Result<(), Failure> {
        let outcome = match request.request_type {
            RequestType::Delete => Ok(Map::new()),
            RequestType::Create | RequestType::Update => self.configure().await,
        };
        custom_resource::answer(&*self.answers, &request, outcome).await?;
        Ok(())
    }
}

impl ConfigureIot {
    async fn configure(&self) -> Result<Map<String, Value>, Error> {
        self.settings.index_fleet().await?;
        self.settings.publish_registry_events().await?;
        Ok(Map::new())
    }
}
