//! `GET /v1/things/{thingName}`: a thing's place and connectivity, its entry in the registry, its shadow.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use valmetal_domain::{
    access::Operation,
    entity::{Connectivity, ports::ReadPlaces},
    names::{EntityId, FarmId, ThingName},
    thing::{
        Registration,
        ports::{ReadRegistration, ReadShadow},
    },
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// What a thing needs.
#[derive(Clone)]
pub(super) struct Things {
    /// Reads where it stands, and whether it is connected.
    pub places: Arc<dyn ReadPlaces>,
    /// Reads what it is.
    pub registry: Arc<dyn ReadRegistration>,
    /// Reads what it is to be, and what it says that it is.
    pub shadows: Arc<dyn ReadShadow>,
}

/// A thing.
#[allow(clippy::struct_field_names, reason = "the names of the answer")]
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Thing {
    thing_name: ThingName,
    farm_id: FarmId,
    entity_id: EntityId,
    path: String,
    name: String,
    /// The thing through which it is connected.
    gateway: Option<ThingName>,
    connectivity: Connectivity,
    /// Its entry in the registry; `null` while it is being provisioned or retired.
    registration: Option<Registration>,
    /// Its shadow, as AWS IoT has it; `null` where it has none.
    shadow: Option<Value>,
}

/// Answers the thing.
pub(super) async fn get(
    State(things): State<Things>,
    caller: Caller,
    Path(thing): Path<ThingName>,
) -> Result<Json<Thing>, Problem> {
    let place = things.places.read_places(std::slice::from_ref(&thing)).await.map_err(unavailable)?.pop();
    let place = place.ok_or_else(|| Problem::not_found("thing"))?;
    allow(&caller, Operation::Read, &place.farm_id, "thing")?;
    let (registration, shadow) =
        futures::try_join!(things.registry.read_registration(&thing), things.shadows.read_shadow(&thing))
            .map_err(unavailable)?;
    Ok(Json(Thing {
        thing_name: place.thing,
        farm_id: place.farm_id,
        entity_id: place.entity_id,
        path: place.path,
        name: place.name,
        gateway: place.gateway,
        connectivity: place.connectivity,
        registration,
        shadow,
    }))
}
