//! The story of an alarm, from the machine to the person who takes it.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::cloud::{Cloud, Device, act, alarm_that, eventually, fault, seen};

const FARM: &str = "erables";

fn counted(indicators: &Value, entity: &str) -> u64 {
    let items = indicators["items"].as_array().unwrap();
    items
        .iter()
        .find(|item| item["entityId"] == entity)
        .and_then(|item| item["unacknowledged"].as_u64())
        .unwrap_or_default()
}

#[tokio::test]
async fn a_worker_takes_a_motor_overload_and_the_workflow_ends_with_the_reason() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", FARM);
    let technician = cloud.person("technician", FARM);
    let mut mixer = Device::connect(&cloud, cloud.machine("mixer-erables", FARM, 0)).await;
    let overload = fault("auger-motor", "MOTOR_OVERLOAD");
    let key = mixer.raise(&overload).await;
    let entity = mixer.machine.entity_id.clone();

    let alarm = alarm_that(&worker, &key, "the alarm", |alarm| alarm["state"] == "unacknowledged").await;
    assert_eq!(alarm["farmId"], FARM);
    assert_eq!(alarm["thingName"], mixer.machine.thing_name);
    assert!(!alarm["title"].as_str().unwrap().is_empty());
    let path = format!("/v1/alarms/{}/execution", key.alarm_id());
    eventually("the running workflow", async || {
        technician.get(&path).await.ok().filter(|execution| execution["status"] == "RUNNING")
    })
    .await;
    let indicators = format!("/v1/farms/{FARM}/indicators");
    eventually("the indicators of the machine, its barn and its farm", async || {
        let now = worker.get(&indicators).await.ok()?;
        let path = now["items"].as_array()?.iter().find(|item| item["entityId"] == entity)?["path"].clone();
        let above: Vec<_> =
            path.as_str()?.split('/').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        above.iter().all(|id| counted(&now, id) > 0).then_some(())
    })
    .await;

    let answer = act(&worker, &key, "acknowledge", &seen(&alarm)).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json);
    assert_eq!(answer.json["state"], "acknowledged");
    let ended = eventually("the end of the workflow", async || {
        technician.get(&path).await.ok().filter(|execution| execution["status"] != "RUNNING")
    })
    .await;
    assert_eq!(ended["status"], "ABORTED", "{ended}");
    assert_eq!(ended["error"], "Acknowledged");
    eventually("the machine's indicator to calm", async || {
        let now = worker.get(&indicators).await.ok()?;
        (counted(&now, &entity) == 0).then_some(())
    })
    .await;

    mixer.clear(&overload).await;
    let after = alarm_that(&worker, &key, "the end", |alarm| alarm["condition"] == "inactive").await;
    assert_eq!(after["acknowledged"], true);
}

#[tokio::test]
async fn a_late_acknowledgement_never_hits_a_newer_occurrence() {
    let cloud = Cloud::find();
    let worker = cloud.person("worker", "cedar-hill");
    let mut silo = Device::connect(&cloud, cloud.machine("silo-cedar", "cedar-hill", 0)).await;
    let overload = fault("auger-motor", "MOTOR_OVERLOAD");
    let key = silo.raise(&overload).await;
    let first = alarm_that(&worker, &key, "the alarm", |alarm| alarm["state"] == "unacknowledged").await;
    assert_eq!(act(&worker, &key, "acknowledge", &seen(&first)).await.status, StatusCode::OK);
    silo.clear(&overload).await;
    alarm_that(&worker, &key, "the end", |alarm| alarm["condition"] == "inactive").await;
    silo.raise(&overload).await;
    let second =
        alarm_that(&worker, &key, "the next", |alarm| alarm["occurrence"] != first["occurrence"]).await;
    assert_eq!(second["state"], "unacknowledged");

    let late = act(&worker, &key, "acknowledge", &seen(&first)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(late.json["code"], "anotherOccurrence", "{}", late.json);
    assert_eq!(late.json["state"], "unacknowledged");
    assert_eq!(act(&worker, &key, "acknowledge", &seen(&second)).await.status, StatusCode::OK);
    let twice = act(&worker, &key, "acknowledge", &seen(&second)).await;
    assert_eq!((twice.status, &twice.json["code"]), (StatusCode::CONFLICT, &json!("nothingToAcknowledge")));
    silo.clear(&overload).await;
}

#[tokio::test]
async fn a_shelf_stops_the_workflow_and_its_end_starts_the_next_generation() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", "cedar-hill");
    let technician = cloud.person("technician", "cedar-hill");
    let mut conveyor = Device::connect(&cloud, cloud.machine("conveyor-cedar", "cedar-hill", 0)).await;
    let fault = fault("drive-motor", "MOTOR_OVERLOAD");
    let key = conveyor.raise(&fault).await;
    let alarm =
        alarm_that(&farmer, &key, "a running escalation", |a| a["escalation"]["status"] == "running").await;
    let first = alarm["escalation"]["executionArn"].clone();

    let until = (jiff::Timestamp::now() + jiff::SignedDuration::from_mins(30)).to_string();
    let too_long = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(10_000)).to_string();
    let refused = act(&farmer, &key, "shelve", &json!({ "until": too_long, "reason": "waiting" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.json);
    assert_eq!(refused.json["errors"][0]["field"], "until");
    let shelved =
        act(&farmer, &key, "shelve", &json!({ "until": until, "reason": "waiting for a part" })).await;
    assert_eq!(
        (shelved.status, &shelved.json["state"]),
        (StatusCode::OK, &json!("shelved")),
        "{}",
        shelved.json
    );
    let path = format!("/v1/alarms/{}/execution", key.alarm_id());
    eventually("the end of the workflow", async || {
        technician.get(&path).await.ok().filter(|execution| execution["status"] == "ABORTED")
    })
    .await;

    let back = act(&farmer, &key, "unshelve", &json!({ "reason": "the part is here" })).await;
    assert_eq!((back.status, &back.json["state"]), (StatusCode::OK, &json!("unacknowledged")));
    let again =
        alarm_that(&farmer, &key, "the next generation", |a| a["escalation"]["status"] == "running").await;
    assert_ne!(again["escalation"]["executionArn"], first);
    act(&farmer, &key, "acknowledge", &seen(&again)).await;
    conveyor.clear(&fault).await;
}

#[tokio::test]
async fn the_list_of_a_farm_knows_states_and_pages() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let mut silo = Device::connect(&cloud, cloud.machine("silo-erables", FARM, 1)).await;
    let overload = fault("auger-motor", "MOTOR_OVERLOAD");
    let key = silo.raise(&overload).await;
    let alarm = alarm_that(&farmer, &key, "the alarm", |alarm| alarm["state"] == "unacknowledged").await;
    let list = format!(
        "/v1/farms/{FARM}/alarms?state=unacknowledged&under={}",
        alarm["entityPath"].as_str().unwrap()
    );
    eventually("the alarm in the list", async || {
        let items = farmer.list(&format!("{list}&limit=1")).await.ok()?;
        items.iter().any(|item| item["id"] == alarm["id"]).then_some(())
    })
    .await;
    let foreign = farmer.get(&format!("/v1/farms/{FARM}/alarms?cursor=bm90IGEgY3Vyc29y")).await.unwrap_err();
    assert!(foreign.to_string().contains("invalidCursor"), "{foreign}");
    let unknown = farmer.get(&format!("/v1/farms/{FARM}/alarms?state=sleepy")).await.unwrap_err();
    assert!(unknown.to_string().contains("state"), "{unknown}");
    act(&farmer, &key, "acknowledge", &seen(&alarm)).await;
    silo.clear(&overload).await;
}
