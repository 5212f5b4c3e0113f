//! `GET /v1/things/{thingName}/commands`: the commands of a machine, the newest first.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    command::{Command, ports::ReadCommands},
    entity::ports::ReadPlaces,
    names::ThingName,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::Problem,
};

use super::place::allowed;
use crate::store::unavailable;

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads where the machine stands.
    pub places: Arc<dyn ReadPlaces>,
    /// Reads its commands.
    pub commands: Arc<dyn ReadCommands>,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    limit: Limit<50, 100>,
    cursor: Option<String>,
}

/// Answers a page. What was asked of the machine on another farm is not listed.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    Path(thing): Path<ThingName>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Command>>, Problem> {
    let query = ("commands", &thing);
    let before = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let place = lists.places.read_places(std::slice::from_ref(&thing)).await.map_err(unavailable)?.pop();
    let (place, _) = allowed(&caller, Operation::Read, place)?;
    let page = lists.commands.read_commands(&thing, wanted.limit.get(), before).await;
    let (mut items, next) = page.map_err(unavailable)?;
    items.retain(|command| command.farm_id == place.farm_id);
    let cursor = next.map(|id| cursor::seal(&query, &id)).transpose()?;
    Ok(Json(Page { items, cursor }))
}
