//! `GET /v1/articles/{articleId}/versions`: what was ever published of an article, the newest first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::PlatformOperation,
    content::{ArticleVersion, ports::ReadArticleVersions},
    names::ArticleId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, page::page, store::unavailable};

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ArticleVersionsWanted")]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Limit<20, 50>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(versions): State<Arc<dyn ReadArticleVersions>>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<ArticleVersion>>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let query = ("versions", &id);
    let before: Option<u32> = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let limit = wanted.limit.get();
    let found = versions.read_article_versions(&id, limit + 1, before).await.map_err(unavailable)?;
    page(found, limit, &query, |version| version.number)
}
