//! Farms, their hierarchies and their people.

use std::collections::BTreeSet;

use valmetal_domain::entity::ports::{
    CommitEntityChanges, ReadEntities, ReadEntity, ReadFarm, ReadFarmWithMembers, ReadFarms, ReadFarmsById,
    ReadMember, ReadMembers, ReadMemberships, ReadPlaces, ReadTree, ReadWholeFarm, StoreError,
    WriteFarmRollUp,
};
use valmetal_domain::entity::{
    Change, EntityChanges, EntityKind, Farm, FarmRole, FarmRollUp, Member, NewEntity, Tree,
};
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::{EntityId, ThingName};

use crate::fixture::samples::{at, farm, member, request, sample_farm, user};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn a_hierarchy_is_built_read_and_taken_down() {
    let tables = Tables::deploy().await;
    let (reader, writer) = (tables.farm_reader(), tables.farm_writer());
    let id = farm("f-1");
    assert_eq!(reader.read_farm(&id).await.unwrap(), None);
    assert!(reader.read_tree(&id).await.unwrap().is_empty());
    tables.put_farm(&sample_farm("f-1")).await;
    tables.put_farm(&sample_farm("f-10")).await;

    let tree = Tree::new(reader.read_tree(&id).await.unwrap());
    let equipment = NewEntity {
        kind: EntityKind::Equipment,
        name: serde_json::from_str("\"Mixer\"").unwrap(),
        parent_id: id.clone().into(),
    };
    let (entity, changes) = tree.create(EntityId::new("e-1").unwrap(), equipment).unwrap();
    writer.commit_entity_changes(&changes).await.unwrap();
    let thing = ThingName::new("mixer-01").unwrap();
    let tree = Tree::new(reader.read_tree(&id).await.unwrap());
    let (entity, changes) = tree.install(&entity.id, thing.clone(), None).unwrap();
    writer.commit_entity_changes(&changes).await.unwrap();

    assert_eq!(reader.read_tree(&id).await.unwrap().len(), 2);
    assert_eq!(reader.read_entity(&id, &entity.id).await.unwrap().as_ref(), Some(&entity));
    let [root, missing] = ["f-1", "e-9"].map(|id| EntityId::new(id).unwrap());
    assert_eq!(reader.read_entities(&id, &[root, missing, entity.id.clone()]).await.unwrap().len(), 2);
    let places = reader.read_places(std::slice::from_ref(&thing)).await.unwrap();
    assert_eq!(places.iter().map(|place| place.path.as_str()).collect::<Vec<_>>(), ["/f-1/e-1"]);

    let tree = Tree::new(reader.read_tree(&id).await.unwrap());
    let (_, changes) = tree.remove_thing(&entity.id, &places[0]).unwrap();
    writer.commit_entity_changes(&changes).await.unwrap();
    let tree = Tree::new(reader.read_tree(&id).await.unwrap());
    writer.commit_entity_changes(&tree.delete(&entity.id).unwrap()).await.unwrap();
    assert!(reader.read_places(&[thing]).await.unwrap().is_empty());
    assert_eq!(reader.read_tree(&id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn more_entities_are_read_than_one_batch_holds() {
    let tables = Tables::deploy().await;
    tables.put_farm(&sample_farm("f-1")).await;
    let root = tables.farm_reader().read_tree(&farm("f-1")).await.unwrap().remove(0);
    let ids: Vec<_> = (0..130).map(|number| EntityId::new(format!("e-{number:03}")).unwrap()).collect();
    for part in ids.chunks(90) {
        let barns = part.iter().map(|id| {
            let barn = valmetal_domain::entity::Entity {
                id: id.clone(),
                kind: EntityKind::Barn,
                parent_id: Some(root.id.clone()),
                path: format!("/f-1/{id}"),
                ..root.clone()
            };
            Change::PutEntity(0, barn)
        });
        tables.farm_writer().commit_entity_changes(&EntityChanges::new(barns.collect())).await.unwrap();
    }

    let read = tables.farm_reader().read_entities(&farm("f-1"), &ids).await.unwrap();
    assert_eq!(read.into_iter().map(|entity| entity.id).collect::<BTreeSet<_>>(), ids.into_iter().collect());
}

#[tokio::test]
async fn farms_are_listed_by_id_page_by_page() {
    let tables = Tables::deploy().await;
    for id in ["f-3", "f-1", "f-2"] {
        tables.put_farm(&sample_farm(id)).await;
    }
    let reader = tables.farm_reader();

    let (first, cursor) = reader.read_farms(2, None).await.unwrap();
    assert_eq!(first, [sample_farm("f-1"), sample_farm("f-2")]);
    let (second, cursor) = reader.read_farms(2, cursor).await.unwrap();
    assert_eq!(second, [sample_farm("f-3")]);
    assert_eq!(cursor, None);
    assert_eq!(reader.read_farms_by_id(&[farm("f-2"), farm("f-9")]).await.unwrap(), [sample_farm("f-2")]);
}

#[tokio::test]
async fn a_membership_is_on_both_sides() {
    let tables = Tables::deploy().await;
    let (reader, writer) = (tables.farm_reader(), tables.farm_writer());
    let anna = member("f-1", "u-1", FarmRole::Worker);
    tables.put_member(&anna).await;
    tables.put_member(&member("f-1", "u-2", FarmRole::Farmer)).await;
    tables.put_member(&member("f-2", "u-1", FarmRole::Technician)).await;

    assert_eq!(reader.read_member(&farm("f-1"), &user("u-1")).await.unwrap(), Some(anna.clone()));
    assert_eq!(reader.read_members(&farm("f-1")).await.unwrap().len(), 2);
    let roles = async || {
        let memberships = reader.read_memberships(&user("u-1")).await.unwrap();
        memberships.into_iter().map(|m| (m.farm_id.to_string(), m.role)).collect::<Vec<_>>()
    };
    assert_eq!(roles().await, [("f-1".into(), FarmRole::Worker), ("f-2".into(), FarmRole::Technician)]);

    let promoted = Member { role: FarmRole::Farmer, version: 2, ..anna.clone() };
    let promote = EntityChanges::new(vec![Change::PutMember(1, Box::new(promoted.clone()))]);
    writer.commit_entity_changes(&promote).await.unwrap();
    assert_eq!(roles().await[0], ("f-1".into(), FarmRole::Farmer));
    assert_conflict(&writer.commit_entity_changes(&promote).await);

    let remove = EntityChanges::new(vec![Change::DeleteMember(2, Box::new(promoted))]);
    writer.commit_entity_changes(&remove).await.unwrap();
    assert_eq!(roles().await, [("f-2".into(), FarmRole::Technician)]);
    assert_eq!(reader.read_member(&farm("f-1"), &user("u-1")).await.unwrap(), None);
}

#[tokio::test]
async fn one_query_reads_a_farm_with_what_stands_on_it_and_who_belongs_to_it() {
    let tables = Tables::deploy().await;
    let (reader, writer) = (tables.farm_reader(), tables.farm_writer());
    let id = farm("f-1");
    assert_eq!(reader.read_whole_farm(&id).await.unwrap(), (None, vec![], vec![]));
    tables.put_farm(&sample_farm("f-1")).await;
    tables.put_farm(&sample_farm("f-10")).await;
    let anna = member("f-1", "u-1", FarmRole::Worker);
    tables.put_member(&anna).await;
    tables.put_member(&member("f-10", "u-2", FarmRole::Worker)).await;
    // Its rows for the fleet's list are beside it too.
    let roll_up = FarmRollUp { version: 1, ..FarmRollUp::new(id.clone()) };
    tables.roll_ups().write_farm_roll_up(0, &roll_up).await.unwrap();

    let root = reader.read_tree(&id).await.unwrap();
    let whole = reader.read_whole_farm(&id).await.unwrap();
    assert_eq!(whole, (Some(sample_farm("f-1")), root, vec![anna.clone()]));
    let moved =
        Farm { timezone: "America/Halifax".to_owned().try_into().unwrap(), version: 2, ..sample_farm("f-1") };
    let put = EntityChanges::new(vec![Change::PutFarm(1, moved.clone())]);
    writer.commit_entity_changes(&put).await.unwrap();
    assert_eq!(reader.read_farm(&id).await.unwrap().as_ref(), Some(&moved));
    assert_eq!(reader.read_farm_with_members(&id).await.unwrap(), (Some(moved), vec![anna]));

    writer.commit_entity_changes(&EntityChanges::new(vec![Change::DeleteFarm(2, id.clone())])).await.unwrap();
    assert_eq!(reader.read_farm_with_members(&id).await.unwrap().0, None);
}

#[tokio::test]
async fn a_change_rests_on_the_role_that_the_token_says() {
    let tables = Tables::deploy().await;
    let writer = tables.farm_writer();
    let anna = member("f-1", "u-1", FarmRole::Farmer);
    tables.put_member(&anna).await;
    let require = |role| Change::RequireMember(Member { role, ..anna.clone() }.membership());
    let new_member = || Change::PutMember(0, Box::new(member("f-1", "u-2", FarmRole::Worker)));

    let refused = writer
        .commit_entity_changes(&EntityChanges::new(vec![new_member(), require(FarmRole::Worker)]))
        .await;
    assert!(matches!(refused, Err(StoreError::NotMember)), "{refused:?}");
    writer
        .commit_entity_changes(&EntityChanges::new(vec![new_member(), require(FarmRole::Farmer)]))
        .await
        .unwrap();

    // Somebody changes their own membership: both speak of the same item.
    let renamed = Member { version: 2, ..anna.clone() };
    let own = |role| EntityChanges::new(vec![Change::PutMember(1, Box::new(renamed.clone())), require(role)]);
    assert_conflict(&writer.commit_entity_changes(&own(FarmRole::Technician)).await);
    writer.commit_entity_changes(&own(FarmRole::Farmer)).await.unwrap();
}

#[tokio::test]
async fn a_repeated_request_makes_a_farm_once() {
    let tables = Tables::deploy().await;
    let changes = |id: &str| EntityChanges {
        request: Some(request("key-1", "aa", "{}", at(0))),
        ..sample_farm(id).create()
    };
    let writer = tables.farm_writer();

    assert_eq!(writer.commit_entity_changes(&changes("f-1")).await.unwrap(), Outcome::Fresh);
    // A repeat makes an id of its own before it learns that it is one.
    let repeated = writer.commit_entity_changes(&changes("f-2")).await.unwrap();
    assert!(matches!(repeated, Outcome::Replayed(_)), "{repeated:?}");
    assert_eq!(tables.farm_reader().read_farms(9, None).await.unwrap().0, [sample_farm("f-1")]);
}

fn assert_conflict(committed: &Result<Outcome, StoreError>) {
    assert!(matches!(committed, Err(StoreError::Conflict)), "{committed:?}");
}
