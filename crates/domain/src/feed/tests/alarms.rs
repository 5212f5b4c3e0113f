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

fn words(record: &FeedRecord, known: &HashMap<ConditionKey, Condition>) -> Vec<AlarmMessage> {
    alarms::of_step(record, known)
}

/// What a sequence says now that the step with this number has come.
fn judged(steps: &[FeedRecord], new: u64, known: &HashMap<ConditionKey, Condition>) -> Vec<AlarmMessage> {
    alarms::of_sequence(steps, |step| step.step.device_seq == new, known)
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
    let said = judged(&steps, 3, &HashMap::new());
    assert_eq!((said[0].code.as_str(), said[0].value), ("SCALE_DRIFT", Some(20.0)));
}

#[test]
fn a_step_that_comes_after_the_end_has_the_sequence_judged_anew() {
    let end = record(4, "SEQUENCE", &json!({"weightBefore": 0.0, "weightAfter": 0.0}));
    let delivery = |seq, kg: f64| record(seq, "DELIVERY", &json!({"animalSetId": "cows", "delivered": kg}));
    let drift = |said: &[AlarmMessage]| -> Vec<_> {
        said.iter().map(|word| (word.state, word.boot, word.activation, word.seq, word.value)).collect()
    };
    let nothing = HashMap::new();
    let mut steps = vec![load(1, "corn", 500.0, 500.0), delivery(2, 150.0)];
    assert!(judged(&steps, 2, &nothing).is_empty(), "it has not ended");

    steps.push(end.clone());
    let raised = judged(&steps, 4, &nothing);
    assert_eq!(drift(&raised), [(DeviceState::Raised, 4, 1, 0, Some(350.0))]);
    let known = hear(&end, &raised);
    assert_eq!(judged(&steps, 4, &known), raised, "an end that is judged again says the same");

    steps.push(delivery(5, 100.0));
    let changed = judged(&steps, 5, &known);
    assert_eq!(drift(&changed), [(DeviceState::Changed, 4, 1, 4, Some(250.0))], "it is off by less");

    let late = delivery(3, 248.0);
    assert!(alarms::weighs(&late.step));
    steps.push(late);
    let cleared = judged(&steps, 3, &known);
    assert_eq!(drift(&cleared), [(DeviceState::Cleared, 4, 1, 0, None)]);
    let at_rest = hear_more(&known, &cleared);
    assert!(
        at_rest.values().all(|one| one.regions.process == Process::Inactive),
        "before its on-delay was over"
    );

    // The raise may still be on its way: whichever comes first, it ends at rest.
    let blind = judged(&steps, 3, &nothing);
    assert_eq!(drift(&blind), [(DeviceState::Cleared, 4, 1, 0, None)]);
    let other_way_round = hear_more(&hear(&end, &blind), &raised);
    assert!(other_way_round.values().all(|one| one.regions.process == Process::Inactive));
}

#[test]
fn a_late_step_makes_off_what_was_right() {
    let end = record(4, "SEQUENCE", &json!({"weightBefore": 0.0, "weightAfter": 0.0}));
    let out = record(2, "DELIVERY", &json!({"animalSetId": "cows", "delivered": 500.0}));
    let steps = [load(1, "corn", 500.0, 500.0), out, end, load(5, "hay", 100.0, 100.0)];
    assert_eq!(judged(&steps[..3], 4, &HashMap::new()), []);
    let [raise] = &judged(&steps, 5, &HashMap::new())[..] else { panic!("a raise") };
    assert_eq!((raise.state, raise.boot, raise.value), (DeviceState::Raised, 4, Some(100.0)));
}

#[test]
fn what_an_older_sequence_comes_to_leaves_the_alarm_of_a_newer_one() {
    let of = |seq: u64, hour: u32, out: f64| {
        let mut end = record(seq, "SEQUENCE", &json!({"weightBefore": 0.0, "weightAfter": 0.0}));
        end.step.event_end = format!("2026-06-01T{hour:02}:00:00Z").parse().unwrap();
        let out = record(seq - 1, "DELIVERY", &json!({"animalSetId": "cows", "delivered": out}));
        vec![load(seq - 2, "corn", 500.0, 500.0), out, end]
    };
    // Active for long: the first occurrence began before any of them.
    let mut known = hear(&of(3, 9, 400.0)[2], &judged(&of(3, 9, 400.0), 3, &HashMap::new()));
    for condition in known.values_mut() {
        let definition = definition(&condition.key.code);
        let due = "2026-06-01T09:30:00Z".parse().unwrap();
        *condition = condition.tick(&definition, due).unwrap().after;
    }
    let known = hear_more(&known, &judged(&of(9, 11, 300.0), 9, &known));
    assert!(known.values().all(|condition| condition.regions.process == Process::Active));
    let mut between = of(6, 10, 300.0);
    between.push(record(10, "DELIVERY", &json!({"animalSetId": "cows", "delivered": 200.0})));
    let said = judged(&between, 10, &known);
    assert!(said.iter().all(|word| word.boot == 6), "it speaks of itself alone: {said:?}");
}
