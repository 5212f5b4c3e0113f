//! Who did what, and whose channels work.

mod describe;
mod list;
mod reachability;

use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const REACHABILITY: &str = "/v1/farms/{farmId}/reachability";
    vec![
        Route::get("list-farm-audit", "/v1/farms/{farmId}/audit", list::of_farm, farm_audits),
        Route::get("list-platform-audit", "/v1/audit", list::of_platform, platform_audits),
        Route::get("list-reachability", REACHABILITY, reachability::list, reachability),
    ]
}

async fn farm_audits(init: Init) -> Result<list::FarmAudits, Error> {
    let clients = Clients::new(&init)?;
    Ok(list::FarmAudits {
        alarms: clients.acts_on_alarms()?,
        records: clients.audit_trail()?,
        clock: init.clock,
    })
}

async fn platform_audits(init: Init) -> Result<list::PlatformAudits, Error> {
    let clients = Clients::new(&init)?;
    Ok(list::PlatformAudits { records: clients.audit_trail()?, clock: init.clock })
}

async fn reachability(init: Init) -> Result<reachability::Reachability, Error> {
    let clients = Clients::new(&init)?;
    Ok(reachability::Reachability { members: clients.farms()?, reach: clients.reaches()? })
}
