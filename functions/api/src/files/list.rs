//! `GET /v1/farms/{farmId}/files`: the files of a farm, by kind and the newest first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    file::{FileKind, StoredFile, ports::ListFiles},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    kind: Option<FileKind>,
    #[serde(default)]
    limit: Limit<50, 200>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(files): State<Arc<dyn ListFiles>>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<StoredFile>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let query = ("files", farm.as_str(), wanted.kind);
    let position = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let page = files.list_files(&farm, wanted.kind, wanted.limit.get(), position).await;
    let (items, next) = page.map_err(unavailable)?;
    let cursor = next.map(|position| cursor::seal(&query, &position)).transpose()?;
    Ok(Json(Page { items, cursor }))
}
