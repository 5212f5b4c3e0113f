//! `GET /v1/articles/{articleId}`: an article with its draft.

use std::sync::Arc;

use valmetal_domain::{
    access::PlatformOperation,
    content::{Article, ports::ReadArticle},
    names::ArticleId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{ETag, Json, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, store::unavailable};

/// Answers the article.
pub(super) async fn get(
    State(articles): State<Arc<dyn ReadArticle>>,
    caller: Caller,
    Path(id): Path<ArticleId>,
) -> Result<(ETag, Json<Article>), Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let article = articles.read_article(&id).await.map_err(unavailable)?;
    let article = article.ok_or_else(|| Problem::not_found("article"))?;
    Ok((ETag(article.version), Json(article)))
}
