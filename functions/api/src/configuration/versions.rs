//! `…/configuration/catalogue/versions`: the versions of the catalogue that are kept.

use std::sync::Arc;

use axum::response::Response;
use http::{StatusCode, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::PlatformOperation,
    audit::{Action, ports::WriteAuditRecord},
    catalogue::{
        CatalogueStatus,
        ports::ReadCatalogueStatus,
        versions::{AddVersion, CatalogueVersion, Deployment, ListDeployments, ListVersions, ReadVersion},
    },
    idempotency::{Outcome, ReadAnswer, Record},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Keyed, Limit, Path, Query, State, cursor},
    idempotency::{answer, respond},
    problem::Problem,
};

use super::catalogue::{Document, audit, good};
use crate::{farm_access::allow_on_platform, repeat::answered, store::unavailable};

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Lists the versions.
    pub versions: Arc<dyn ListVersions>,
    /// Lists the deployments.
    pub deployments: Arc<dyn ListDeployments>,
    /// Reads which catalogue is in force.
    pub status: Arc<dyn ReadCatalogueStatus>,
}

/// What adding needs.
#[derive(Clone)]
pub(super) struct Additions {
    /// Reads whether the request was answered before: a version cannot be taken back.
    pub answered: Arc<dyn ReadAnswer>,
    /// Keeps the version.
    pub versions: Arc<dyn AddVersion>,
    /// Notes who did.
    pub audit: Arc<dyn WriteAuditRecord>,
    /// The time.
    pub clock: Clock,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Limit<20, 50>,
    cursor: Option<String>,
}

/// The versions, their deployments, and what is in force.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "CatalogueVersions")]
pub(super) struct Versions {
    items: Vec<CatalogueVersion>,
    cursor: Option<String>,
    /// The last deployments, the newest first.
    deployments: Vec<Deployment>,
    /// The catalogue in force, and the last one that was refused.
    status: CatalogueStatus,
}

/// A version that was added.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "AddedCatalogueVersion")]
pub(super) struct Added {
    number: u32,
    /// The document's own number.
    catalogue_version: u64,
}

/// Answers a page of versions.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Versions>, Problem> {
    const QUERY: &str = "catalogue-versions";
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let position = wanted.cursor.map(|sealed| cursor::open(&QUERY, &sealed)).transpose()?;
    let ((items, next), deployments, status) = futures::try_join!(
        lists.versions.list_versions(wanted.limit.get(), position),
        lists.deployments.list_deployments(),
        lists.status.read_catalogue_status(),
    )
    .map_err(unavailable)?;
    let cursor = next.map(|position| cursor::seal(&QUERY, &position)).transpose()?;
    Ok(Json(Versions { items, cursor, deployments, status }))
}

/// Answers the document of a version, as it was added.
pub(super) async fn get(
    State(versions): State<Arc<dyn ReadVersion>>,
    caller: Caller,
    Path(number): Path<u32>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let document = versions.read_version(number).await.map_err(unavailable)?;
    let document = document.ok_or_else(|| Problem::not_found("version"))?;
    Ok(Response::builder().header(header::CONTENT_TYPE, "application/json").body(document.into())?)
}

/// Keeps a good document, and answers 201 with its number. It is not in force until it is deployed.
pub(super) async fn add(
    State(additions): State<Additions>,
    caller: Caller,
    Keyed { body: Document { catalogue, description }, attempt }: Keyed<Document>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let bytes = catalogue.get().as_bytes();
    let catalogue_version = good(bytes, "catalogue")?.version;
    let now = additions.clock.now();
    if let Some(before) = answered(&*additions.answered, attempt.as_ref(), now).await? {
        return respond(Outcome::Replayed(before.clone()), before);
    }
    let number = additions.versions.add_version(bytes, description.as_deref()).await.map_err(unavailable)?;
    let answer = answer(StatusCode::CREATED, &Added { number, catalogue_version })?;
    let request = attempt.map(|attempt| Record::new(attempt, answer.clone(), now));
    let record = audit(&caller, Action::Created, number, description, now);
    let written = additions.audit.write_audit_record(&record, None, request.as_ref()).await;
    respond(written.map_err(unavailable)?, answer)
}
