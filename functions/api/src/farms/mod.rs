//! Farms themselves, and what is wrong on one.

mod create;
mod delete;
mod describe;
mod get;
mod indicators;
mod list;
mod shape;
mod update;

use std::sync::Arc;

use valmetal_domain::entity::ports::ReadFarm;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const FARMS: &str = "/v1/farms";
    const FARM: &str = "/v1/farms/{farmId}";
    vec![
        Route::get("list-farms", FARMS, list::list, lists),
        Route::post("create-farm", FARMS, create::create, creation),
        Route::get("get-farm", FARM, get::get, farm),
        Route::patch("update-farm", FARM, update::update, updates),
        Route::delete("delete-farm", FARM, delete::delete, deletion),
        Route::get("list-indicators", "/v1/farms/{farmId}/indicators", indicators::list, indicators),
    ]
}

async fn lists(init: Init) -> Result<list::Lists, Error> {
    let farms = Clients::new(&init)?.farms()?;
    Ok(list::Lists { all: farms.clone(), own: farms.clone(), indicators: farms })
}

async fn creation(init: Init) -> Result<create::Creation, Error> {
    let clients = Clients::new(&init)?;
    Ok(create::Creation { commit: clients.keyed_farm_changes()?, clock: init.clock })
}

async fn farm(init: Init) -> Result<Arc<dyn ReadFarm>, Error> {
    Ok(Clients::new(&init)?.farms()?)
}

async fn updates(init: Init) -> Result<update::Updates, Error> {
    let clients = Clients::new(&init)?;
    let farms = clients.farms()?;
    Ok(update::Updates {
        farms: farms.clone(),
        entities: farms,
        commit: clients.farm_changes()?,
        clock: init.clock,
    })
}

async fn deletion(init: Init) -> Result<delete::Deletion, Error> {
    let clients = Clients::new(&init)?;
    Ok(delete::Deletion { farms: clients.farms()?, commit: clients.farm_changes()?, clock: init.clock })
}

async fn indicators(init: Init) -> Result<indicators::Indicators, Error> {
    let clients = Clients::new(&init)?;
    Ok(indicators::Indicators { index: clients.indicators()?, entities: clients.farms()?, clock: init.clock })
}
