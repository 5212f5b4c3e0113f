//! The nodes of a farm's hierarchy and what may be done to them.
//!
//! Two people may change a farm at once. Whatever comes to stand below a node, or leaves with a node's path, writes that
//! node again with a new version: so a creation below it and its move or deletion cannot both succeed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::changes::MAX_TRANSACTION_ITEMS;
use super::{
    Change, Connectivity, Counts, DisplayName, EntityChanges, EntityKind, EntityRefusal, Farm, Place, path,
};
use crate::names::{EntityId, FarmId, ThingName};

/// The most entities of one farm: what is read at once.
pub const MAX_ENTITIES: usize = 2_000;
/// What a request keeps free in a transaction: its idempotency record, the check of its caller's membership and the record for
/// the audit.
const RESERVED_ITEMS: usize = 3;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entity {
    /// Its id; the farm's own node has the farm's.
    pub id: EntityId,
    /// The farm.
    pub farm_id: FarmId,
    /// What it is.
    pub kind: EntityKind,
    /// What people call it.
    pub name: DisplayName,
    /// The node above; none above the farm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<EntityId>,
    /// The ids from the farm down to it.
    pub path: String,
    /// The thing that it is, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thing_name: Option<ThingName>,
    /// Grows with every change, for conditional writes.
    pub version: u64,
}

/// What is said of a node that is to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewEntity {
    /// What it is.
    pub kind: EntityKind,
    /// What people call it.
    pub name: DisplayName,
    /// The node that it stands below.
    pub parent_id: EntityId,
}

/// All nodes of one farm.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    entities: BTreeMap<EntityId, Entity>,
}

impl Farm {
    /// The changes that make this farm, its root with it.
    pub fn create(self) -> EntityChanges {
        let root = Entity {
            id: self.id.clone().into(),
            farm_id: self.id.clone(),
            kind: EntityKind::Farm,
            name: self.name.clone(),
            parent_id: None,
            path: path::of_farm(&self.id),
            thing_name: None,
            version: 1,
        };
        EntityChanges::new(vec![Change::PutFarm(0, Self { version: 1, ..self }), Change::PutEntity(0, root)])
    }
}

impl Tree {
    /// The tree of one farm's entities.
    pub fn new(entities: impl IntoIterator<Item = Entity>) -> Self {
        Self { entities: entities.into_iter().map(|entity| (entity.id.clone(), entity)).collect() }
    }

    /// The node with this id.
    pub fn get(&self, id: &EntityId) -> Option<&Entity> {
        self.entities.get(id)
    }

    /// The nodes directly below `id`.
    pub fn children<'a>(&'a self, id: &'a EntityId) -> impl Iterator<Item = &'a Entity> {
        self.entities.values().filter(move |entity| entity.parent_id.as_ref() == Some(id))
    }

    /// `top` and every node below it.
    pub fn subtree<'a>(&'a self, top: &'a Entity) -> impl Iterator<Item = &'a Entity> {
        self.entities.values().filter(move |entity| path::is_at_or_below(&entity.path, &top.path))
    }

    /// The things at or below `id`, whose places a rename, a move or a retirement changes as well.
    pub fn things(&self, id: &EntityId) -> Vec<ThingName> {
        let top = self.get(id);
        top.into_iter().flat_map(|top| self.subtree(top)).filter_map(|e| e.thing_name.clone()).collect()
    }

    /// Makes a node with this id.
    pub fn create(&self, id: EntityId, new: NewEntity) -> Result<(Entity, EntityChanges), EntityRefusal> {
        if self.entities.len() >= MAX_ENTITIES {
            return Err(EntityRefusal::FarmIsFull { limit: MAX_ENTITIES });
        }
        let parent = self.parent(&new.parent_id, new.kind)?;
        let entity = Entity {
            path: path::join(&parent.path, &id),
            id,
            farm_id: parent.farm_id.clone(),
            kind: new.kind,
            name: new.name,
            parent_id: Some(new.parent_id),
            thing_name: None,
            version: 1,
        };
        let changes = vec![touch(parent), Change::PutEntity(0, entity.clone())];
        Ok((entity, EntityChanges::new(changes)))
    }

