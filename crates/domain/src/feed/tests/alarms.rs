use std::collections::{BTreeSet, HashMap};

use serde_json::json;

use super::{load, record};
use crate::{
    alarm::{Condition, ConditionKey, Definition, message::AlarmMessage, message::DeviceState},
    catalogue::Catalogue,
    entity::Place,
    feed::{FeedRecord, alarms},
    names::{AlarmCode, EntityId},
};

const NOBODY: [FeedRecord; 0] = [];

fn words(record: &FeedRecord, known: &HashMap<ConditionKey, Condition>) -> Vec<AlarmMessage> {
    alarms::words(record, &NOBODY, known)
}

/// The conditions of the words, as the alarm core would keep them.
fn hear(record: &FeedRecord, said: &[AlarmMessage]) -> HashMap<ConditionKey, Condition> {
    let shipped = include_str!("../../../../../sam/catalogue.json");
    let catalogue = Catalogue::parse(shipped.as_bytes()).unwrap();
    let place = Place {
        thing: record.device_id.clone(),
        farm_id: record.farm_id.clone(),
        entity_id: EntityId::new("robot").unwrap(),
        path: "/farm-1/barn-1/robot".to_owned(),
        name: "Robot".to_owned(),
        gateway: None,
        connectivity: crate::entity::place::Connectivity::default(),
        suppressed_by: BTreeSet::new(),
        retiring: BTreeSet::new(),
        last_snapshot: None,
        counts: crate::entity::Counts::default(),
        version: 1,
    };
    said.iter()
        .map(|word| {
            let key = ConditionKey {
                thing: record.device_id.clone(),
                component: word.component.clone(),
                code: word.code.clone(),
            };
            let definition: Definition = catalogue.definitions[&word.code].clone();
            let condition = Condition::new(key.clone(), "id".to_owned(), &place, &definition);
            (key, condition.hear(word, &definition, word.at).after)
        })
        .collect()
}

#[test]
fn a_load_beyond_its_tolerance_is_an_alarm_until_the_next_that_is_not() {
    let bad = load(7, "corn", 500.0, 520.0);
    let said = words(&bad, &HashMap::new());
    let [raise] = &said[..] else { panic!("{said:?}") };
    assert_eq!((raise.code.as_str(), raise.component.as_str()), ("FEED_DEVIATION", "feed.load.corn"));
    assert_eq!(
        (raise.state, raise.boot, raise.value, raise.limit),
        (DeviceState::Raised, 7, Some(20.0), Some(10.0))
    );

    let known = hear(&bad, &said);
    assert!(known.values().all(|condition| condition.regions.process.is_active()));
    assert!(
        known
            .keys()
            .all(|key| alarms::subjects(&bad.device_id, &bad.step).contains(key) && alarms::is_of(key))
    );
    let mut good = load(8, "corn", 500.0, 505.0);
    good.step.event_end = "2026-06-01T08:00:00Z".parse().unwrap();
    let cleared = words(&good, &known);
    assert_eq!(
        (cleared[0].state, cleared[0].boot, cleared[0].raised_at),
        (DeviceState::Cleared, 7, Some(raise.at))
    );
    assert_eq!(words(&good, &HashMap::new()), [], "what was never raised is not cleared");
    assert_eq!(words(&load(9, "hay", 500.0, 500.0), &known), [], "another ingredient is another condition");
}

#[test]
fn a_step_has_the_tolerance_that_it_says() {
    let with = |tolerance: f64| {
        let mut record = load(1, "corn", 500.0, 520.0);
        record.step.tolerance = Some(tolerance);
        words(&record, &HashMap::new()).len()
    };
    assert_eq!((with(20.0), with(19.5)), (0, 1));
    let mut blind = load(1, "corn", 500.0, 0.0);
    blind.step.weight_quality = Some(crate::feed::WeightQuality::LinkLost);
    assert_eq!(words(&blind, &HashMap::new()), [], "a weight that nobody knows is no deviation");
}

#[test]
fn what_was_broken_off_is_an_alarm() {
    for outcome in ["ABORTED", "SKIPPED"] {
        let said = words(&record(3, "SEQUENCE", &json!({"outcome": outcome})), &HashMap::new());
        assert_eq!(said[0].code, AlarmCode::new("FEED_SEQUENCE_ABORTED").unwrap(), "{outcome}");
    }
    assert_eq!(words(&record(3, "SEQUENCE", &json!({})), &HashMap::new()), []);
}

#[test]
fn what_went_in_and_did_not_come_out_is_an_alarm() {
    let end = record(3, "SEQUENCE", &json!({"weightBefore": 0.0, "weightAfter": 0.0}));
    let steps = [
        load(1, "corn", 500.0, 500.0),
        record(2, "DELIVERY", &json!({"animalSetId": "cows", "delivered": 480.0})),
        end.clone(),
    ];
    let said = alarms::words(&end, &steps, &HashMap::new());
    assert_eq!((said[0].code.as_str(), said[0].value), ("SCALE_DRIFT", Some(20.0)));
}
