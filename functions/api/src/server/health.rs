//! `/healthz`: the process answers. `/readyz`: it can serve, with what it knows of what it needs.
//!
//! A database that is asleep stays so: it is only tried where connections are open or could not be had. One that is away is told
//! of, and does not make the task unready: most routes need none.

use std::{sync::Arc, time::Duration};

use aws_types::SdkConfig;
use axum::extract::State as Extracted;
use http::StatusCode;
use serde::Serialize;
use tokio::{
    sync::{Mutex, watch},
    time::{Instant, timeout},
};
use tracing::warn;
use valmetal_aws::client;
use valmetal_postgres::{Database, Standing};
use valmetal_runtime::{
    config::Env,
    error::{Error, chain},
    http::Json,
};

use super::live::Hub;

/// How long an answer of AWS is good for.
const FRESH: Duration = Duration::from_secs(5);
/// How long AWS or the database may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the process takes requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It does.
    Serving,
    /// It is about to end.
    Draining,
}

/// Knows how the process is.
#[derive(Clone)]
pub(super) struct Health(Arc<Parts>);

struct Parts {
    dynamodb: aws_sdk_dynamodb::Client,
    table: String,
    database: Database,
    hub: Hub,
    phases: watch::Receiver<State>,
    /// When AWS was last asked, and whether it answered.
    asked: Mutex<Option<(Instant, bool)>>,
}

/// What `/readyz` says.
#[allow(clippy::struct_excessive_bools, reason = "one for each part")]
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Readiness {
    ready: bool,
    draining: bool,
    /// Whether DynamoDB answers.
    aws: bool,
    /// `none`, `asleep` (no connection is open), `connected` or `away`.
    database: &'static str,
    /// Whether live updates come in.
    live: bool,
}

impl Health {
    /// Asks nobody yet.
    pub(super) fn new(
        env: &Env,
        sdk: &SdkConfig,
        database: Database,
        hub: Hub,
        phases: watch::Receiver<State>,
    ) -> Result<Self, Error> {
        let (dynamodb, table) = (client::dynamodb(sdk), env.text("ALARM_TABLE")?);
        Ok(Self(Arc::new(Parts { dynamodb, table, database, hub, phases, asked: Mutex::new(None) })))
    }

    /// How many connections to the database are open.
    pub(super) fn database_connections(&self) -> u32 {
        self.0.database.open_connections()
    }
}

impl Parts {
    async fn readiness(&self) -> Readiness {
        let draining = *self.phases.borrow() == State::Draining;
        let aws = self.aws().await;
        let live = self.hub.is_connected();
        Readiness { ready: aws && !draining, draining, aws, database: self.database().await, live }
    }

    /// Whether the item of the catalogue in force can be asked for, whatever it is.
    async fn aws(&self) -> bool {
        let mut asked = self.asked.lock().await;
        if let Some((at, answered)) = *asked
            && at.elapsed() < FRESH
        {
            return answered;
        }
        let key = |text: &str| aws_sdk_dynamodb::types::AttributeValue::S(text.to_owned());
        let asking = self
            .dynamodb
            .get_item()
            .table_name(&self.table)
            .key("pk", key("CATALOGUE"))
            .key("sk", key("CURRENT"))
            .projection_expression("pk");
        let answered = match timeout(PATIENCE, asking.send()).await {
            Ok(Ok(_)) => true,
            Ok(Err(error)) => {
                warn!(error = chain(&error), "DynamoDB does not serve");
                false
            }
            Err(_) => false,
        };
        *asked = Some((Instant::now(), answered));
        answered
    }

    async fn database(&self) -> &'static str {
        match self.database.standing(PATIENCE).await {
            Standing::None => "none",
            Standing::Asleep => "asleep",
            Standing::Connected => "connected",
            Standing::Away => "away",
        }
    }
}

/// `/healthz`.
pub(super) async fn healthz() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// `/readyz`: 503 where it is not ready.
pub(super) async fn readyz(Extracted(health): Extracted<Health>) -> (StatusCode, Json<Readiness>) {
    let readiness = health.0.readiness().await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(readiness))
}
