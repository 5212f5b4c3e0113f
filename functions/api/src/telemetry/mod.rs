//! What machines measured.

mod bins;

use valmetal_domain::access::Operation;
use valmetal_runtime::{error::Error, handler::Init, http::Route, openapi::Description};

use crate::{clients::Clients, history};

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![Route::get("get-telemetry", "/v1/things/{thingName}/telemetry", bins::bins, measured)]
}

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("get-telemetry", bins::bins)
            .summary("A measure of a machine over time, in bins for a chart")
            .detail(
                "Where no width is said, one is chosen that makes about 300 bins. A width is any number of seconds up to 59, whole \
                 minutes up to an hour, then whole hours; there are at most 2000 bins. Older samples are kept as bins of a minute, \
                 then of an hour: what was asked finer comes as wide as that.",
            )
            .needs(Operation::Read)
            .answers::<bins::Telemetry>(200),
    ]
}

async fn measured(init: Init) -> Result<bins::Measured, Error> {
    Ok(bins::Measured {
        places: Clients::new(&init)?.farms()?,
        bins: history::telemetry_store(&init).await?,
        retention: history::retention(&init)?,
        clock: init.clock,
    })
}
