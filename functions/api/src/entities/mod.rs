//! The nodes of a farm's hierarchy.

mod create;
mod delete;
mod describe;
mod get;
mod move_entity;
mod shape;
mod tree;
mod update;
mod write;

use std::sync::Arc;

use valmetal_domain::entity::ports::{ReadEntity, ReadTree};
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;
use write::Writes;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const ENTITIES: &str = "/v1/farms/{farmId}/entities";
    const ENTITY: &str = "/v1/farms/{farmId}/entities/{entityId}";
    const MOVE: &str = "/v1/farms/{farmId}/entities/{entityId}/move";
    vec![
        Route::get("get-tree", ENTITIES, tree::tree, hierarchy),
        Route::post("create-entity", ENTITIES, create::create, keyed_writes),
        Route::get("get-entity", ENTITY, get::get, entity),
        Route::patch("update-entity", ENTITY, update::update, writes),
        Route::delete("delete-entity", ENTITY, delete::delete, writes),
        Route::post("move-entity", MOVE, move_entity::move_entity, keyed_writes),
    ]
}

async fn hierarchy(init: Init) -> Result<Arc<dyn ReadTree>, Error> {
    Ok(Clients::new(&init)?.farms()?)
}

async fn entity(init: Init) -> Result<Arc<dyn ReadEntity>, Error> {
    Ok(Clients::new(&init)?.farms()?)
}

async fn writes(init: Init) -> Result<Writes, Error> {
    let clients = Clients::new(&init)?;
    let farms = clients.farms()?;
    Ok(Writes { tree: farms.clone(), places: farms, commit: clients.farm_changes()?, clock: init.clock })
}

async fn keyed_writes(init: Init) -> Result<Writes, Error> {
    let commit = Clients::new(&init)?.keyed_farm_changes()?;
    Ok(Writes { commit, ..writes(init).await? })
}
