//! A node as clients see it.

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    entity::{Entity, EntityKind},
    names::{EntityId, FarmId, ThingName},
};

/// A node.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Entity")]
pub(super) struct EntityView {
    id: EntityId,
    farm_id: FarmId,
    kind: EntityKind,
    name: String,
    parent_id: Option<EntityId>,
    path: String,
    thing_name: Option<ThingName>,
    version: u64,
}

impl From<&Entity> for EntityView {
    fn from(entity: &Entity) -> Self {
        Self {
            id: entity.id.clone(),
            farm_id: entity.farm_id.clone(),
            kind: entity.kind,
            name: entity.name.to_string(),
            parent_id: entity.parent_id.clone(),
            path: entity.path.clone(),
            thing_name: entity.thing_name.clone(),
            version: entity.version,
        }
    }
}
