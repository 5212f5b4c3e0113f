//! `GET /v1/farms`: the caller's farms, an administrator's all, by id, each with what is wrong there.

use std::{collections::HashMap, sync::Arc};

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Farms as Visible,
    entity::{
        FarmIndicator,
        ports::{ReadFarmIndicators, ReadFarms, ReadFarmsById},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Query, State, cursor},
    problem::Problem,
};

use super::shape::ListedFarm;
use crate::store::unavailable;

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads all farms.
    pub all: Arc<dyn ReadFarms>,
    /// Reads a person's.
    pub own: Arc<dyn ReadFarmsById>,
    /// Reads what is wrong there.
    pub indicators: Arc<dyn ReadFarmIndicators>,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Limit<50, 100>,
    cursor: Option<String>,
}

/// What a cursor of this list is bound to.
const QUERY: &str = "farms";

/// Answers a page. A person's own farms, at most fifty, are one page.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<ListedFarm>>, Problem> {
    let position = wanted.cursor.map(|sealed| cursor::open(&QUERY, &sealed)).transpose()?;
    let (mut farms, next) = match caller.visible_farms() {
        Visible::All => lists.all.read_farms(wanted.limit.get(), position).await.map_err(unavailable)?,
        Visible::Only(ids) if ids.is_empty() => (Vec::new(), None),
        Visible::Only(ids) => (lists.own.read_farms_by_id(&ids).await.map_err(unavailable)?, None),
    };
    farms.sort_by(|a, b| a.id.cmp(&b.id));

    let ids: Vec<FarmId> = farms.iter().map(|farm| farm.id.clone()).collect();
    let rows = lists.indicators.read_farm_indicators(&ids).await.map_err(unavailable)?;
    let mut indicators: HashMap<FarmId, FarmIndicator> =
        rows.into_iter().map(|row| (row.farm_id.clone(), row)).collect();
    let items = farms.iter().map(|farm| ListedFarm::of(farm, indicators.remove(&farm.id), &caller)).collect();
    let cursor = next.map(|position| cursor::seal(&QUERY, &position)).transpose()?;
    Ok(Json(Page { items, cursor }))
}
