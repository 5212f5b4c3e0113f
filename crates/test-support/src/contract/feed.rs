//! What a feed store promises.

use jiff::{SignedDuration, Timestamp, civil::date, tz::TimeZone};
use serde_json::json;
use valmetal_domain::feed::ports::{FeedStore, Recorded, SequenceFilter, SequencePosition};
use valmetal_domain::feed::{Days, FeedRecord, GroupFeeding, SequenceSummary, StorageUse, Totals};

use super::samples::{at, delivery, farm, load, sequence, step, thing};

/// Makes a test of every part: `feed_contract!(fresh)`, where `fresh` is an async function that answers an empty store and what must
/// not end before it.
#[macro_export]
macro_rules! feed_contract {
    ($fresh:path) => {
        $crate::contract_tests! { feed, $fresh:
            an_empty_store_answers_that_there_is_nothing,
            a_store_that_has_seen_one_kind_of_step_answers_everything,
            a_step_is_read_as_it_was_said,
            the_same_again_changes_nothing,
            other_values_under_a_taken_number_are_a_conflict,
            each_of_many_is_answered_for_in_order,
            steps_that_come_late_and_mixed_up_make_the_same_sequence,
            sequences_are_listed_the_last_to_end_first_page_by_page,
            a_list_has_the_steps_within_its_time_alone,
            totals_are_those_of_the_records_by_the_days_of_the_farm,
            what_was_taken_from_storages_is_told_by_storage_and_feed,
            records_are_read_in_order_page_by_page,
            groups_of_all_farms_are_told_with_their_longest_pause,
        }
    };
}

/// Nothing was ever recorded.
pub async fn an_empty_store_answers_that_there_is_nothing(store: &impl FeedStore) {
    let everything = everything();
    assert_eq!(store.read_sequences(&everything, None, 10).await.unwrap(), []);
    assert_eq!(read(store, "s-1").await, []);
    assert_eq!(totals(store, &[everything.from, everything.to]).await, []);
    let (from, to) = (everything.from, everything.to);
    assert_eq!(store.read_storage_use(&farm("farm-1"), from, to).await.unwrap(), []);
    assert_eq!(store.read_feed_records(&farm("farm-1"), from, to, None, 10).await.unwrap(), []);
    assert_eq!(store.read_feedings(from, to).await.unwrap(), []);
    assert_eq!(store.record_feed(&[]).await.unwrap(), []);
}

/// A new farm: most of what a record may say nobody has ever said.
pub async fn a_store_that_has_seen_one_kind_of_step_answers_everything(store: &impl FeedStore) {
    let mixed = step(0, "MIX", at(0), &json!({"mixDuration": 30.0}));
    record(store, std::slice::from_ref(&mixed)).await;
    let everything = everything();
    let (from, to) = (everything.from, everything.to);

    assert_eq!(read(store, "s-1").await, std::slice::from_ref(&mixed));
    assert_eq!(
        store.read_sequences(&everything, None, 10).await.unwrap(),
        [SequenceSummary::of(std::slice::from_ref(&mixed)).unwrap()]
    );
    assert_eq!(totals(store, &[from, to]).await, settled(Totals::of([&mixed], &[from, to])));
    assert_eq!(store.read_storage_use(&farm("farm-1"), from, to).await.unwrap(), []);
    assert_eq!(store.read_feed_records(&farm("farm-1"), from, to, None, 10).await.unwrap(), [mixed]);
    assert_eq!(store.read_feedings(from, to).await.unwrap(), []);
}

/// Every field of every kind, and those that are not there are not there.
pub async fn a_step_is_read_as_it_was_said(store: &impl FeedStore) {
    let full = json!({
        "rationId": "lactating-1", "feedId": "maize.silage", "storageId": "silo:2", "entitlement": 400.5,
        "delivered": 399.123_456_789, "dryMatterPercentage": 33.3, "totalCost": 61.1234, "currency": "CAD",
        "loadOrder": 1, "tolerance": 8.0, "weightBefore": -0.5, "weightAfter": 398.75, "duration": 61.5,
        "mixDuration": 12.0, "mixerRevs": 40.0, "outcome": "PARTIAL", "weightQuality": "UNSTABLE",
        "scaleCalibratedAt": "2026-03-01T12:00:00.5Z", "eventStart": "2026-06-01T04:59:00.000001Z",
    });
    let precise: Timestamp = "2026-06-01T05:00:00.123456Z".parse().unwrap();
    let said = [
        step(0, "LOAD", precise, &full),
        step(1, "LOAD", at(60), &json!({"feedId": "hay", "entitlement": 5, "delivered": 5})),
        step(2, "MIX", at(120), &json!({"mixDuration": 300})),
        step(
            3,
            "DELIVERY",
            at(180),
            &json!({"animalSetId": "group_1", "entitlement": 400, "delivered": 401, "countObserved": 62}),
        ),
        step(4, "REFUSAL", at(240), &json!({"animalSetId": "group_1", "refused": 12.25})),
        step(5, "SEQUENCE", at(300), &json!({"outcome": "MANUAL_OVERRIDE"})),
    ];
    assert_eq!(record(store, &said).await, vec![Recorded::New; said.len()]);
    assert_eq!(read(store, "s-1").await, said);
}

