//! A command, from the person who gives it to the machine that reports that it is so.

use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::cloud::{Cloud, Device, act, alarm_that, eventually, fault};

const FARM: &str = "erables";

fn commands(device: &Device) -> String {
    format!("/v1/things/{}/commands", device.machine.thing_name)
}

fn told(desired: &Value, seconds: i64) -> Value {
    json!({ "desired": desired, "expiresAt": Timestamp::now() + SignedDuration::from_secs(seconds), "reason": "A test" })
}

/// Waits until the command is `status`.
async fn ends(api: &Api, path: &str, status: &str) -> Value {
    eventually(status, async || api.get(path).await.ok().filter(|command| command["status"] == status)).await
}

/// A number that no other command of this run has.
fn fresh() -> i64 {
    Timestamp::now().as_millisecond() % 1_000_000
}

#[tokio::test]
async fn a_machine_does_what_it_is_told_and_says_so() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let silo = Device::connect(&cloud, cloud.machine("silo-erables", FARM, 0)).await;
    silo.obey().await;
    let speed = fresh();
    let body = told(&json!({ "unloading": { "speed": speed } }), 120);
    let key = format!("command-{speed}");
    let headers = [("idempotency-key", key.as_str())];
    let all = commands(&silo);
    let tell = || farmer.send(Method::POST, &all, &headers, Some(&body));

    let sent = tell().await.unwrap();
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.json);
    let path = format!("{}/{}", commands(&silo), sent.json["id"].as_str().unwrap());
    let confirmed = ends(&farmer, &path, "confirmed").await;
    assert!(confirmed["endedAt"].is_string(), "{confirmed}");

    let again = tell().await.unwrap();
    assert_eq!((again.status, &again.json), (StatusCode::CREATED, &sent.json));
    assert_eq!(again.headers["idempotent-replayed"], "true");

    // The machine reports it, and nothing is desired any more.
    let thing = format!("/v1/things/{}", silo.machine.thing_name);
    let state = eventually("the shadow", async || {
        let shadow = farmer.get(&thing).await.ok()?["shadow"]["state"].clone();
        shadow["desired"]["unloading"]["speed"].is_null().then_some(shadow)
    })
    .await;
    assert_eq!(state["reported"]["unloading"]["speed"], speed, "{state}");

    let late = farmer.post(&format!("{path}/cancel"), &json!({})).await.unwrap();
    assert_eq!(
        (late.status, &late.json["state"]),
        (StatusCode::CONFLICT, &json!("confirmed")),
        "{}",
        late.json
    );
    let listed = farmer.list(&commands(&silo)).await.unwrap();
    assert_eq!(listed[0]["id"], sent.json["id"]);
}

#[tokio::test]
async fn one_command_is_pending_at_a_time_until_it_is_cancelled_or_expires() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    // This one is connected and deaf.
    let robot = Device::connect(&cloud, cloud.machine("robot-erables", FARM, 0)).await;
    let first = farmer.post(&commands(&robot), &told(&json!({ "mode": "auto" }), 600)).await.unwrap();
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json);

    let second = farmer.post(&commands(&robot), &told(&json!({ "mode": "manual" }), 600)).await.unwrap();
    assert_eq!(
        (second.status, &second.json["state"]),
        (StatusCode::CONFLICT, &json!("pending")),
        "{}",
        second.json
    );
    assert_eq!(second.json["commandId"], first.json["id"]);

    let path = format!("{}/{}", commands(&robot), first.json["id"].as_str().unwrap());
    let cancelled = farmer.post(&format!("{path}/cancel"), &json!({})).await.unwrap();
    assert_eq!(
        (cancelled.status, &cancelled.json["status"]),
        (StatusCode::OK, &json!("cancelled")),
        "{}",
        cancelled.json
    );
    let thing = format!("/v1/things/{}", robot.machine.thing_name);
    assert!(farmer.get(&thing).await.unwrap()["shadow"]["state"]["desired"]["mode"].is_null());

    let short = farmer.post(&commands(&robot), &told(&json!({ "mode": "manual" }), 1)).await.unwrap();
    assert_eq!(short.status, StatusCode::CREATED, "{}", short.json);
    let path = format!("{}/{}", commands(&robot), short.json["id"].as_str().unwrap());
    ends(&farmer, &path, "expired").await;
    assert!(farmer.get(&thing).await.unwrap()["shadow"]["state"]["desired"]["mode"].is_null());
}

#[tokio::test]
async fn a_machine_that_is_out_of_service_is_told_nothing() {
    let cloud = Cloud::find();
    let technician = cloud.person("technician", FARM);
    let mut silo = Device::connect(&cloud, cloud.machine("silo-erables", FARM, 1)).await;
    let key = silo.raise(&fault("command-motor", "MOTOR_OVERLOAD")).await;
    alarm_that(&technician, &key, "the alarm", |alarm| alarm["state"] == "unacknowledged").await;
    let order = json!({ "workOrder": "W-1", "reviewAt": Timestamp::now() + SignedDuration::from_hours(24) });
    let out = act(&technician, &key, "out-of-service", &order).await;
    assert_eq!(out.status, StatusCode::OK, "{}", out.json);

    let body = told(&json!({ "mode": "auto" }), 60);
    let refused = technician.post(&commands(&silo), &body).await.unwrap();
    assert_eq!(
        (refused.status, &refused.json["state"]),
        (StatusCode::CONFLICT, &json!("outOfService")),
        "{}",
        refused.json
    );
    let back = act(&technician, &key, "return-to-service", &json!({})).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.json);
    silo.clear(&fault("command-motor", "MOTOR_OVERLOAD")).await;
}

#[tokio::test]
async fn a_bad_command_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let thing = cloud.machine("robot-erables", FARM, 0).thing_name;
    let path = format!("/v1/things/{thing}/commands");
    let soon = Timestamp::now() + SignedDuration::from_mins(1);
    for (body, status, field) in [
        (json!({ "desired": {}, "expiresAt": soon, "reason": "x" }), StatusCode::BAD_REQUEST, "desired"),
        (
            json!({ "desired": { "a": null }, "expiresAt": soon, "reason": "x" }),
            StatusCode::BAD_REQUEST,
            "desired",
        ),
        (
            json!({ "desired": { "a": 1 }, "expiresAt": soon, "reason": " " }),
            StatusCode::BAD_REQUEST,
            "reason",
        ),
        (
            json!({ "desired": { "a": 1 }, "expiresAt": "soon", "reason": "x" }),
            StatusCode::BAD_REQUEST,
            "expiresAt",
        ),
        (
            json!({ "desired": { "a": 1 }, "expiresAt": "2020-01-01T00:00:00Z", "reason": "x" }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "expiresAt",
        ),
    ] {
        let answer = farmer.post(&path, &body).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json["errors"][0]["field"]),
            (status, &json!(field)),
            "{body}: {}",
            answer.json
        );
    }
}
