//! Things: machines as AWS IoT knows them.

mod describe;
mod get;
mod issued;
mod provision;
mod retire;
mod search;

use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const THINGS: &str = "/v1/things";
    const THING: &str = "/v1/things/{thingName}";
    vec![
        Route::get("search-fleet", THINGS, search::search, fleet),
        Route::post("provision-thing", THINGS, provision::provision, provisioning),
        Route::get("get-thing", THING, get::get, things),
        Route::delete("retire-thing", THING, retire::retire, retirement),
    ]
}

async fn fleet(init: Init) -> Result<search::Fleet, Error> {
    Ok(search::Fleet { index: Clients::new(&init)?.fleet() })
}

async fn things(init: Init) -> Result<get::Things, Error> {
    let clients = Clients::new(&init)?;
    Ok(get::Things { places: clients.farms()?, registry: clients.registry(), shadows: clients.shadows() })
}

async fn provisioning(init: Init) -> Result<provision::Provisioning, Error> {
    let clients = Clients::new(&init)?;
    let (farms, certificates) = (clients.farms()?, clients.certificates()?);
    Ok(provision::Provisioning {
        requests: clients.answered_requests()?,
        tree: farms.clone(),
        places: farms,
        commit: clients.keyed_farm_changes()?,
        registry: clients.registry(),
        list: certificates.clone(),
        issue: certificates.clone(),
        attach: certificates.clone(),
        activate: certificates.clone(),
        end: certificates,
        clock: init.clock,
    })
}

async fn retirement(init: Init) -> Result<retire::Retirement, Error> {
    let clients = Clients::new(&init)?;
    let (farms, certificates) = (clients.farms()?, clients.certificates()?);
    Ok(retire::Retirement {
        places: farms.clone(),
        tree: farms,
        commit: clients.farm_changes()?,
        list: certificates.clone(),
        end: certificates,
        shadows: clients.shadows(),
        registry: clients.registry(),
        clock: init.clock,
    })
}