/// A message that is delivered again, and one that is in a batch twice. What is said of the second time is the store's own: it may
/// take it in silence.
pub async fn the_same_again_changes_nothing(store: &impl FeedStore) {
    let steps = [load(1, at(0), "hay", 100.0, 101.0), load(2, at(90), "maize", 300.0, 299.5)];
    assert_eq!(record(store, &steps).await, [Recorded::New, Recorded::New]);
    let again = [&steps[1], &steps[0], &steps[1]].map(Clone::clone);
    for recorded in record(store, &again).await {
        assert!(matches!(recorded, Recorded::New | Recorded::Repeated), "{recorded:?}");
    }
    assert_eq!(read(store, "s-1").await, steps);
    let days = [everything().from, everything().to];
    assert_eq!(totals(store, &days).await, settled(Totals::of(&steps, &days)));
}

/// The first one stays what is known, and those beside it are stored.
pub async fn other_values_under_a_taken_number_are_a_conflict(store: &impl FeedStore) {
    let first = load(1, at(0), "hay", 100.0, 101.0);
    record(store, std::slice::from_ref(&first)).await;
    let other = load(1, at(0), "hay", 100.0, 150.0);
    let beside = load(2, at(90), "maize", 300.0, 299.5);
    let recorded = record(store, &[other.clone(), beside.clone(), other]).await;
    assert_eq!(recorded, [Recorded::Conflict, Recorded::New, Recorded::Conflict]);
    let known = [first, beside];
    assert_eq!(read(store, "s-1").await, known);
    let days = [everything().from, everything().to];
    assert_eq!(totals(store, &days).await, settled(Totals::of(&known, &days)));
}

/// More than a store writes in one call.
pub async fn each_of_many_is_answered_for_in_order(store: &impl FeedStore) {
    let many: Vec<FeedRecord> = (0..250_i32)
        .map(|n| load(n.unsigned_abs().into(), at(i64::from(n) * 60), "hay", 10.0, 10.0))
        .collect();
    record(store, &many[170..171]).await;
    let mut said = many.clone();
    said[170].step.delivered = Some(20.0);
    let recorded = record(store, &said).await;
    for (index, recorded) in recorded.iter().enumerate() {
        let expected = if index == 170 { Recorded::Conflict } else { Recorded::New };
        assert_eq!(*recorded, expected, "{index}");
    }
    assert_eq!(recorded.len(), many.len());
    assert_eq!(read(store, "s-1").await, many);
}

/// Devices send what they kept once they are connected again.
pub async fn steps_that_come_late_and_mixed_up_make_the_same_sequence(store: &impl FeedStore) {
    let steps = mornings_sequence("robot-01", "s-1", 0, at(0));
    for late in [4, 0, 2] {
        record(store, &steps[late..=late]).await;
    }
    record(store, &[steps[3].clone(), steps[1].clone()]).await;
    assert_eq!(read(store, "s-1").await, steps);
    assert_eq!(
        store.read_sequences(&everything(), None, 10).await.unwrap(),
        [SequenceSummary::of(&steps).unwrap()]
    );
    let days = [everything().from, everything().to];
    assert_eq!(totals(store, &days).await, settled(Totals::of(&steps, &days)));
}

