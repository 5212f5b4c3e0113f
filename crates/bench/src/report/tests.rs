use anyhow::anyhow;
use serde_json::{Value, json};

use super::{Measure, Report};

fn report() -> Report {
    let mut report = Report::default();
    report.add(Measure::new("cold.init", "handle-alarms", 2.5, "ms", 20).peer("empty", 1.5));
    report
}

#[test]
fn the_file_has_the_measures_with_their_peers() {
    let file = serde_json::to_value(report()).unwrap();
    let measure = json!({
        "id": "cold.init", "subject": "handle-alarms", "value": 2.5, "unit": "ms", "runs": 20, "peers": { "empty": 1.5 },
    });
    assert_eq!(file["measures"], Value::Array(vec![measure]));
}

#[test]
fn a_measure_takes_the_place_of_an_earlier_one_of_the_same() {
    let mut report = report();
    report.add_alone("cold.init", "handle-alarms", 2.0, "ms", 20);
    report.add_alone("cold.init", "get-farm", 3.0, "ms", 20);
    let file = serde_json::to_value(report).unwrap();
    let values: Vec<_> = file["measures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|measure| measure["value"].as_f64().unwrap())
        .collect();
    assert_eq!(values, [2.0, 3.0]);
}

#[test]
fn what_could_not_be_measured_is_told_everywhere() {
    let mut report = report();
    assert!(report.is_complete());
    report.fail("PostgreSQL", &anyhow!("no disk").context("it does not start"));
    assert!(!report.is_complete());
    for told in [report.table(), report.markdown(), serde_json::to_string(&report).unwrap()] {
        assert!(told.contains("it does not start: no disk"), "{told}");
    }
}
