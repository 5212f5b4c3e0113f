//! `GET /v1/farms/{farmId}/members`: all of them, by name. A farm has at most as many as one page holds.

use std::sync::Arc;

use valmetal_domain::{
    access::Operation,
    entity::{Member, ports::ReadMembers},
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Page, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// Answers the members.
pub(super) async fn list(
    State(members): State<Arc<dyn ReadMembers>>,
    caller: Caller,
    Path(farm): Path<FarmId>,
) -> Result<Json<Page<Member>>, Problem> {
    allow(&caller, Operation::ReadMembers, &farm, "farm")?;
    let mut items = members.read_members(&farm).await.map_err(unavailable)?;
    items.sort_by(|a, b| (&a.name, &a.user_id).cmp(&(&b.name, &b.user_id)));
    Ok(Json(Page { items, cursor: None }))
}
