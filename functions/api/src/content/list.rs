//! `GET /v1/articles`: all articles with their drafts, the newest first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::PlatformOperation,
    content::{Article, ArticleKind, ports::ReadArticles},
    names::ArticleId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Query, State, cursor},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, page::page, store::unavailable};

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ArticlesWanted")]
pub(super) struct Wanted {
    kind: Option<ArticleKind>,
    #[serde(default)]
    limit: Limit<20, 50>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(articles): State<Arc<dyn ReadArticles>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Article>>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let query = ("articles", wanted.kind);
    let after: Option<ArticleId> = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let limit = wanted.limit.get();
    let found = articles.read_articles(wanted.kind, limit + 1, after.as_ref()).await.map_err(unavailable)?;
    page(found, limit, &query, |article| article.id.clone())
}
