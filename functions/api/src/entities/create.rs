//! `POST /v1/farms/{farmId}/entities`: a node below another.

use axum::response::Response;
use http::StatusCode;
use valmetal_domain::{
    access::Operation,
    entity::{NewEntity, Tree},
    names::{EntityId, FarmId},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Keyed, Path, State},
    ids,
    problem::Problem,
};

use super::{shape::EntityView, write::Writes};
use crate::{
    farm_access::allow,
    hierarchy::{Proposal, refused, write},
    store::unavailable,
};

/// Makes the node and answers 201.
pub(super) async fn create(
    State(writes): State<Writes>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Keyed { body, attempt }: Keyed<NewEntity>,
) -> Result<Response, Problem> {
    let member = allow(&caller, Operation::ChangeEntities, &farm, "farm")?;
    let id = EntityId::new(ids::new_id())?;
    let propose = async || {
        let tree = Tree::new(writes.tree.read_tree(&farm).await.map_err(unavailable)?);
        let (entity, changes) = tree.create(id.clone(), body.clone()).map_err(refused)?;
        Proposal::new(changes, member.clone(), StatusCode::CREATED, &EntityView::from(&entity))
    };
    write(&*writes.commit, &caller, attempt, writes.clock.now(), propose).await
}
