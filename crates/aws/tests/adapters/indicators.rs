//! What is wrong where: the sparse index, and the fleet's list of farms.

use valmetal_domain::alarm::ports::{Changes, CommitChanges};
use valmetal_domain::entity::ports::{
    CommitEntityChanges, ReadFarmRollUp, ReadFleet, ReadIndicators, StoreError, WriteFarmRollUp,
};
use valmetal_domain::entity::{Change, Connectivity, ConnectivityStatus, EntityChanges, FarmRollUp, Place};

use crate::fixture::samples::{at, farm, place, raise, sample_farm};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn a_place_is_in_the_index_while_it_has_something_to_show() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let write = async |from: u64, place: &Place| {
        let places = vec![(from, place.clone())];
        writer.commit(&Changes { places, ..Changes::default() }).await.unwrap();
        let shown = tables.indicators().read_indicators(&farm("f-1"), None).await.unwrap();
        shown.iter().map(|place| place.thing.to_string()).collect::<Vec<_>>()
    };

    let quiet = place("mixer-01");
    assert!(write(0, &quiet).await.is_empty());

    let mut alarmed = Place { version: 2, ..quiet.clone() };
    alarmed.recount(None, &raise("mixer-01", at(0)).after);
    assert_eq!(write(1, &alarmed).await, ["mixer-01"]);
    let item = tables.entity("THING#mixer-01", "PLACE").await;
    assert_eq!(item["indicatorPartition"].as_s().unwrap(), "FARM#f-1");
    assert_eq!(item["indicatorPath"].as_s().unwrap(), "/f-1/s-1/b-1/e-1");

    assert!(write(2, &Place { version: 3, ..quiet.clone() }).await.is_empty());
    assert!(!tables.entity("THING#mixer-01", "PLACE").await.contains_key("indicatorPartition"));

    let connectivity = Connectivity { status: ConnectivityStatus::Disconnected, ..Connectivity::default() };
    assert_eq!(write(3, &Place { version: 4, connectivity, ..quiet }).await, ["mixer-01"]);
}

#[tokio::test]
async fn a_part_of_a_farm_is_read_and_not_its_neighbour() {
    let tables = Tables::deploy().await;
    let mut places = Vec::new();
    for (thing, path) in [("a", "/f-1/s-1/b-1/e-1"), ("b", "/f-1/s-1/b-10/e-2"), ("c", "/f-1/s-1/b-1/e-3")] {
        let mut place = Place { path: path.to_owned(), ..place(thing) };
        place.recount(None, &raise(thing, at(0)).after);
        places.push((0, place));
    }
    tables.writer().commit(&Changes { places, ..Changes::default() }).await.unwrap();

    let below = tables.indicators().read_indicators(&farm("f-1"), Some("/f-1/s-1/b-1")).await.unwrap();
    assert_eq!(below.iter().map(|place| place.thing.as_str()).collect::<Vec<_>>(), ["a", "c"]);
}

#[tokio::test]
async fn the_fleets_list_has_every_farm_once_page_by_page() {
    let tables = Tables::deploy().await;
    let ids: Vec<String> = (10..25).map(|number| format!("f-{number}")).collect();
    for id in &ids {
        tables.put_farm(&sample_farm(id)).await;
        let roll_up = FarmRollUp { version: 1, ..FarmRollUp::new(farm(id)) };
        tables.roll_ups().write_farm_roll_up(0, &roll_up).await.unwrap();
    }

    let (mut read, mut cursor, mut pages) = (Vec::new(), None, 0);
    loop {
        let (page, next) = tables.indicators().read_fleet(4, cursor).await.unwrap();
        assert!(page.len() <= 4);
        read.extend(page.into_iter().map(|row| row.farm_id.to_string()));
        pages += 1;
        cursor = next;
        if cursor.is_none() {
            break;
        }
    }
    read.sort();
    assert_eq!(read, ids);
    assert!(pages <= 5, "{pages} pages");
}

#[tokio::test]
async fn a_roll_up_is_written_once_a_version_and_not_after_its_farm() {
    let tables = Tables::deploy().await;
    let roll_ups = tables.roll_ups();
    let stored = sample_farm("f-1");
    tables.put_farm(&stored).await;
    assert_eq!(roll_ups.read_farm_roll_up(&farm("f-1")).await.unwrap(), None);

    let mut next = FarmRollUp { version: 1, ..FarmRollUp::new(farm("f-1")) };
    let mut alarmed = place("mixer-01");
    alarmed.recount(None, &raise("mixer-01", at(0)).after);
    next.see(&alarmed);
    roll_ups.write_farm_roll_up(0, &next).await.unwrap();
    assert_eq!(roll_ups.read_farm_roll_up(&farm("f-1")).await.unwrap(), Some(next.clone()));
    assert_eq!(tables.indicators().read_fleet(10, None).await.unwrap().0, [next.indicator()]);
    assert!(matches!(roll_ups.write_farm_roll_up(0, &next).await, Err(StoreError::Conflict)));

    let delete = EntityChanges::new(vec![Change::DeleteFarm(stored.version, stored.id)]);
    tables.farm_writer().commit_entity_changes(&delete).await.unwrap();
    assert!(tables.indicators().read_fleet(10, None).await.unwrap().0.is_empty());
    roll_ups.write_farm_roll_up(0, &next).await.unwrap();
    assert!(tables.indicators().read_fleet(10, None).await.unwrap().0.is_empty());
}
