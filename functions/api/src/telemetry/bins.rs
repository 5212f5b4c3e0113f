//! `GET /v1/things/{thingName}/telemetry`: a measure of a machine in bins.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadPlaces,
    names::{Measure, ThingName},
    telemetry::{BadBins, Bin, BinPlan, Resolution, Retention, measure, ports::ReadBins},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Path, Query, State},
    problem::{FieldError, Problem},
};

use crate::{farm_access::allow, store::unavailable};

/// The period where the query names none.
const USUAL: SignedDuration = SignedDuration::from_hours(1);

/// What bins need.
#[derive(Clone)]
pub(super) struct Measured {
    /// Reads where the machine stands.
    pub places: Arc<dyn ReadPlaces>,
    /// Reads what it measured.
    pub bins: Arc<dyn ReadBins>,
    /// How long it is kept.
    pub retention: Retention,
    /// The time.
    pub clock: Clock,
}

/// The query; the period is the last hour where nothing is said.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// What was measured, such as `motorCurrent`.
    measure: Measure,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    /// The width of a bin, in seconds.
    bin: Option<u64>,
}

/// A measure over time.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Telemetry {
    thing_name: ThingName,
    measure: Measure,
    /// `null` where the measure has none or is not in the catalogue.
    unit: Option<String>,
    /// Whether the catalogue has the measure.
    known: bool,
    /// The width of a bin, in seconds.
    bin: u64,
    /// What the bins were made from.
    resolution: Resolution,
    /// Those that hold samples, the earliest first.
    items: Vec<Bin>,
}

/// Answers the bins.
pub(super) async fn bins(
    State(measured): State<Measured>,
    caller: Caller,
    Path(thing): Path<ThingName>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Telemetry>, Problem> {
    let place = measured.places.read_places(std::slice::from_ref(&thing)).await.map_err(unavailable)?.pop();
    let place = place.ok_or_else(|| Problem::not_found("thing"))?;
    allow(&caller, Operation::Read, &place.farm_id, "thing")?;

    let now = measured.clock.now();
    let Wanted { measure: name, from, to, bin } = wanted;
    let to = to.unwrap_or(now);
    let from = from.unwrap_or(to - USUAL);
    let plan = BinPlan::new(from, to, bin, measured.retention, now).map_err(|fault| refused(&fault))?;
    let items = measured.bins.read_bins(&thing, &name, &plan).await.map_err(unavailable)?;
    let known = measure::known(&name);
    Ok(Json(Telemetry {
        thing_name: thing,
        measure: name,
        unit: known.flatten().map(str::to_owned),
        known: known.is_some(),
        bin: plan.width,
        resolution: plan.resolution,
        items,
    }))
}

fn refused(fault: &BadBins) -> Problem {
    let field = match fault {
        BadBins::Period => "from",
        BadBins::Width | BadBins::TooMany => "bin",
    };
    let error = FieldError::new(field, "range", fault.to_string());
    Problem::bad_request("invalidQuery", "The query is not what this route takes.").errors([error])
}
