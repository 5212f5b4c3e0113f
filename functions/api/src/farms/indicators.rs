//! `GET /v1/farms/{farmId}/indicators`: what is wrong on a farm, from the machines up to the farm itself.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::Operation,
    entity::{
        Indicator,
        indicator::{entities_of, roll_up},
        ports::{ReadEntities, ReadIndicators},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Path, Query, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// What the indicators need.
#[derive(Clone)]
pub(super) struct Indicators {
    /// Reads the index.
    pub index: Arc<dyn ReadIndicators>,
    /// Reads what the nodes above are called.
    pub entities: Arc<dyn ReadEntities>,
    /// The time.
    pub clock: Clock,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    under: Option<String>,
}

/// What is wrong; an entity of which nothing is to be told is not listed.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Indicators")]
pub(super) struct WhatIsWrong {
    items: Vec<Indicator>,
    cursor: Option<String>,
    /// When the index was read. It lags the alarms by a little.
    as_of: Timestamp,
}

/// Answers the indicators of the farm, or of what is at or below `under`.
pub(super) async fn list(
    State(indicators): State<Indicators>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<WhatIsWrong>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let under = wanted.under.as_deref().filter(|under| !under.is_empty());
    let as_of = indicators.clock.now();
    let places = indicators.index.read_indicators(&farm, under).await.map_err(unavailable)?;
    let ids = entities_of(&places, under);
    let entities = if ids.is_empty() {
        Vec::new()
    } else {
        indicators.entities.read_entities(&farm, &ids).await.map_err(unavailable)?
    };
    Ok(Json(WhatIsWrong { items: roll_up(&entities, &places, under), cursor: None, as_of }))
}
