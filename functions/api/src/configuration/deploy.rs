//! `POST …/configuration/catalogue/deploy` and `…/roll-back`: another version is put into force. Deploying what is deployed
//! already changes nothing, so a request may be repeated after a crash.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::PlatformOperation,
    audit::{Action, ports::WriteAuditRecord},
    catalogue::versions::{DeployVersion, ListDeployments, ReadVersion, before_the_last},
    idempotency::{Attempt, Record},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, State},
    idempotency::{answer, respond},
    problem::Problem,
};

use super::catalogue::{audit, good, not_deployed};
use crate::{farm_access::allow_on_platform, store::unavailable};

/// What deploying needs.
#[derive(Clone)]
pub(super) struct Deploying {
    /// Reads the version, to look at it once more.
    pub versions: Arc<dyn ReadVersion>,
    /// Deploys it.
    pub deploy: Arc<dyn DeployVersion>,
    /// Notes who did.
    pub audit: Arc<dyn WriteAuditRecord>,
    /// The time.
    pub clock: Clock,
}

/// What rolling back needs.
#[derive(Clone)]
pub(super) struct RollingBack {
    /// Lists what was deployed.
    pub deployments: Arc<dyn ListDeployments>,
    /// Deploys.
    pub deploy: Arc<dyn DeployVersion>,
    /// Notes who did.
    pub audit: Arc<dyn WriteAuditRecord>,
    /// The time.
    pub clock: Clock,
}

/// Which version, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CatalogueDeployment")]
pub(super) struct Wanted {
    version: u32,
    reason: String,
}

/// Why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Back {
    reason: String,
}

/// A deployment that began. It is in force when `apply-catalogue` has seen it, within two minutes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StartedDeployment")]
pub(super) struct Deployed {
    deployment: u32,
    version: u32,
}

/// Deploys a version, and answers 202.
pub(super) async fn deploy(
    State(deploying): State<Deploying>,
    caller: Caller,
    Keyed { body: Wanted { version, reason }, attempt }: Keyed<Wanted>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let document = deploying.versions.read_version(version).await.map_err(unavailable)?;
    // A version may be older than a rule that it breaks.
    good(&document.ok_or_else(|| Problem::not_found("version"))?, "")?;
    let now = deploying.clock.now();
    start(&*deploying.deploy, &*deploying.audit, &caller, version, reason, attempt, now).await
}

/// Deploys the version that was in force before, and answers 202.
pub(super) async fn roll_back(
    State(rolling_back): State<RollingBack>,
    caller: Caller,
    Keyed { body: Back { reason }, attempt }: Keyed<Back>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let deployments = rolling_back.deployments.list_deployments().await.map_err(unavailable)?;
    let version = before_the_last(&deployments).ok_or_else(|| {
        Problem::conflict("nothingBefore", "No other version was deployed before the one in force.")
    })?;
    let now = rolling_back.clock.now();
    start(&*rolling_back.deploy, &*rolling_back.audit, &caller, version, reason, attempt, now).await
}

async fn start(
    deploy: &dyn DeployVersion,
    trail: &dyn WriteAuditRecord,
    caller: &Caller,
    version: u32,
    reason: String,
    attempt: Option<Attempt>,
    now: Timestamp,
) -> Result<Response, Problem> {
    let deployment = deploy.deploy_version(version, &reason).await.map_err(not_deployed)?;
    let answer = answer(StatusCode::ACCEPTED, &Deployed { deployment, version })?;
    let request = attempt.map(|attempt| Record::new(attempt, answer.clone(), now));
    let record = audit(caller, Action::Deployed, version, Some(reason), now);
    let written = trail.write_audit_record(&record, None, request.as_ref()).await;
    respond(written.map_err(unavailable)?, answer)
}
