use std::collections::{BTreeSet, HashMap};

use serde_json::json;

use super::{load, record};
use crate::{
    alarm::regions::Process,
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
            let key = key(record, word);
            let definition = definition(&word.code);
            let condition = Condition::new(key.clone(), "id".to_owned(), &place, &definition);
            (key, condition.hear(word, &definition, word.at).after)
        })
        .collect()
}

/// What becomes of known conditions.
fn hear_more(
    known: &HashMap<ConditionKey, Condition>,
    said: &[AlarmMessage],
) -> HashMap<ConditionKey, Condition> {
    let mut known = known.clone();
    for word in said {
        let condition = known
            .values_mut()
            .find(|condition| condition.key.component == word.component && condition.key.code == word.code);
        let condition = condition.unwrap_or_else(|| panic!("nobody knows of {word:?}"));
        *condition = condition.hear(word, &definition(&word.code), word.at).after;
    }
    known
}

fn key(record: &FeedRecord, word: &AlarmMessage) -> ConditionKey {
    ConditionKey {
        thing: record.device_id.clone(),
        component: word.component.clone(),
        code: word.code.clone(),
    }
}

fn definition(code: &AlarmCode) -> Definition {
    let shipped = include_str!("../../../../../sam/catalogue.json");
    Catalogue::parse(shipped.as_bytes()).unwrap().definitions[code].clone()
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

#[test]
fn a_step_that_comes_after_the_end_has_the_sequence_judged_anew() {
    let end = record(4, "SEQUENCE", &json!({"weightBefore": 0.0, "weightAfter": 0.0}));
    let loaded = load(1, "corn", 500.0, 500.0);
    let delivery = |seq, kg: f64| record(seq, "DELIVERY", &json!({"animalSetId": "cows", "delivered": kg}));
    let drift = |said: &[AlarmMessage]| -> Vec<_> {
        said.iter().map(|word| (word.state, word.boot, word.activation, word.value)).collect()
    };
    let mut steps = vec![loaded, delivery(2, 250.0)];
    assert!(drift(&alarms::words(&steps[1], &steps, &HashMap::new())).is_empty(), "it has not ended");

    steps.push(end.clone());
    let raised = alarms::words(&end, &steps, &HashMap::new());
    assert_eq!(drift(&raised), [(DeviceState::Raised, 4, 1, Some(250.0))]);
    let known = hear(&end, &raised);
    assert_eq!(alarms::words(&end, &steps, &known), raised, "an end that is judged again says the same");

    let late = delivery(3, 248.0);
    assert!(alarms::weighs(&late.step));
    steps.push(late.clone());
    let cleared = alarms::words(&late, &steps, &known);
    assert_eq!(drift(&cleared), [(DeviceState::Cleared, 4, 1, None)]);
    let known = hear_more(&known, &cleared);
    assert!(
        known.values().all(|condition| condition.regions.process == Process::Inactive),
        "before its on-delay was over"
    );

    // The other way round: what was right is not any more.
    let late = load(5, "hay", 100.0, 100.0);
    steps.push(late.clone());
    assert_eq!(
        drift(&alarms::words(&late, &steps, &HashMap::new())),
        [(DeviceState::Raised, 4, 1, Some(102.0))]
    );
}
