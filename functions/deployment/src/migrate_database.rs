//! `migrate-database`: brings the schema to what this deployment's code needs, before anything that needs it is deployed.
//!
//! A deletion of the stack leaves the data as it is. Without a database there is nothing to migrate.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use tracing::info;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_postgres::{Database, MigrateError};
use valmetal_runtime::{
    error::Error,
    handler::{Failure, Function, Invocation},
};

use crate::custom_resource::{self, PutAnswer, Request, RequestType};

/// The function.
pub struct MigrateDatabase {
    /// The database, or none.
    pub database: Database,
    /// Answers CloudFormation.
    pub answers: Arc<dyn PutAnswer>,
}

impl Function for MigrateDatabase {
    type Event = Request;
    type Answer = ();

    async fn handle(&self, request: Request, _: &Invocation) -> Result<(), Failure> {
        let outcome = match request.request_type {
            RequestType::Delete => Ok(Map::new()),
            RequestType::Create | RequestType::Update => self.migrate().await,
        };
        custom_resource::answer(&*self.answers, &request, outcome).await?;
        Ok(())
    }
}

impl MigrateDatabase {
    /// Migrates, and answers the attribute `Version`: the newest migration, 0 without a database.
    async fn migrate(&self) -> Result<Map<String, Value>, Error> {
        let version = match self.database.migrate().await {
            Ok(migrated) => {
                info!(applied = migrated.applied, version = migrated.version, "migrated");
                migrated.version
            }
            Err(MigrateError::Store(StoreError::Missing)) => 0,
            Err(error) => return Err(error.into()),
        };
        Ok(Map::from_iter([("Version".to_owned(), json!(version.to_string()))]))
    }
}