/// Two devices, two sequences that end at the same time, one under the same id at another device, and another farm's.
pub async fn sequences_are_listed_the_last_to_end_first_page_by_page(store: &impl FeedStore) {
    let runs = [
        mornings_sequence("robot-01", "s-1", 0, at(0)),
        mornings_sequence("robot-01", "s-2", 10, at(7_200)),
        mornings_sequence("robot-02", "s-1", 0, at(3_600)),
        mornings_sequence("robot-02", "s-3", 10, at(7_200)),
        mornings_sequence("robot-02", "s-2", 20, at(7_200)),
    ];
    for run in &runs {
        record(store, run).await;
    }
    let mut others = mornings_sequence("robot-09", "s-1", 0, at(1_800));
    for step in &mut others {
        step.farm_id = farm("farm-2");
    }
    record(store, &others).await;

    let mut expected: Vec<SequenceSummary> =
        runs.iter().map(|steps| SequenceSummary::of(steps).unwrap()).collect();
    expected.sort_by_key(|run| std::cmp::Reverse(position(run)));
    assert_eq!(store.read_sequences(&everything(), None, 10).await.unwrap(), expected);

    let mut listed = Vec::new();
    loop {
        let after = listed.last().map(place);
        let page = store.read_sequences(&everything(), after.as_ref(), 2).await.unwrap();
        assert!(page.len() <= 2, "{page:?}");
        if page.is_empty() {
            break;
        }
        listed.extend(page);
        assert!(listed.len() <= expected.len(), "a page begins after the one before it: {listed:?}");
    }
    assert_eq!(listed, expected);

    let of_device = SequenceFilter { device_id: Some(thing("robot-02")), ..everything() };
    expected.retain(|run| run.device_id == thing("robot-02"));
    assert_eq!(store.read_sequences(&of_device, None, 10).await.unwrap(), expected);
    let of_nobody = SequenceFilter { device_id: Some(thing("robot-77")), ..everything() };
    assert_eq!(store.read_sequences(&of_nobody, None, 10).await.unwrap(), []);
    assert_eq!(read(store, "s-9").await, []);
    let foreign = store.read_sequence(&farm("farm-2"), &thing("robot-01"), &sequence("s-1")).await.unwrap();
    assert_eq!(foreign, [], "of another farm");
}

/// A step that ends at the beginning belongs to it, one that ends at the end does not.
pub async fn a_list_has_the_steps_within_its_time_alone(store: &impl FeedStore) {
    let steps = mornings_sequence("robot-01", "s-1", 0, at(0));
    record(store, &steps).await;
    let filter =
        SequenceFilter { from: steps[1].step.event_end, to: steps[3].step.event_end, ..everything() };
    assert_eq!(
        store.read_sequences(&filter, None, 10).await.unwrap(),
        [SequenceSummary::of(&steps[1..3]).unwrap()]
    );
    let within = |from, to| store_records(store, from, to);
    assert_eq!(within(filter.from, filter.to).await, steps[1..3]);
    assert_eq!(within(filter.to, filter.to).await, []);
}

/// Days by a clock that is put forward on the second of them, in two currencies, with and without targets.
pub async fn totals_are_those_of_the_records_by_the_days_of_the_farm(store: &impl FeedStore) {
    let zone = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").unwrap();
    let days = Days::new(date(2026, 3, 7), date(2026, 3, 9), &zone).unwrap();
    let just = SignedDuration::from_micros(1);
    let ends = [
        days.bounds[0] - just,
        days.bounds[0],
        days.bounds[0] + SignedDuration::from_hours(9),
        days.bounds[1] - just,
        days.bounds[1],
        days.bounds[2] - just,
        days.bounds[2],
        days.bounds[3] - just,
        days.bounds[3],
    ];
    assert_eq!(days.bounds[2].duration_since(days.bounds[1]), SignedDuration::from_hours(23));
    let mut steps = Vec::new();
    let mut seq = 0;
    for end in ends {
        for fields in [
            json!({"recordKind": "LOAD", "feedId": "maize", "entitlement": 400, "delivered": 408, "dryMatterPercentage": 33.3}),
            json!({"recordKind": "LOAD", "feedId": "maize", "entitlement": 400, "delivered": 409, "totalCost": 12.3456, "currency": "CAD"}),
            json!({"recordKind": "LOAD", "feedId": "maize", "entitlement": 20, "delivered": 25, "totalCost": 0.1, "currency": "USD"}),
            json!({"recordKind": "LOAD", "feedId": "hay", "entitlement": 40, "delivered": 44.5, "totalCost": 0.2, "currency": "CAD"}),
            json!({"recordKind": "DELIVERY", "animalSetId": "g-1", "delivered": 500.25, "countObserved": 61}),
            json!({"recordKind": "DELIVERY", "animalSetId": "g-1", "entitlement": 300, "delivered": 299.5, "countObserved": 64}),
            json!({"recordKind": "REFUSAL", "animalSetId": "g-1", "refused": 10.75}),
            json!({"recordKind": "MIX", "mixDuration": 240, "outcome": "ABORTED"}),
            json!({"recordKind": "SEQUENCE", "outcome": "COMPLETE"}),
            json!({"recordKind": "SEQUENCE", "outcome": "ABORTED"}),
        ] {
            steps.push(step(seq, "MIX", end, &fields));
            seq += 1;
        }
    }
    let mut elsewhere = load(0, days.bounds[1], "maize", 1.0, 1.0);
    elsewhere.farm_id = farm("farm-2");
    elsewhere.device_id = thing("robot-02");
    // Not in the order of time.
    steps.reverse();
    for some in steps.chunks(7) {
        record(store, some).await;
    }
    record(store, std::slice::from_ref(&elsewhere)).await;

    let expected = settled(Totals::of(&steps, &days.bounds));
    assert_eq!(
        expected.iter().map(|total| total.steps).sum::<u64>(),
        70,
        "seven of the nine times are within"
    );
    assert_eq!(totals(store, &days.bounds).await, expected);
}

