//! Conditions with their places, definitions and journals.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use valmetal_aws::dynamodb::OutstandingReader;
use valmetal_domain::alarm::message::DeviceState;
use valmetal_domain::alarm::ports::{
    Changes, CommitChanges, ReadAlarmJournal, ReadConditions, ReadFarmJournal, ReadOutstanding, ReadThing,
    StoreError,
};
use valmetal_domain::alarm::{Action, Actor, Transition};
use valmetal_domain::entity::FarmRole;
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::AlarmCode;

use crate::fixture::samples::{
    JOURNAL_DAYS, at, changes, definition, farm, key, member, message, place, raise, user,
};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn what_is_stored_is_read_back() {
    let tables = Tables::deploy().await;
    tables.put_definition(&definition()).await;
    let raised = raise("mixer-01", at(0));
    let mut stored = changes(0, &raised);
    let mut place = place("mixer-01");
    place.recount(None, &raised.after);
    stored.places = vec![(0, place.clone())];

    assert_eq!(tables.writer().commit(&stored).await.unwrap(), Outcome::Fresh);

    let known = tables.reader().read_conditions(&[key("mixer-01"), key("mixer-02")]).await.unwrap();
    assert_eq!(known.conditions, [(key("mixer-01"), raised.after)].into());
    assert_eq!(known.places, [(place.thing.clone(), place)].into());
    assert_eq!(known.definitions, [(definition().code, definition())].into());
}

#[tokio::test]
async fn a_change_of_what_somebody_else_changed_is_a_conflict() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let raised = raise("mixer-01", at(0));
    writer.commit(&changes(0, &raised)).await.unwrap();

    for from in [0, 2] {
        assert_conflict(&writer.commit(&changes(from, &raised)).await);
    }

    // A condition of the right version, but its record is there already.
    let cleared = raised.after.hear(&message(DeviceState::Cleared, 1, at(9)), &definition(), at(9));
    let same_record = Changes { records: vec![raised.record.clone()], ..changes(1, &cleared) };
    assert_conflict(&writer.commit(&same_record).await);

    // A place that was changed meanwhile takes the condition back with it.
    writer.commit(&Changes { places: vec![(0, place("mixer-01"))], ..Changes::default() }).await.unwrap();
    let stale_place = Changes { places: vec![(7, place("mixer-01"))], ..changes(1, &cleared) };
    assert_conflict(&writer.commit(&stale_place).await);

    writer.commit(&changes(1, &cleared)).await.unwrap();
    let known = tables.reader().read_conditions(&[key("mixer-01")]).await.unwrap();
    assert_eq!(known.conditions[&key("mixer-01")], cleared.after);
}

#[tokio::test]
async fn a_change_rests_on_a_membership() {
    let tables = Tables::deploy().await;
    tables.put_member(&member("f-1", "u-1", FarmRole::Worker)).await;
    let writer = tables.writer();
    let raised = raise("mixer-01", at(0));
    let resting_on = |user: &str, role| Changes {
        member: Some(valmetal_domain::entity::Membership {
            user_id: crate::fixture::samples::user(user),
            farm_id: farm("f-1"),
            role,
        }),
        ..changes(0, &raised)
    };

    for (user, role) in [("u-1", FarmRole::Farmer), ("u-2", FarmRole::Worker)] {
        let refused = writer.commit(&resting_on(user, role)).await;
        assert!(matches!(refused, Err(StoreError::NotMember)), "{user}: {refused:?}");
    }
    writer.commit(&resting_on("u-1", FarmRole::Worker)).await.unwrap();
}

#[tokio::test]
async fn one_read_brings_more_conditions_than_a_batch_of_messages_has() {
    let tables = Tables::deploy().await;
    tables.put_definition(&definition()).await;
    let things: Vec<String> = (0..33).map(|number| format!("mixer-{number:02}")).collect();
    for part in things.chunks(11) {
        let mut stored = Changes::default();
        for thing in part {
            let raised = raise(thing, at(0));
            stored.conditions.push((0, raised.after));
            stored.records.push(raised.record);
            stored.places.push((0, place(thing)));
        }
        tables.writer().commit(&stored).await.unwrap();
    }

    let keys: Vec<_> = things.iter().map(|thing| key(thing)).collect();
    let known = tables.reader().read_conditions(&keys).await.unwrap();

    assert_eq!((known.conditions.len(), known.places.len(), known.definitions.len()), (33, 33, 1));
    let too_many: Vec<_> = (0..34).map(|number| key(&format!("mixer-{number}"))).collect();
    assert!(matches!(tables.reader().read_conditions(&too_many).await, Err(StoreError::Refused(_))));
}

#[tokio::test]
async fn a_thing_is_read_with_all_its_conditions() {
    let tables = Tables::deploy().await;
    tables.put_definition(&definition()).await;
    let raised = raise("mixer-01", at(0));
    let mut stored = changes(0, &raised);
    stored.conditions.push((0, raise("mixer-011", at(0)).after));
    stored.places.push((0, place("mixer-01")));
    tables.writer().commit(&stored).await.unwrap();

    let unknown = AlarmCode::new("UNKNOWN").unwrap();
    let known = tables.reader().read_thing(&key("mixer-01").thing, &[unknown]).await.unwrap();

    assert_eq!(known.conditions.into_values().collect::<Vec<_>>(), [raised.after]);
    assert_eq!(known.places.len(), 1);
    assert_eq!(known.definitions.into_keys().collect::<Vec<_>>(), [definition().code]);
}

