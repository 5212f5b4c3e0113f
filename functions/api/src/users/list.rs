//! `GET /v1/users`: the people of the user pool, all or those of one role, in the pool's order.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{PlatformOperation, Role},
    user::{User, ports::ReadUsers},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Query, State, cursor},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, store::unavailable};

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads people.
    pub users: Arc<dyn ReadUsers>,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Only people with this role.
    role: Option<Role>,
    #[serde(default)]
    limit: Limit<50, 60>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<User>>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageUsers)?;
    let query = ("users", wanted.role);
    let position = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let page = lists.users.read_users(wanted.role, wanted.limit.get(), position).await;
    let (items, next) = page.map_err(unavailable)?;
    let cursor = next.map(|token| cursor::seal(&query, &token)).transpose()?;
    Ok(Json(Page { items, cursor }))
}
