//! What the events in `events/` are about: a farm of the demo with a mixer and a worker.

use anyhow::Result;
use serde_json::{Value, json};
use valmetal_domain::entity::Place;
use valmetal_domain::names::{EntityId, FarmId, ThingName};

use super::{ENTITY_TABLE, put};
use crate::cloud::Cloud;

const FARM: &str = "erables";
const MIXER: &str = "erables-mixer-1";
const WORKER: &str = "8f14e45f-ceea-467f-9bd0-6f2d7b1c1e02";

/// Puts it into the stand-in.
pub(super) fn seed(cloud: &Cloud) -> Result<()> {
    let of_farm =
        |sk: String, value: Value| put(cloud, ENTITY_TABLE, &format!("FARM#{FARM}"), &sk, 1, &value);
    let farm = json!({
        "id": FARM, "name": "Ferme des Érables", "timezone": "America/Toronto", "language": "fr", "version": 1,
    });
    put(cloud, ENTITY_TABLE, "FARMS", FARM, 1, &farm);
    let path = format!("/{FARM}/erables-site/erables-barn-1/{MIXER}");
    let mixer = json!({
        "id": MIXER, "farmId": FARM, "kind": "equipment", "name": "Mélangeur 1", "parentId": "erables-barn-1",
        "path": path, "thingName": "mixer-erables-02", "version": 1,
    });
    of_farm(format!("ENTITY#{MIXER}"), mixer);
    let worker = json!({
        "farmId": FARM, "userId": WORKER, "role": "worker", "name": "Maude Roy", "language": "fr",
        "timezone": "America/Toronto", "version": 1,
    });
    of_farm(format!("MEMBER#{WORKER}"), worker);
    let membership = json!({ "farmId": FARM, "userId": WORKER, "role": "worker" });
    put(cloud, ENTITY_TABLE, &format!("USER#{WORKER}"), &format!("FARM#{FARM}"), 1, &membership);
    let place = Place {
        thing: ThingName::new("mixer-erables-02")?,
        entity_id: EntityId::new(MIXER)?,
        path,
        farm_id: FarmId::new(FARM)?,
        ..super::place(0)?
    };
    put(cloud, ENTITY_TABLE, &format!("THING#{}", place.thing), "PLACE", 1, &json!(place));
    Ok(())
}
