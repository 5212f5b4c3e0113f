//! The rules of the hierarchy, and that what people see adds up.

mod contacts;
mod hierarchy;
mod indicators;

use super::{DisplayName, Entity, EntityKind, Farm, Language, TimeZoneName, Tree, path};
use crate::names::{EntityId, FarmId};

fn farm() -> Farm {
    Farm {
        id: FarmId::new("f").unwrap(),
        name: name("Ferme du Lac"),
        timezone: TimeZoneName::new("America/Toronto").unwrap(),
        language: Language::Fr,
        version: 1,
    }
}

fn name(value: &str) -> DisplayName {
    DisplayName::new(value).unwrap()
}

fn id(value: &str) -> EntityId {
    EntityId::new(value).unwrap()
}

/// An entity whose parent is the last but one id of its path.
fn entity(kind: EntityKind, at: &str) -> Entity {
    let ids: Vec<&str> = at.split('/').skip(1).collect();
    Entity {
        id: id(path::last_id(at)),
        farm_id: farm().id,
        kind,
        name: name(path::last_id(at)),
        parent_id: ids.len().checked_sub(2).map(|parent| id(ids[parent])),
        path: at.to_owned(),
        thing_name: None,
        version: 1,
    }
}

/// f > s1 > b1 > m1 > c1; f > s1 > b10; f > s2.
fn tree() -> Tree {
    Tree::new([
        entity(EntityKind::Farm, "/f"),
        entity(EntityKind::Site, "/f/s1"),
        entity(EntityKind::Site, "/f/s2"),
        entity(EntityKind::Barn, "/f/s1/b1"),
        entity(EntityKind::Barn, "/f/s1/b10"),
        entity(EntityKind::Equipment, "/f/s1/b1/m1"),
        entity(EntityKind::Component, "/f/s1/b1/m1/c1"),
    ])
}