/// What was loaded from no storage is nobody's use.
pub async fn what_was_taken_from_storages_is_told_by_storage_and_feed(store: &impl FeedStore) {
    let taken = |seq, end, feed: &str, storage: Option<&str>, delivered: f64| {
        let mut load = load(seq, end, feed, 100.0, delivered);
        load.step.storage_id = storage.map(|id| serde_json::from_value(json!(id)).unwrap());
        load
    };
    record(
        store,
        &[
            taken(0, at(-1), "maize", Some("silo-1"), 1_000.0),
            taken(1, at(0), "maize", Some("silo-1"), 100.5),
            taken(2, at(60), "maize", Some("silo-1"), 50.25),
            taken(3, at(120), "hay", Some("silo-1"), 7.0),
            taken(4, at(180), "maize", Some("silo-2"), 8.0),
            taken(5, at(240), "minerals", None, 9.0),
            taken(6, at(600), "maize", Some("silo-1"), 2_000.0),
            delivery(7, at(300), "g-1", 500.0),
        ],
    )
    .await;
    let mut found = store.read_storage_use(&farm("farm-1"), at(0), at(600)).await.unwrap();
    found.sort_by_key(|used| (used.storage_id.clone(), used.feed_id.clone()));
    let used = |storage: &str, feed: &str, kg: f64, first_at: Timestamp| -> StorageUse {
        let used = json!({"storageId": storage, "feedId": feed, "used": kg, "firstAt": first_at});
        serde_json::from_value(used).unwrap()
    };
    assert_eq!(
        found,
        [
            used("silo-1", "hay", 7.0, at(120)),
            used("silo-1", "maize", 150.75, at(0)),
            used("silo-2", "maize", 8.0, at(180)),
        ]
    );
    assert_eq!(store.read_storage_use(&farm("farm-2"), at(0), at(600)).await.unwrap(), []);
}

/// Also where several end at the same time, at one device and at two.
pub async fn records_are_read_in_order_page_by_page(store: &impl FeedStore) {
    let of = |device: &str, seq, end| {
        let mut step = load(seq, end, "hay", 10.0, 10.0);
        step.device_id = thing(device);
        step
    };
    let expected = [
        of("robot-01", 1, at(0)),
        of("robot-01", 9, at(60)),
        of("robot-01", 10, at(60)),
        of("robot-02", 2, at(60)),
        of("robot-01", 3, at(61)),
    ];
    let mut said = expected.to_vec();
    said.reverse();
    record(store, &said).await;
    assert_eq!(store_records(store, at(0), at(62)).await, expected);

    let mut found: Vec<FeedRecord> = Vec::new();
    loop {
        let after =
            found.last().map(|last| (last.step.event_end, last.device_id.clone(), last.step.device_seq));
        let after = after.as_ref().map(|(at, device, seq)| (*at, device, *seq));
        let page = store.read_feed_records(&farm("farm-1"), at(0), at(62), after, 2).await.unwrap();
        assert!(page.len() <= 2, "{page:?}");
        if page.is_empty() {
            break;
        }
        found.extend(page);
        assert!(found.len() <= expected.len(), "a page begins after the one before it: {found:?}");
    }
    assert_eq!(found, expected);
}

