//! `DELETE /v1/articles/{articleId}`: an article that nobody can read, with all its versions.

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::PlatformOperation,
    content::ports::{DeleteArticle, ReadArticle, StoreError},
    names::ArticleId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Path, State},
    problem::Problem,
};

use super::refused::refused;
use crate::{farm_access::allow_on_platform, store::unavailable, tries::Tries};

/// What deleting an article needs.
#[derive(Clone)]
pub(super) struct Deletion {
    /// Reads the article.
    pub articles: Arc<dyn ReadArticle>,
    /// Deletes it.
    pub delete: Arc<dyn DeleteArticle>,
}

/// Deletes the article and answers 204.
pub(super) async fn delete(
    State(deletion): State<Deletion>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    if_match: IfMatch,
) -> Result<StatusCode, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let mut tries = Tries::new();
    loop {
        let article = deletion.articles.read_article(&id).await.map_err(unavailable)?;
        let article = article.ok_or_else(|| Problem::not_found("article"))?;
        if_match.check(article.version)?;
        article.check_deletion().map_err(refused)?;
        match deletion.delete.delete_article(&id, article.version).await {
            Ok(()) => return Ok(StatusCode::NO_CONTENT),
            Err(StoreError::Conflict) if tries.again().await => {}
            Err(error) => return Err(unavailable(error)),
        }
    }
}
