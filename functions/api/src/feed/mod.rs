//! What a farm fed: sequences, the summary of days, when a storage runs out, exports.

mod describe;
mod export;
mod get;
mod list;
mod run_out;
mod summary;

use std::sync::Arc;

use valmetal_domain::feed::ports::ReadSequence;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::{clients::Clients, history};
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const SEQUENCES: &str = "/v1/farms/{farmId}/feed/sequences";
    const SEQUENCE: &str = "/v1/farms/{farmId}/feed/sequences/{deviceId}/{sequenceId}";
    vec![
        Route::get("list-feed-sequences", SEQUENCES, list::list, lists),
        Route::get("get-feed-sequence", SEQUENCE, get::get, sequence),
        Route::get("get-feed-summary", "/v1/farms/{farmId}/feed/summary", summary::summary, summaries),
        Route::get("get-feed-run-out", "/v1/farms/{farmId}/feed/run-out", run_out::run_out, storages),
        Route::get("export-feed", "/v1/farms/{farmId}/feed/export", export::export, exports),
    ]
}

async fn lists(init: Init) -> Result<list::Lists, Error> {
    Ok(list::Lists { sequences: history::feed_store(&init).await?, clock: init.clock })
}

async fn sequence(init: Init) -> Result<Arc<dyn ReadSequence>, Error> {
    Ok(history::feed_store(&init).await?)
}

async fn summaries(init: Init) -> Result<summary::Summaries, Error> {
    let farms = Clients::new(&init)?.farms()?;
    Ok(summary::Summaries { farms, totals: history::feed_store(&init).await?, clock: init.clock })
}

async fn storages(init: Init) -> Result<run_out::Storages, Error> {
    Ok(run_out::Storages {
        uses: history::feed_store(&init).await?,
        stocks: history::telemetry_store(&init).await?,
        places: Clients::new(&init)?.farms()?,
        clock: init.clock,
    })
}

async fn exports(init: Init) -> Result<export::Exports, Error> {
    let clients = Clients::new(&init)?;
    Ok(export::Exports {
        farms: clients.farms()?,
        records: history::feed_store(&init).await?,
        keep: clients.exports()?,
        clock: init.clock,
    })
}
