//! `PUT /v1/articles/{articleId}`: another draft; what people read stays. With `If-Match`, only over the version that was read.

use axum::response::Response;
use valmetal_domain::{access::PlatformOperation, content::ArticleContent, names::ArticleId};
use valmetal_runtime::{
    claims::Caller,
    http::{Body, IfMatch, Path, State},
    problem::Problem,
};

use super::writes::Writes;
use crate::farm_access::allow_on_platform;

/// Writes the draft.
pub(super) async fn update(
    State(writes): State<Writes>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    if_match: IfMatch,
    Body(content): Body<ArticleContent>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let redraft = |article: &valmetal_domain::content::Article, now| {
        article.redraft(content.clone(), caller.user_id.clone(), now).map(|article| (article, None))
    };
    writes.change(&id, if_match, None, redraft).await
}