    /// Gives a node another name. `places` holds the place of its thing, where it has one; `farm` the farm, where it is
    /// the root.
    pub fn rename(
        &self,
        id: &EntityId,
        name: &DisplayName,
        farm: Option<&Farm>,
        places: &[Place],
    ) -> Result<(Entity, EntityChanges), EntityRefusal> {
        let entity = self.entity(id)?;
        let renamed = Entity { name: name.clone(), version: entity.version + 1, ..entity.clone() };
        let mut changes = vec![Change::PutEntity(entity.version, renamed.clone())];
        changes.extend(farm.filter(|farm| EntityId::from(farm.id.clone()) == *id).map(|farm| {
            Change::PutFarm(
                farm.version,
                Farm { name: name.clone(), version: farm.version + 1, ..farm.clone() },
            )
        }));
        let own = places.iter().filter(|place| entity.thing_name.as_ref() == Some(&place.thing));
        changes.extend(own.map(|place| {
            let renamed = Place { name: name.to_string(), version: place.version + 1, ..place.clone() };
            Change::PutPlace(place.version, renamed)
        }));
        Ok((renamed, EntityChanges::new(changes)))
    }

    /// Moves a node with everything below it. `places` holds the places of [`Self::things`].
    ///
    /// It stays on its farm: a node of another farm is no parent here. What moves must fit into one transaction.
    pub fn move_below(
        &self,
        id: &EntityId,
        parent_id: &EntityId,
        places: &[Place],
    ) -> Result<(Entity, EntityChanges), EntityRefusal> {
        let entity = self.entity(id)?;
        if entity.parent_id.is_none() {
            return Err(EntityRefusal::IsTheFarm);
        }
        let target = self.get(parent_id).ok_or(EntityRefusal::NoSuchParent)?;
        if path::is_at_or_below(&target.path, &entity.path) {
            return Err(EntityRefusal::BelowItself);
        }
        let parent = self.parent(parent_id, entity.kind)?;
        let new_top = path::join(&parent.path, id);
        let rebase = |old: &str| format!("{new_top}{}", &old[entity.path.len()..]);

        let mut moved = Vec::new();
        let mut changes = vec![touch(parent)];
        for node in self.subtree(entity) {
            let next = Entity {
                path: rebase(&node.path),
                parent_id: if node.id == *id { Some(parent_id.clone()) } else { node.parent_id.clone() },
                version: node.version + 1,
                ..node.clone()
            };
            moved.extend((next.id == *id).then(|| next.clone()));
            changes.push(Change::PutEntity(node.version, next));
        }
        let things: BTreeSet<ThingName> = self.things(id).into_iter().collect();
        for place in places.iter().filter(|place| things.contains(&place.thing)) {
            let next = Place { path: rebase(&place.path), version: place.version + 1, ..place.clone() };
            changes.push(Change::PutPlace(place.version, next));
        }
        let changes = within_one_transaction(changes)?;
        Ok((moved.pop().unwrap_or_else(|| entity.clone()), changes))
    }

    /// Deletes a node, which must have nothing below it and be no thing.
    pub fn delete(&self, id: &EntityId) -> Result<EntityChanges, EntityRefusal> {
        let entity = self.entity(id)?;
        if entity.parent_id.is_none() {
            return Err(EntityRefusal::IsTheFarm);
        }
        self.refuse_children(id)?;
        if entity.thing_name.is_some() {
            return Err(EntityRefusal::HasThing);
        }
        Ok(EntityChanges::new(vec![Change::DeleteEntity(entity.version, entity.clone())]))
    }

