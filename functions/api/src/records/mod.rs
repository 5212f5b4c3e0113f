//! The records of equipment.

mod delete;
mod describe;
mod get;
mod list;
mod put;

use std::sync::Arc;

use valmetal_domain::record::ports::{ReadRecord, ReadRecords};
use valmetal_postgres::Records;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::{Clients, database};
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const RECORD: &str = "/v1/farms/{farmId}/entities/{entityId}/record";
    vec![
        Route::get("list-records", "/v1/farms/{farmId}/records", list::list, records),
        Route::get("get-record", RECORD, get::get, record),
        Route::put("put-record", RECORD, put::put, writes),
        Route::delete("delete-record", RECORD, delete::delete, deletion),
    ]
}

fn store(init: &Init) -> Result<Arc<Records>, Error> {
    Ok(Arc::new(Records::new(database(&init.env, &init.shared)?)))
}

async fn records(init: Init) -> Result<Arc<dyn ReadRecords>, Error> {
    Ok(store(&init)?)
}

async fn record(init: Init) -> Result<Arc<dyn ReadRecord>, Error> {
    Ok(store(&init)?)
}

async fn writes(init: Init) -> Result<put::Writes, Error> {
    let farms = Clients::new(&init)?.farms()?;
    let records = store(&init)?;
    Ok(put::Writes {
        members: farms.clone(),
        entities: farms,
        records: records.clone(),
        put: records,
        clock: init.clock,
    })
}

async fn deletion(init: Init) -> Result<delete::Deletion, Error> {
    let records = store(&init)?;
    Ok(delete::Deletion { members: Clients::new(&init)?.farms()?, records: records.clone(), delete: records })
}
