//! `POST /v1/articles`: an article with its first draft.

use axum::response::Response;
use valmetal_domain::{
    access::PlatformOperation,
    content::{Article, ArticleContent},
    names::ArticleId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Keyed, State},
    ids,
    problem::Problem,
};

use super::{refused::refused, writes::Writes};
use crate::farm_access::allow_on_platform;

/// Makes the article and answers 201.
pub(super) async fn create(
    State(writes): State<Writes>,
    caller: Caller,
    Keyed { body, attempt }: Keyed<ArticleContent>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let id = ArticleId::new(ids::new_id())?;
    let article = Article::new(id, body, caller.user_id.clone(), writes.clock.now()).map_err(refused)?;
    writes.add(attempt, article).await
}
