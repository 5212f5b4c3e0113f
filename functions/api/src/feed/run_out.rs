//! `GET /v1/farms/{farmId}/feed/run-out`: until when the feed in each storage lasts.

use std::{collections::BTreeMap, sync::Arc};

use jiff::SignedDuration;
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadPlaces,
    feed::{
        RunOut, Stock,
        ports::ReadStorageUse,
        run_out::{MEASURED_DAYS, run_out as of_uses},
    },
    names::{FarmId, Measure, StorageId, ThingName},
    telemetry::{measure::FEED_WEIGHT, ports::ReadLatest},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Page, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// What run-outs need.
#[derive(Clone)]
pub(super) struct Storages {
    /// Reads what was taken.
    pub uses: Arc<dyn ReadStorageUse>,
    /// Reads what the storages weigh.
    pub stocks: Arc<dyn ReadLatest>,
    /// Reads which storages are machines of the farm.
    pub places: Arc<dyn ReadPlaces>,
    /// The time.
    pub clock: Clock,
}

/// Answers every storage that something was taken from in the last fourteen days, the first to be empty first.
pub(super) async fn run_out(
    State(storages): State<Storages>,
    caller: Caller,
    Path(farm): Path<FarmId>,
) -> Result<Json<Page<RunOut>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let now = storages.clock.now();
    let from = now - SignedDuration::from_hours(24 * MEASURED_DAYS);
    let uses = storages.uses.read_storage_use(&farm, from, now).await.map_err(unavailable)?;

    let mut things: Vec<ThingName> =
        uses.iter().filter_map(|used| ThingName::new(used.storage_id.as_str()).ok()).collect();
    things.sort();
    things.dedup();
    // A device says where it takes feed from: what it names may be another farm's machine, which is nobody's business here.
    let places = storages.places.read_places(&things).await.map_err(unavailable)?;
    let own: Vec<ThingName> =
        places.into_iter().filter(|place| place.farm_id == farm).map(|place| place.thing).collect();
    let measure = Measure::new(FEED_WEIGHT)?;
    let latest = storages.stocks.read_latest(&own, &measure).await.map_err(unavailable)?;
    let stocks: BTreeMap<StorageId, Stock> = latest
        .into_iter()
        .filter_map(|(thing, latest)| {
            Some((StorageId::new(thing.as_str()).ok()?, Stock { kg: latest.value, at: latest.at }))
        })
        .collect();
    Ok(Json(Page { items: of_uses(&uses, &stocks, now), cursor: None }))
}
