//! What machines measure, from the machine to the chart.

use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::{
    cloud::{Cloud, Device, eventually},
    dead_letters::letter_of,
};

const FARM: &str = "cedar-hill";

/// The beginning of a minute that is over.
fn minute(ago: i64) -> Timestamp {
    let now = Timestamp::now().as_second() / 60 * 60;
    Timestamp::from_second(now - 60 * ago).unwrap()
}

/// A message with a sample each second from `from` on.
fn message(from: Timestamp, measures: impl Fn(u32) -> Value, seconds: u32) -> Value {
    let now = Timestamp::now().as_millisecond();
    let samples: Vec<_> = (0..seconds)
        .map(|second| json!({ "at": from + SignedDuration::from_secs(second.into()), "measures": measures(second) }))
        .collect();
    json!({ "schemaVersion": 1, "bootId": now, "seq": now, "samples": samples })
}

/// The bins of a measure in the two minutes from `from` on, once there are any.
async fn bins(api: &Api, device: &Device, measure: &str, from: Timestamp, width: u32) -> Value {
    let to = from + SignedDuration::from_mins(2);
    let thing = &device.machine.thing_name;
    let path = format!("/v1/things/{thing}/telemetry?measure={measure}&from={from}&to={to}&bin={width}");
    eventually("the bins", async || {
        api.get(&path)
            .await
            .ok()
            .filter(|chart| chart["items"].as_array().is_some_and(|bins| !bins.is_empty()))
    })
    .await
}

#[tokio::test]
async fn a_motors_current_is_a_chart_as_soon_as_it_was_published() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let mixer = Device::connect(&cloud, cloud.machine("mixer-cedar", FARM, 0)).await;
    let from = minute(3);
    let current = message(from, |second| json!({ "motorCurrent": 10.0 + f64::from(second) }), 120);
    mixer.say("telemetry", &current).await;

    let minutes = bins(&worker, &mixer, "motorCurrent", from, 60).await;
    assert_eq!(
        (&minutes["unit"], &minutes["known"], &minutes["resolution"]),
        (&json!("A"), &json!(true), &json!("minute"))
    );
    let bin = |at: Timestamp, min: f64| json!({ "at": at, "min": min, "avg": min + 29.5, "max": min + 59.0, "last": min + 59.0, "count": 60 });
    let expected = json!([bin(from, 10.0), bin(from + SignedDuration::from_mins(1), 70.0)]);
    assert_eq!(minutes["items"], expected);
    let seconds = bins(&worker, &mixer, "motorCurrent", from, 1).await;
    assert_eq!((seconds["items"].as_array().unwrap().len(), &seconds["resolution"]), (120, &json!("sample")));

    // A message that comes again, with another behind it by which it is seen that it came.
    mixer.say("telemetry", &current).await;
    mixer.say("telemetry", &message(from, |_| json!({ "motorTemperature": 60 }), 1)).await;
    bins(&worker, &mixer, "motorTemperature", from, 60).await;
    assert_eq!(bins(&worker, &mixer, "motorCurrent", from, 60).await["items"], expected);
}

#[tokio::test]
async fn yes_and_no_are_one_and_nothing_and_what_no_catalogue_has_is_kept() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let robot = Device::connect(&cloud, cloud.machine("robot-cedar", FARM, 0)).await;
    let from = minute(3);
    let says = |second: u32| json!({ "doorOpen": second.is_multiple_of(2), "moonPhase": second });
    robot.say("telemetry", &message(from, says, 4)).await;
    let door = bins(&worker, &robot, "doorOpen", from, 60).await;
    assert_eq!((&door["items"][0]["avg"], &door["unit"]), (&json!(0.5), &Value::Null), "{door}");
    let unknown = bins(&worker, &robot, "moonPhase", from, 60).await;
    assert_eq!((&unknown["known"], &unknown["items"][0]["last"]), (&json!(false), &json!(3.0)), "{unknown}");
}

#[tokio::test]
async fn what_cannot_be_asked_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let thing = cloud.machine("mixer-cedar", FARM, 0).thing_name;
    let path = format!("/v1/things/{thing}/telemetry");
    let yesterday = Timestamp::now() - SignedDuration::from_hours(24);
    let narrow = format!("?measure=motorCurrent&from={yesterday}&bin=3");
    for (query, field) in [
        ("", "measure"),
        ("?measure=motorCurrent&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from"),
        ("?measure=motorCurrent&bin=61", "bin"),
        (&narrow, "bin"),
        ("?measure=motorCurrent&colour=red", "colour"),
    ] {
        let answer = worker.send(Method::GET, &format!("{path}{query}"), &[], None).await.unwrap();
        let expected = (StatusCode::BAD_REQUEST, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{query}: {}", answer.json);
    }
}

#[tokio::test]
async fn what_is_no_measurement_is_kept_with_its_reason() {
    let cloud = Cloud::find();
    let mixer = Device::connect(&cloud, cloud.machine("mixer-cedar", FARM, 0)).await;
    let now = Timestamp::now();
    let mut text = message(now, |_| json!({ "motorCurrent": "much" }), 1);
    text["bootId"] = json!(now.as_millisecond());
    let nothing = message(now, |_| json!({}), 1);
    let version = json!({ "schemaVersion": 9, "bootId": now.as_millisecond(), "seq": 1, "samples": [] });
    for (bad, reason) in [(text, "badField"), (nothing, "badField"), (version, "unknownSchemaVersion")] {
        mixer.say("telemetry", &bad).await;
        let letter = letter_of(&cloud, "TelemetryDeadLettersUrl", bad.to_string().as_bytes()).await;
        assert_eq!(letter.reason, reason, "{bad}: {letter:?}");
    }
}
