use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{entity, farm, id, name, tree};
use crate::entity::{Change, Entity, EntityChanges, EntityKind, EntityRefusal, NewEntity, Place, Tree, path};
use crate::names::{EntityId, ThingName};

fn thing(value: &str) -> ThingName {
    ThingName::new(value).unwrap()
}

/// What the store does with changes: refuses them where a version does not fit.
fn apply(
    entities: &mut BTreeMap<EntityId, Entity>,
    places: &mut BTreeMap<ThingName, Place>,
    changes: &EntityChanges,
) {
    for change in &changes.changes {
        match change {
            Change::PutEntity(from, next) => {
                assert_eq!(entities.get(&next.id).map_or(0, |e| e.version), *from);
                entities.insert(next.id.clone(), next.clone());
            }
            Change::DeleteEntity(from, old) => {
                assert_eq!(entities.remove(&old.id).map(|e| e.version), Some(*from));
            }
            Change::PutPlace(from, next) => {
                assert_eq!(places.get(&next.thing).map_or(0, |p| p.version), *from);
                places.insert(next.thing.clone(), next.clone());
            }
            Change::DeletePlace(from, old) => {
                assert_eq!(places.remove(&old.thing).map(|p| p.version), Some(*from));
            }
            other => panic!("not expected here: {other:?}"),
        }
    }
}

#[test]
fn a_farm_is_made_with_its_root() {
    let changes = farm().create().changes;
    assert!(matches!(&changes[0], Change::PutFarm(0, made) if made.version == 1));
    let Change::PutEntity(0, root) = &changes[1] else { panic!("{changes:?}") };
    assert_eq!((root.id.as_str(), root.path.as_str(), root.kind), ("f", "/f", EntityKind::Farm));
}

#[test]
fn levels_keep_their_order() {
    use EntityKind::{Barn, Component, Equipment, Farm, Site};
    let allowed = [
        (Farm, Site),
        (Farm, Barn),
        (Farm, Equipment),
        (Site, Barn),
        (Site, Equipment),
        (Barn, Equipment),
        (Equipment, Component),
    ];
    for parent in [Farm, Site, Barn, Equipment, Component] {
        for child in [Farm, Site, Barn, Equipment, Component] {
            assert_eq!(
                child.may_stand_below(parent),
                allowed.contains(&(parent, child)),
                "{child:?} below {parent:?}"
            );
        }
    }
}

#[test]
fn creating_touches_the_parent() {
    let new = NewEntity { kind: EntityKind::Equipment, name: name("Silo"), parent_id: id("b10") };
    let (made, changes) = tree().create(id("m2"), new).unwrap();
    assert_eq!(made.path, "/f/s1/b10/m2");
    assert!(
        matches!(&changes.changes[0], Change::PutEntity(1, parent) if parent.id == id("b10") && parent.version == 2)
    );
}

#[test]
fn what_cannot_be_is_refused() {
    let tree = tree();
    let below = |kind, parent: &str| {
        tree.create(id("new"), NewEntity { kind, name: name("x"), parent_id: id(parent) }).unwrap_err()
    };
    assert_eq!(below(EntityKind::Barn, "elsewhere"), EntityRefusal::NoSuchParent);
    assert_eq!(
        below(EntityKind::Site, "b1"),
        EntityRefusal::Misplaced { child: EntityKind::Site, parent: EntityKind::Barn }
    );
    let moving = |what: &str, to: &str| tree.move_below(&id(what), &id(to), &[]).unwrap_err();
    assert_eq!(moving("s1", "s1"), EntityRefusal::BelowItself);
    assert_eq!(moving("s1", "m1"), EntityRefusal::BelowItself);
    assert_eq!(moving("f", "s1"), EntityRefusal::IsTheFarm);
    assert_eq!(moving("b1", "another-farms"), EntityRefusal::NoSuchParent);
    assert_eq!(moving("nobody", "s1"), EntityRefusal::NoSuchEntity);
    assert_eq!(tree.delete(&id("b1")).unwrap_err(), EntityRefusal::HasChildren);
    assert_eq!(tree.delete(&id("f")).unwrap_err(), EntityRefusal::IsTheFarm);
    assert_eq!(tree.install(&id("b1"), thing("t"), None).unwrap_err(), EntityRefusal::NotEquipment);
    assert_eq!(tree.delete_farm(&farm(), &[]).unwrap_err(), EntityRefusal::HasChildren);
}

