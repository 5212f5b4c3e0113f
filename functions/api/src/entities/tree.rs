//! `GET /v1/farms/{farmId}/entities`: the whole hierarchy of a farm, sorted by path. It is read at once, so it is one page.

use std::sync::Arc;

use valmetal_domain::{access::Operation, entity::ports::ReadTree, names::FarmId};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Page, Path, State},
    problem::Problem,
};

use super::shape::EntityView;
use crate::{farm_access::allow, store::unavailable};

/// Answers the nodes.
pub(super) async fn tree(
    State(tree): State<Arc<dyn ReadTree>>,
    caller: Caller,
    Path(farm): Path<FarmId>,
) -> Result<Json<Page<EntityView>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let mut entities = tree.read_tree(&farm).await.map_err(unavailable)?;
    if entities.is_empty() {
        return Err(Problem::not_found("farm"));
    }
    entities.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Json(Page { items: entities.iter().map(EntityView::from).collect(), cursor: None }))
}