#[tokio::test]
async fn a_condition_is_in_an_index_while_it_belongs_there() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let raised = raise("mixer-01", at(0));
    writer.commit(&changes(0, &raised)).await.unwrap();

    let item = tables.alarm("THING#mixer-01", "CONDITION#motor#MOTOR_OVERLOAD").await;
    assert_eq!(item["farmId"], text("f-1"));
    assert_eq!(item["raisedAt"], text("2026-05-01T12:00:00.000000000Z"));
    assert_eq!(item["dueAt"], text("2026-05-01T12:00:30.000000000Z"));
    assert!(item.contains_key("outstanding"));

    // Suppressed from the start: never raised to anybody, and nothing is owed.
    let mut silent = raise("mixer-02", at(0));
    silent.after.regions.raised_at = None;
    silent.after.due_at = None;
    writer.commit(&changes(0, &silent)).await.unwrap();
    let item = tables.alarm("THING#mixer-02", "CONDITION#motor#MOTOR_OVERLOAD").await;
    for attribute in ["raisedAt", "dueAt", "outstanding"] {
        assert!(!item.contains_key(attribute), "{attribute}");
    }
}

#[tokio::test]
async fn what_is_due_is_found_in_its_shard_the_longest_due_first() {
    let tables = Tables::deploy().await;
    let mut stored = Changes::default();
    for (thing, due) in [("a-1", 20), ("a-2", 10), ("a-3", 99), ("a-4", 5), ("a-5", 30)] {
        let mut raised = raise(thing, at(0)).after;
        raised.due_at = Some(at(due));
        stored.conditions.push((0, raised));
    }
    tables.writer().commit(&stored).await.unwrap();

    let mut found = Vec::new();
    for shard in 0..OutstandingReader::SHARDS {
        let due = tables.outstanding().read_outstanding(shard, at(30), 10).await.unwrap();
        let order: Vec<_> = due.iter().map(|key| key.thing.as_str()).collect();
        let longest_first = ["a-4", "a-2", "a-1", "a-5"].into_iter().filter(|thing| order.contains(thing));
        assert_eq!(order, longest_first.collect::<Vec<_>>());
        found.extend(due);
    }
    found.sort();
    assert_eq!(found, ["a-1", "a-2", "a-4", "a-5"].map(key));
}

#[tokio::test]
async fn a_journal_is_kept_in_order_and_for_its_time() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let mut version = 0;
    let mut step = raise("mixer-01", at(0));
    for number in 1..=12 {
        writer.commit(&changes(version, &step)).await.unwrap();
        version = step.after.version;
        step = comment(&step, number);
    }
    let id = key("mixer-01").alarm_id();

    let newest = tables.journal().read_alarm_journal(&id, 3, None).await.unwrap();
    assert_eq!(newest.iter().map(|record| record.version).collect::<Vec<_>>(), [12, 11, 10]);
    assert_eq!(newest[0].reason.as_deref(), Some("11"));
    let older = tables.journal().read_alarm_journal(&id, 50, Some(10)).await.unwrap();
    assert_eq!(older.iter().map(|record| record.version).collect::<Vec<_>>(), [9, 8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(older.last(), Some(&raise("mixer-01", at(0)).record));

    let item = tables.alarm(&format!("ALARM#{id}"), "000000000001").await;
    let forgotten_at = at(0).as_second() + i64::from(JOURNAL_DAYS) * 86_400;
    assert_eq!(item["expiresAt"], AttributeValue::N(forgotten_at.to_string()));
}

#[tokio::test]
async fn a_farms_journal_is_read_by_time_page_by_page() {
    let tables = Tables::deploy().await;
    let mut stored = Changes::default();
    // Not in the order of their times, and two of the same.
    for (thing, seconds) in [("a-1", 30), ("a-2", 10), ("a-3", 10), ("a-4", 20), ("a-5", 40), ("a-6", -1)] {
        let mut record = raise(thing, at(0)).record;
        record.at = at(seconds);
        stored.records.push(record);
    }
    let mut foreign = raise("b-1", at(15)).record;
    foreign.farm_id = farm("f-2");
    stored.records.push(foreign);
    tables.writer().commit(&stored).await.unwrap();

    let (mut read, mut cursor) = (Vec::new(), None);
    for _ in 0..10 {
        let journal = tables.journal();
        let page = journal.read_farm_journal(&farm("f-1"), at(0), at(40), 2, cursor).await.unwrap();
        assert!(page.0.len() <= 2);
        read.extend(page.0.into_iter().map(|record| (record.at, record.key.thing.to_string())));
        cursor = page.1;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(read.len(), 4);
    let times: Vec<Timestamp> = read.iter().map(|(at, _)| *at).collect();
    assert_eq!(times, [at(10), at(10), at(20), at(30)]);
}

/// The same condition with a comment.
fn comment(step: &Transition, number: u32) -> Transition {
    let actor = Actor::User { user_id: user("u-1"), name: None };
    step.after.act(Action::Comment { text: number.to_string() }, actor, &definition(), at(1)).unwrap()
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn assert_conflict(committed: &Result<Outcome, StoreError>) {
    assert!(matches!(committed, Err(StoreError::Conflict)), "{committed:?}");
}
