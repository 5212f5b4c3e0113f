//! More machines than the demo's file has, for simulations of many.

use anyhow::{Context as _, Result};
use valmetal_domain::{
    entity::{DisplayName, EntityKind},
    names::{EntityId, ThingName},
};

use super::demo::{Demo, Entity, Thing};

/// What the machines that are added are, in turn: the beginning of their names, which tells what can go wrong with them, and
/// their model.
const KINDS: [(&str, &str); 4] = [
    ("mixer-sim", "mixer-m900"),
    ("robot-sim", "autoration-x"),
    ("conveyor-sim", "conveyor-c40"),
    ("silo-sim", "silo-unloader-s20"),
];

/// Adds machines until there are `things`, one farm after the other, each in the farm's first barn.
///
/// # Errors
/// When a farm has no barn.
pub(super) fn grow(demo: &mut Demo, things: usize) -> Result<()> {
    let there = demo.things().len();
    let farms = demo.farms.len();
    for n in 0..things.saturating_sub(there) {
        let farm = &mut demo.farms[n % farms];
        let (kind, model) = KINDS[n / farms % KINDS.len()];
        let name = format!("{kind}-{n:03}");
        let entity = Entity {
            id: EntityId::new(name.clone())?,
            kind: EntityKind::Equipment,
            name: DisplayName::new(&format!("Simulated {n:03}"))?,
            thing: Some(Thing { name: ThingName::new(name)?, model: model.to_owned(), gateway: None }),
            below: Vec::new(),
        };
        let barn = barn(&mut farm.below).with_context(|| format!("the farm {} has no barn", farm.id))?;
        barn.below.push(entity);
    }
    Ok(())
}

fn barn(entities: &mut [Entity]) -> Option<&mut Entity> {
    for entity in entities {
        if entity.kind == EntityKind::Barn {
            return Some(entity);
        }
        if let Some(found) = barn(&mut entity.below) {
            return Some(found);
        }
    }
    None
}