/// A delivery of nothing feeds nobody.
pub async fn groups_of_all_farms_are_told_with_their_longest_pause(store: &impl FeedStore) {
    let mut last = delivery(5, at(9_000), "g-1", 80.5);
    last.device_id = thing("robot-02");
    let mut elsewhere = delivery(0, at(0), "g-1", 5.0);
    elsewhere.farm_id = farm("farm-2");
    elsewhere.device_id = thing("robot-09");
    record(
        store,
        &[
            delivery(1, at(-1), "g-1", 1_000.0),
            delivery(4, at(7_200), "g-1", 0.0),
            last,
            delivery(2, at(0), "g-1", 100.0),
            delivery(3, at(3_600), "g-1", 90.25),
            delivery(6, at(10_000), "g-1", 1_000.0),
            delivery(7, at(10), "g-2", 3.0),
            load(8, at(20), "hay", 10.0, 10.0),
            elsewhere,
        ],
    )
    .await;
    let mut found = store.read_feedings(at(0), at(10_000)).await.unwrap();
    found.sort_by_key(|feeding| (feeding.farm_id.clone(), feeding.animal_set_id.clone()));
    let once = |farm: &str, group: &str, device: &str, at: Timestamp, kg: f64| -> GroupFeeding {
        let feeding = json!({
            "farmId": farm, "animalSetId": group, "deviceId": device, "deliveries": 1, "delivered": kg, "firstAt": at,
            "lastAt": at, "lastDelivered": kg, "longestGap": 0.0,
        });
        serde_json::from_value(feeding).unwrap()
    };
    let often = GroupFeeding {
        deliveries: 3,
        delivered: 270.75,
        first_at: at(0),
        longest_gap: 5_400.0,
        ..once("farm-1", "g-1", "robot-02", at(9_000), 80.5)
    };
    assert_eq!(
        found,
        [
            often,
            once("farm-1", "g-2", "robot-01", at(10), 3.0),
            once("farm-2", "g-1", "robot-09", at(0), 5.0),
        ]
    );
}

/// A load of two ingredients, a delivery, what was left of it, and the end.
fn mornings_sequence(device: &str, id: &str, seq: u64, begin: Timestamp) -> Vec<FeedRecord> {
    let end = |minutes| begin + SignedDuration::from_mins(minutes);
    let mut steps = vec![
        load(seq, end(1), "maize", 400.0, 402.5),
        load(seq + 1, end(3), "hay", 60.0, 59.75),
        delivery(seq + 2, end(9), "g-1", 455.25),
        step(seq + 3, "REFUSAL", end(10), &json!({"animalSetId": "g-1", "refused": 4.5})),
        step(seq + 4, "SEQUENCE", end(11), &json!({"rationId": "lactating", "outcome": "PARTIAL"})),
    ];
    for step in &mut steps {
        step.device_id = thing(device);
        step.step.sequence_id = sequence(id);
    }
    steps
}

/// The days around the contract's morning.
fn everything() -> SequenceFilter {
    SequenceFilter { farm_id: farm("farm-1"), device_id: None, from: at(-86_400), to: at(86_400) }
}

async fn record(store: &impl FeedStore, records: &[FeedRecord]) -> Vec<Recorded> {
    store.record_feed(records).await.unwrap()
}

async fn read(store: &impl FeedStore, id: &str) -> Vec<FeedRecord> {
    store.read_sequence(&farm("farm-1"), &thing("robot-01"), &sequence(id)).await.unwrap()
}

async fn store_records(store: &impl FeedStore, from: Timestamp, to: Timestamp) -> Vec<FeedRecord> {
    store.read_feed_records(&farm("farm-1"), from, to, None, 100).await.unwrap()
}

async fn totals(store: &impl FeedStore, days: &[Timestamp]) -> Vec<Totals> {
    settled(store.read_feed_totals(&farm("farm-1"), days).await.unwrap())
}

/// In the order of their keys, and without what depends on the order in which doubles are added.
fn settled(mut totals: Vec<Totals>) -> Vec<Totals> {
    for total in &mut totals {
        for sum in [
            &mut total.entitlement,
            &mut total.deviation,
            &mut total.delivered,
            &mut total.refused,
            &mut total.dry_matter,
            &mut total.seconds,
        ] {
            *sum = (*sum * 1e6).round() / 1e6;
        }
        total.total_cost = total.total_cost.round_dp(6);
    }
    totals.sort_by(|one, other| one.key.cmp(&other.key));
    totals
}

fn position(run: &SequenceSummary) -> (Timestamp, String, String) {
    (run.ended_at, run.device_id.to_string(), run.sequence_id.to_string())
}

fn place(run: &SequenceSummary) -> SequencePosition {
    SequencePosition {
        ended_at: run.ended_at,
        device_id: run.device_id.clone(),
        sequence_id: run.sequence_id.clone(),
    }
}
