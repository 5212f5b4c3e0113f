use jiff::{SignedDuration, Timestamp};

use super::{BadBins, BinPlan, Resolution, Retention, TelemetryMessage, measure};
use crate::names::{Measure, ThingName};

const RETENTION: Retention = Retention { sample_days: 30, minute_days: 400 };

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

fn plan(days: i64, width: Option<u64>) -> Result<(u64, Resolution), BadBins> {
    let from = now() - SignedDuration::from_hours(24 * days);
    BinPlan::new(from, now(), width, RETENTION, now()).map(|plan| (plan.width, plan.resolution))
}

#[test]
fn a_message_is_its_values() {
    let bytes = br#"{"schemaVersion":1,"bootId":5,"seq":9,"samples":[
        {"at":"2026-05-31T23:00:00.1234567Z","measures":{"motorCurrent":12.4,"motorRunning":true,"odd_one":-3}}]}"#;
    let message = TelemetryMessage::parse(bytes, now()).unwrap();
    let device = ThingName::new("mixer-01").unwrap();
    let samples: Vec<_> = message.samples(&device).collect();
    let values: Vec<_> = samples.iter().map(|sample| (sample.measure.as_str(), sample.value)).collect();
    assert_eq!(values, [("motorCurrent", 12.4), ("motorRunning", 1.0), ("odd_one", -3.0)]);
    assert_eq!(samples[0].at.to_string(), "2026-05-31T23:00:00.123456Z");
    assert_eq!(samples[0].seq, 9);
}

#[test]
fn what_is_none_is_refused_with_the_field_at_fault() {
    let refused = |samples: &str| {
        let text = format!(r#"{{"schemaVersion":1,"bootId":5,"seq":9,"samples":{samples}}}"#);
        TelemetryMessage::parse(text.as_bytes(), now()).unwrap_err()
    };
    let field = |samples: &str| refused(samples).field.unwrap_or_default();
    assert_eq!(field("[]"), "samples");
    assert_eq!(field(r#"[{"at":"2026-05-31T23:00:00Z","measures":{"a":"b"}}]"#), "samples[0].measures.a");
    assert!(
        field(r#"[{"at":"2026-05-31T23:00:00Z","measures":{"a b":1}}]"#).starts_with("samples[0].measures")
    );
    let future = refused(r#"[{"at":"2026-06-02T23:00:00Z","measures":{"a":1}}]"#);
    assert_eq!((future.reason, future.field.as_deref()), ("timeInFuture", Some("samples[0].at")));
}

#[test]
fn the_catalogue_knows_units() {
    let known = |name: &str| measure::known(&Measure::new(name).unwrap());
    assert_eq!(known("motorCurrent"), Some(Some("A")));
    assert_eq!(known(measure::MOTOR_RUNNING), Some(None));
    assert_eq!(known("odd_one"), None);
    assert!(measure::MEASURES.iter().all(|(name, _)| Measure::new(*name).is_ok()));
}

#[test]
fn bins_are_made_from_the_coarsest_that_will_do() {
    assert_eq!(plan(0, None), Err(BadBins::Period));
    assert_eq!(plan(1, Some(60)), Ok((60, Resolution::Minute)));
    assert_eq!(plan(1, Some(50)), Ok((50, Resolution::Sample)));
    assert_eq!(plan(365, Some(18 * 3_600)), Ok((18 * 3_600, Resolution::Hour)));
    assert_eq!(plan(365, None), Ok((604_800, Resolution::Hour)));
    assert_eq!(plan(1, None), Ok((300, Resolution::Minute)));
    for width in [0, 90, 3_660] {
        assert_eq!(plan(1, Some(width)), Err(BadBins::Width), "{width}");
    }
    assert_eq!(plan(365, Some(60)), Err(BadBins::TooMany));
}

#[test]
fn what_is_no_longer_kept_is_shown_as_coarse_as_it_is() {
    let of_an_hour = |days: i64| {
        let from = now() - SignedDuration::from_hours(24 * days);
        let to = from + SignedDuration::from_hours(1);
        BinPlan::new(from, to, Some(10), RETENTION, now()).unwrap().width
    };
    assert_eq!((of_an_hour(29), of_an_hour(31), of_an_hour(399), of_an_hour(401)), (10, 60, 60, 3_600));
}

#[test]
fn the_first_bin_and_the_last_are_whole() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let plan = |from, to| BinPlan::new(at(from), at(to), Some(300), RETENTION, now()).unwrap();
    for (from, to, begin, end) in [
        ("2026-06-01T05:00:00Z", "2026-06-01T06:00:00Z", "2026-06-01T05:00:00Z", "2026-06-01T06:00:00Z"),
        ("2026-06-01T05:04:59Z", "2026-06-01T06:00:01Z", "2026-06-01T05:00:00Z", "2026-06-01T06:05:00Z"),
        (
            "2026-06-01T05:05:00Z",
            "2026-06-01T06:00:00.000001Z",
            "2026-06-01T05:05:00Z",
            "2026-06-01T06:05:00Z",
        ),
    ] {
        let plan = plan(from, to);
        assert_eq!((plan.from, plan.to), (at(begin), at(end)));
    }
}