    /// Deletes the farm with its memberships, once nothing but its root is left.
    pub fn delete_farm(
        &self,
        farm: &Farm,
        members: &[super::Member],
    ) -> Result<EntityChanges, EntityRefusal> {
        let root = self.entity(&farm.id.clone().into())?;
        self.refuse_children(&root.id)?;
        let mut changes = vec![
            Change::DeleteFarm(farm.version, farm.id.clone()),
            Change::DeleteEntity(root.version, root.clone()),
        ];
        changes.extend(members.iter().map(|m| Change::DeleteMember(m.version, Box::new(m.clone()))));
        within_one_transaction(changes)
    }

    /// Says that a piece of equipment is this thing, connected through `gateway` where it has no connection of its own.
    pub fn install(
        &self,
        id: &EntityId,
        thing: ThingName,
        gateway: Option<ThingName>,
    ) -> Result<(Entity, EntityChanges), EntityRefusal> {
        let entity = self.entity(id)?;
        if entity.kind != EntityKind::Equipment {
            return Err(EntityRefusal::NotEquipment);
        }
        if entity.thing_name.is_some() {
            return Err(EntityRefusal::HasThing);
        }
        let place = Place {
            thing: thing.clone(),
            farm_id: entity.farm_id.clone(),
            entity_id: entity.id.clone(),
            path: entity.path.clone(),
            name: entity.name.to_string(),
            gateway,
            connectivity: Connectivity::default(),
            suppressed_by: BTreeSet::new(),
            retiring: BTreeSet::new(),
            last_snapshot: None,
            counts: Counts::default(),
            version: 1,
        };
        let next = Entity { thing_name: Some(thing), version: entity.version + 1, ..entity.clone() };
        let changes = vec![Change::PutEntity(entity.version, next.clone()), Change::PutPlace(0, place)];
        Ok((next, EntityChanges::new(changes)))
    }

    /// Says that a piece of equipment is no thing any more. `place` is its thing's.
    pub fn remove_thing(
        &self,
        id: &EntityId,
        place: &Place,
    ) -> Result<(Entity, EntityChanges), EntityRefusal> {
        let entity = self.entity(id)?;
        if entity.thing_name.as_ref() != Some(&place.thing) {
            return Err(EntityRefusal::HasNoThing);
        }
        let next = Entity { thing_name: None, version: entity.version + 1, ..entity.clone() };
        let changes = vec![
            Change::PutEntity(entity.version, next.clone()),
            Change::DeletePlace(place.version, place.clone()),
        ];
        Ok((next, EntityChanges::new(changes)))
    }

    fn entity(&self, id: &EntityId) -> Result<&Entity, EntityRefusal> {
        self.get(id).ok_or(EntityRefusal::NoSuchEntity)
    }

    fn parent(&self, id: &EntityId, child: EntityKind) -> Result<&Entity, EntityRefusal> {
        let parent = self.get(id).ok_or(EntityRefusal::NoSuchParent)?;
        if child.may_stand_below(parent.kind) {
            Ok(parent)
        } else {
            Err(EntityRefusal::Misplaced { child, parent: parent.kind })
        }
    }

    fn refuse_children(&self, id: &EntityId) -> Result<(), EntityRefusal> {
        if self.children(id).next().is_some() { Err(EntityRefusal::HasChildren) } else { Ok(()) }
    }
}

/// The same node with a new version.
fn touch(entity: &Entity) -> Change {
    Change::PutEntity(entity.version, Entity { version: entity.version + 1, ..entity.clone() })
}

fn within_one_transaction(changes: Vec<Change>) -> Result<EntityChanges, EntityRefusal> {
    let changes = EntityChanges::new(changes);
    let (items, limit) = (changes.items(), MAX_TRANSACTION_ITEMS - RESERVED_ITEMS);
    if items > limit { Err(EntityRefusal::TooManyItems { items, limit }) } else { Ok(changes) }
}
