//! `GET /v1/things`: searches the fleet in the syntax of fleet indexing, on the caller's farms and nowhere else.
//!
//! The caller's query is read and written anew for one farm after the other, since the index takes twelve terms and a
//! person has up to fifty farms. One request asks at most three times: a page may be short, and its cursor says on which farm
//! the next one begins. An administrator's query is one of all farms.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::{Farms, PlatformOperation},
    alarm::ports::StoreError,
    names::FarmId,
    thing::{FleetQuery, FoundThing, ports::SearchFleet},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Query, State, cursor},
    problem::{FieldError, Problem},
};

use crate::{farm_access::allow_on_platform, hierarchy::sentence, store::unavailable};

/// How often one request asks the index: it takes 15 queries a second of the whole account.
const MAX_QUERIES: usize = 3;

/// What the search needs.
#[derive(Clone)]
pub(super) struct Fleet {
    /// The fleet's index.
    pub index: Arc<dyn SearchFleet>,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wanted {
    /// What is searched, in the syntax of fleet indexing, such as `connectivity.connected:false AND attributes.model:mixer-*`.
    #[serde(default)]
    q: String,
    /// One farm only.
    farm_id: Option<FarmId>,
    #[serde(default)]
    limit: Limit<50, 100>,
    cursor: Option<String>,
}

/// Where a page begins: the farm, and the index's own position there.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    farm: Option<FarmId>,
    token: Option<String>,
}

/// Answers a page of what the index finds, which lags the things a little.
pub(super) async fn search(
    State(fleet): State<Fleet>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<FoundThing>>, Problem> {
    allow_on_platform(&caller, PlatformOperation::SearchFleet)?;
    let query = FleetQuery::parse(&wanted.q).map_err(|bad| refused(&sentence(&bad.to_string())))?;
    // What a cursor belongs to. The farms are the caller's of now, wherever it points to.
    let sealed = ("things", &wanted.q, &wanted.farm_id);
    let start: Option<Position> = wanted.cursor.map(|text| cursor::open(&sealed, &text)).transpose()?;

    let mut farms = scope(&caller, wanted.farm_id.as_ref());
    if let Some(start) = &start {
        farms.retain(|farm| *farm >= start.farm);
    }
    let mut token = start.and_then(|start| start.token.filter(|_| farms.first() == Some(&start.farm)));

    let limit = wanted.limit.get() as usize;
    let (mut items, mut asked) = (Vec::new(), 0);
    let mut farms = farms.into_iter().peekable();
    while let Some(farm) = farms.peek().cloned() {
        if asked == MAX_QUERIES || items.len() >= limit {
            let cursor = cursor::seal(&sealed, &Position { farm, token })?;
            return Ok(Json(Page { items, cursor: Some(cursor) }));
        }
        let text = farm.as_ref().map_or_else(|| query.everywhere(), |farm| query.on_farm(farm));
        let left = u32::try_from(limit - items.len()).unwrap_or(u32::MAX);
        let (found, next) = fleet.index.search_fleet(&text, left, token.take()).await.map_err(failed)?;
        asked += 1;
        items
            .extend(found.into_iter().filter(|thing| farm.as_ref().is_none_or(|farm| thing.stands_on(farm))));
        token = next;
        if token.is_none() {
            farms.next();
        }
    }
    Ok(Json(Page { items, cursor: None }))
}

/// The farms to search, in their order; `None` is all of them at once. Another's farm is none.
fn scope(caller: &Caller, only: Option<&FarmId>) -> Vec<Option<FarmId>> {
    match (caller.visible_farms(), only) {
        (Farms::All, None) => vec![None],
        (Farms::All, Some(farm)) => vec![Some(farm.clone())],
        (Farms::Only(own), only) => {
            let wanted = own.into_iter().filter(|farm| only.is_none_or(|only| only == farm));
            let mut farms: Vec<_> = wanted.map(Some).collect();
            farms.sort();
            farms
        }
    }
}

/// The index understands the query and cannot answer it: that is the query's fault. Anything else may pass.
fn failed(error: StoreError) -> Problem {
    match error {
        StoreError::Refused(inside) => refused("The index cannot answer it.").because(inside),
        error => unavailable(error),
    }
}

fn refused(rule: &str) -> Problem {
    let error = FieldError::new("q", "invalidQuery", rule);
    Problem::bad_request("invalidQuery", "The query is not what this route takes.").errors([error])
}
