//! Who may see a farm, in which role, and how they are told of its alarms.

mod add;
mod describe;
mod invite;
mod limits;
mod list;
mod remove;

use std::sync::Arc;

use valmetal_domain::entity::ports::ReadMembers;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::{clients::Clients, users::Newcomers};
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const MEMBERS: &str = "/v1/farms/{farmId}/members";
    const MEMBER: &str = "/v1/farms/{farmId}/members/{userId}";
    vec![
        Route::get("list-members", MEMBERS, list::list, members),
        Route::post("invite-member", MEMBERS, invite::invite, invitations),
        Route::put("add-member", MEMBER, add::add, additions),
        Route::delete("remove-member", MEMBER, remove::remove, removals),
    ]
}

async fn members(init: Init) -> Result<Arc<dyn ReadMembers>, Error> {
    Ok(Clients::new(&init)?.farms()?)
}

async fn additions(init: Init) -> Result<add::Additions, Error> {
    let clients = Clients::new(&init)?;
    let farms = clients.farms()?;
    Ok(add::Additions {
        farms: farms.clone(),
        memberships: farms,
        commit: clients.farm_changes()?,
        clock: init.clock,
    })
}

async fn invitations(init: Init) -> Result<invite::Invitations, Error> {
    let clients = Clients::new(&init)?;
    let farms = clients.farms()?;
    Ok(invite::Invitations {
        requests: clients.answered_requests()?,
        farms: farms.clone(),
        people: Newcomers::new(&clients)?,
        memberships: farms,
        commit: clients.keyed_farm_changes()?,
        clock: init.clock,
    })
}

async fn removals(init: Init) -> Result<remove::Removals, Error> {
    let clients = Clients::new(&init)?;
    Ok(remove::Removals { members: clients.farms()?, commit: clients.farm_changes()?, clock: init.clock })
}
