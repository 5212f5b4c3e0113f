use super::*;

fn taken(metrics: &Metrics) -> Value {
    let now = Timestamp::from_millisecond(1_790_000_000_000).unwrap();
    serde_json::from_str(&metrics.take("handle-alarms", now).unwrap()).unwrap()
}

#[test]
fn a_line_holds_everything_of_an_invocation() {
    let metrics = Metrics::default();
    metrics.count(Metric::ColdStart, 1);
    metrics.count(Metric::Records, 4);
    metrics.count(Metric::Records, 6);
    metrics.time(Metric::AlarmLatency, Duration::from_millis(120));
    metrics.time(Metric::AlarmLatency, Duration::from_micros(80_500));
    metrics.dead_letter("unparsable");
    metrics.dead_letter("unknownCode");
    metrics.dead_letter("unparsable");

    assert_eq!(
        taken(&metrics),
        json!({
            "_aws": {
                "Timestamp": 1_790_000_000_000_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "Valmetal",
                    "Dimensions": [[]],
                    "Metrics": [
                        { "Name": "ColdStart", "Unit": "Count" },
                        { "Name": "Records", "Unit": "Count" },
                        { "Name": "DeadLetters", "Unit": "Count" },
                        { "Name": "AlarmLatency", "Unit": "Milliseconds" },
                    ],
                }],
            },
            "service": "handle-alarms",
            "ColdStart": 1,
            "Records": 10,
            "DeadLetters": 3,
            "AlarmLatency": [120.0, 80.5],
            "deadLettersByReason": { "unknownCode": 1, "unparsable": 2 },
        })
    );
}

#[test]
fn nothing_collected_is_no_line() {
    let metrics = Metrics::default();
    assert_eq!(metrics.take("handle-alarms", Timestamp::UNIX_EPOCH), None);
    metrics.count(Metric::Records, 1);
    assert!(metrics.take("handle-alarms", Timestamp::UNIX_EPOCH).is_some());
    assert_eq!(metrics.take("handle-alarms", Timestamp::UNIX_EPOCH), None);
}

#[test]
fn clones_share_and_values_are_bounded() {
    let metrics = Metrics::default();
    let clone = metrics.clone();
    for _ in 0..150 {
        clone.time(Metric::AlarmLatency, Duration::from_millis(1));
    }
    assert_eq!(taken(&metrics)["AlarmLatency"].as_array().unwrap().len(), MAX_VALUES);
}