#[test]
fn what_is_a_thing_is_retired_before_it_is_deleted() {
    let (machine, changes) = tree().install(&id("m1"), thing("mixer-01"), Some(thing("gateway-01"))).unwrap();
    let Change::PutPlace(0, place) = &changes.changes[1] else { panic!("{changes:?}") };
    assert_eq!((place.path.as_str(), place.name.as_str()), ("/f/s1/b1/m1", "m1"));

    let tree = Tree::new([entity(EntityKind::Farm, "/f"), machine]);
    assert_eq!(tree.delete(&id("m1")).unwrap_err(), EntityRefusal::HasThing);
    assert_eq!(tree.install(&id("m1"), thing("other"), None).unwrap_err(), EntityRefusal::HasThing);
    let (freed, _) = tree.remove_thing(&id("m1"), place).unwrap();
    assert_eq!(freed.thing_name, None);
}

#[test]
fn a_rename_reaches_the_farm_and_the_thing() {
    let (machine, changes) = tree().install(&id("m1"), thing("mixer-01"), None).unwrap();
    let Change::PutPlace(_, place) = &changes.changes[1] else { panic!("{changes:?}") };
    let tree = Tree::new([entity(EntityKind::Farm, "/f"), machine]);

    let (_, changes) = tree.rename(&id("m1"), &name("Mixer"), None, std::slice::from_ref(place)).unwrap();
    assert!(
        matches!(&changes.changes[1], Change::PutPlace(1, place) if place.name == "Mixer" && place.version == 2)
    );
    let (_, changes) = tree.rename(&id("f"), &name("Lac"), Some(&farm()), &[]).unwrap();
    assert!(
        matches!(&changes.changes[1], Change::PutFarm(1, farm) if farm.name.as_str() == "Lac" && farm.version == 2)
    );
}

#[test]
fn too_much_to_move_at_once_is_refused() {
    let machines = (0..98).map(|n| entity(EntityKind::Equipment, &format!("/f/s1/b1/m{n}")));
    let entities = [
        entity(EntityKind::Farm, "/f"),
        entity(EntityKind::Site, "/f/s1"),
        entity(EntityKind::Site, "/f/s2"),
        entity(EntityKind::Barn, "/f/s1/b1"),
    ];
    let tree = Tree::new(entities.into_iter().chain(machines));
    let refusal = tree.move_below(&id("b1"), &id("s2"), &[]).unwrap_err();
    assert_eq!(refusal, EntityRefusal::TooManyItems { items: 100, limit: 97 });
}

/// Something that a person might ask for.
#[derive(Debug, Clone)]
enum Ask {
    Create(EntityKind, usize),
    Move(usize, usize),
    Delete(usize),
    Install(usize),
}

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    use EntityKind::{Barn, Component, Equipment, Site};
    let kind = prop::sample::select(vec![Site, Barn, Equipment, Component]);
    let ask = prop_oneof![
        4 => (kind, any::<usize>()).prop_map(|(kind, parent)| Ask::Create(kind, parent)),
        2 => (any::<usize>(), any::<usize>()).prop_map(|(what, to)| Ask::Move(what, to)),
        1 => any::<usize>().prop_map(Ask::Delete),
        1 => any::<usize>().prop_map(Ask::Install),
    ];
    prop::collection::vec(ask, 1..60)
}

proptest! {
    #[test]
    fn any_story_of_changes_leaves_a_tree(asks in asks()) {
        let mut entities = BTreeMap::new();
        let mut places: BTreeMap<ThingName, Place> = BTreeMap::new();
        let root = entity(EntityKind::Farm, "/f");
        entities.insert(root.id.clone(), root);

        for (n, ask) in asks.into_iter().enumerate() {
            let tree = Tree::new(entities.values().cloned());
            let ids: Vec<EntityId> = entities.keys().cloned().collect();
            let at = |index: usize| &ids[index % ids.len()];
            let known: Vec<Place> = places.values().cloned().collect();
            let changes = match ask {
                Ask::Create(kind, parent) => {
                    let new = NewEntity { kind, name: name("x"), parent_id: at(parent).clone() };
                    tree.create(id(&format!("n{n}")), new).map(|made| made.1)
                }
                Ask::Move(what, to) => tree.move_below(at(what), at(to), &known).map(|moved| moved.1),
                Ask::Delete(what) => tree.delete(at(what)),
                Ask::Install(what) => tree.install(at(what), thing(&format!("t{n}")), None).map(|made| made.1),
            };
            if let Ok(changes) = changes {
                apply(&mut entities, &mut places, &changes);
            }
        }

        for entity in entities.values() {
            match &entity.parent_id {
                None => prop_assert_eq!(entity.path.as_str(), "/f"),
                Some(parent) => {
                    let parent = &entities[parent];
                    prop_assert!(entity.kind.may_stand_below(parent.kind));
                    prop_assert_eq!(&entity.path, &path::join(&parent.path, &entity.id));
                }
            }
            if let Some(thing) = &entity.thing_name {
                prop_assert_eq!(&places[thing].path, &entity.path);
            }
        }
        prop_assert_eq!(places.len(), entities.values().filter(|e| e.thing_name.is_some()).count());
    }
}
