//! What another delay would have changed: of a short period at once, of a long one in the background.

use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::cloud::{Cloud, Device, alarm_that, eventually, fault};

const WHAT_IF: &str = "/v1/farms/erables/alarms/what-if";

/// Asks what an on-delay of ten minutes would have done to this code in the last days.
async fn ask(technician: &Api, code: &str, days: i64) -> (StatusCode, Value) {
    let now = Timestamp::now();
    let body = json!({
        "code": code, "onDelaySeconds": 600, "from": now - SignedDuration::from_hours(24 * days), "to": now,
    });
    let answer = technician.post(WHAT_IF, &body).await.unwrap();
    (answer.status, answer.json)
}

#[tokio::test]
async fn a_longer_on_delay_would_have_removed_a_short_alarm() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", "erables");
    let mut silo = Device::connect(&cloud, cloud.machine("silo-erables", "erables", 0)).await;
    let short = fault("what-if", "COLLISION");
    let key = silo.raise(&short).await;
    alarm_that(&technician, &key, "the alarm", |alarm| alarm["condition"] == "active").await;
    silo.clear(&short).await;
    alarm_that(&technician, &key, "its end", |alarm| alarm["condition"] == "inactive").await;

    // Other tests of this farm raise the same code.
    let own = |answer: &Value| {
        let alarms = answer["alarms"].as_array();
        alarms
            .and_then(|alarms| alarms.iter().find(|alarm| alarm["alarmId"] == key.alarm_id().as_str()))
            .cloned()
    };
    let short = eventually("the journal's index", async || {
        let (status, asked) = ask(&technician, "COLLISION", 1).await;
        assert_eq!(status, StatusCode::OK, "{asked}");
        own(&asked["answer"]).map(|_| asked)
    })
    .await;
    assert_eq!((&short["status"], &short["progress"]["share"]), (&json!("finished"), &json!(1.0)));
    let answer = &short["answer"];
    let removed =
        |answer: &Value| own(answer).is_some_and(|alarm| alarm["before"] != 0 && alarm["after"] == 0);
    assert!(removed(answer) && answer["removed"].as_u64() >= Some(1), "{answer}");

    let (status, long) = ask(&technician, "COLLISION", 30).await;
    assert_eq!(
        (status, &long["status"], &long["answer"]),
        (StatusCode::ACCEPTED, &json!("running"), &Value::Null)
    );
    let path = format!("{WHAT_IF}/{}", long["id"].as_str().unwrap());
    let done = eventually("the background run", async || {
        technician.get(&path).await.ok().filter(|what_if| what_if["status"] == "finished")
    })
    .await;
    assert!(removed(&done["answer"]), "{done}");
    assert!(done["answer"]["records"].as_u64() >= answer["records"].as_u64());

    // The same id below another farm is nothing, also for somebody of both.
    let elsewhere = path.replace("erables", "cedar-hill");
    let answer = technician.send(Method::GET, &elsewhere, &[], None).await.unwrap();
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_question_that_is_repeated_is_asked_once() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", "erables");
    let key = format!("what-if-{}", Timestamp::now().as_nanosecond());
    let body = |seconds: u32| {
        json!({
            "code": "MOTOR_OVERLOAD", "offDelaySeconds": seconds, "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z",
        })
    };
    let ask = async |body: Value| {
        let headers = [("idempotency-key", key.as_str())];
        technician.send(Method::POST, WHAT_IF, &headers, Some(&body)).await.unwrap()
    };
    let (first, again) = (ask(body(30)).await, ask(body(30)).await);
    assert_eq!(first.status, StatusCode::OK, "{}", first.json);
    assert_eq!((again.status, &again.json), (first.status, &first.json));
    assert_eq!(again.headers["idempotent-replayed"], "true");
    assert_eq!(ask(body(40)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_question_that_cannot_be_answered_is_refused_by_its_field() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", "erables");
    let good = json!({
        "code": "MOTOR_OVERLOAD", "onDelaySeconds": 10, "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z",
    });
    for (field, value) in [
        ("code", json!("NO_SUCH_CODE")),
        ("onDelaySeconds", json!(100_000)),
        ("from", json!("2026-01-03T00:00:00Z")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        let answer = technician.post(WHAT_IF, &body).await.unwrap();
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {}", answer.json);
        assert_eq!(answer.json["errors"][0]["field"], field);
    }
}
