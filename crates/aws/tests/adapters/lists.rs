//! The lists of a farm's alarms.

use std::collections::BTreeSet;

use valmetal_domain::alarm::ports::{AlarmFilter, Changes, CommitChanges, ReadFarmAlarms};
use valmetal_domain::alarm::{Condition, DerivedState, Severity};
use valmetal_domain::names::EntityId;

use crate::fixture::samples::{at, farm, raise};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn the_newest_raise_comes_first_page_by_page() {
    let tables = Tables::deploy().await;
    store(&tables, (0..7).map(|number| raise(&format!("mixer-{number}"), at(number)).after)).await;

    let (mut read, mut cursor) = (Vec::new(), None);
    loop {
        let list = tables.farm_alarms();
        let page = list.read_farm_alarms(&farm("f-1"), &AlarmFilter::default(), 3, cursor).await.unwrap();
        read.push(things(&page.0));
        cursor = page.1;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(
        read,
        [vec!["mixer-6", "mixer-5", "mixer-4"], vec!["mixer-3", "mixer-2", "mixer-1"], vec!["mixer-0"]]
    );
}

#[tokio::test]
async fn a_list_holds_what_is_wanted() {
    let tables = Tables::deploy().await;
    let mut critical = raise("critical", at(10)).after;
    critical.regions.severity = Severity::Critical;
    let mut taken = raise("taken", at(20)).after;
    taken.regions.acknowledged = true;
    let mut elsewhere = raise("elsewhere", at(30)).after;
    let machine = EntityId::new("e-9").unwrap();
    elsewhere.entity_id = machine.clone();
    let mut normal = raise("normal", at(40)).after;
    normal.regions.acknowledged = true;
    normal.regions.process = valmetal_domain::alarm::regions::Process::Inactive;
    let mut foreign = raise("foreign", at(50)).after;
    foreign.farm_id = farm("f-2");
    store(&tables, [critical, taken, elsewhere, normal, foreign]).await;

    let all = AlarmFilter::default();
    let cases = [
        (all.clone(), vec!["elsewhere", "taken", "critical"]),
        (AlarmFilter { severities: vec![Severity::Critical], ..all.clone() }, vec!["critical"]),
        (AlarmFilter { states: vec![DerivedState::Acknowledged], ..all.clone() }, vec!["taken"]),
        (AlarmFilter { states: vec![DerivedState::Normal], ..all.clone() }, vec!["normal"]),
        (AlarmFilter { machines: Some(BTreeSet::from([machine])), ..all.clone() }, vec!["elsewhere"]),
        (AlarmFilter { from: Some(at(20)), to: Some(at(30)), ..all.clone() }, vec!["taken"]),
        (AlarmFilter { from: Some(at(30)), to: Some(at(20)), ..all }, vec![]),
    ];
    for (filter, expected) in cases {
        let list = tables.farm_alarms();
        let (found, cursor) = list.read_farm_alarms(&farm("f-1"), &filter, 50, None).await.unwrap();
        assert_eq!(things(&found), expected as Vec<&str>, "{filter:?}");
        assert_eq!(cursor, None);
    }
}

async fn store(tables: &Tables, conditions: impl IntoIterator<Item = Condition>) {
    let conditions = conditions.into_iter().map(|condition| (0, condition)).collect();
    tables.writer().commit(&Changes { conditions, ..Changes::default() }).await.unwrap();
}

fn things(conditions: &[Condition]) -> Vec<String> {
    conditions.iter().map(|condition| condition.key.thing.to_string()).collect()
}
