//! `POST /v1/articles/{articleId}/publish` lets people read the draft, `…/unpublish` takes back what they read.

use axum::response::Response;
use valmetal_domain::{access::PlatformOperation, content::Article, names::ArticleId};
use valmetal_runtime::{
    claims::Caller,
    http::{IfMatch, Keyed, Nothing, Path, State},
    problem::Problem,
};

use super::writes::Writes;
use crate::farm_access::allow_on_platform;

/// Publishes the draft as the next version.
pub(super) async fn publish(
    State(writes): State<Writes>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    if_match: IfMatch,
    Keyed { body: Nothing {}, attempt }: Keyed<Nothing>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let act = |article: &Article, now| {
        article.publish(caller.user_id.clone(), now).map(|(article, version)| (article, Some(version)))
    };
    writes.change(&id, if_match, attempt, act).await
}

/// Takes back what is published.
pub(super) async fn unpublish(
    State(writes): State<Writes>,
    caller: Caller,
    Path(id): Path<ArticleId>,
    if_match: IfMatch,
    Keyed { body: Nothing {}, attempt }: Keyed<Nothing>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageContent)?;
    let act = |article: &Article, now| {
        article.unpublish(caller.user_id.clone(), now).map(|article| (article, None))
    };
    writes.change(&id, if_match, attempt, act).await
}
