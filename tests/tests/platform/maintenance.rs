//! Maintenance, from the schedule to the report: by the calendar, by the hours that a machine ran, and of no schedule.

use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};
use serde_json::{Value, json};
use valmetal_domain::{
    alarm::ConditionKey,
    names::{AlarmCode, Component, ThingName},
};
use valmetal_simulator::{api::Api, target::Machine};

use crate::{
    background::{let_hours_pass, run},
    cloud::{Cloud, Device, alarm_that, eventually},
};

const FARM: &str = "erables";
const SCHEDULES: &str = "/v1/farms/erables/maintenance/schedules";
const TASKS: &str = "/v1/farms/erables/maintenance/tasks";

/// The day on the farm.
fn today() -> Date {
    Timestamp::now().in_tz("America/Toronto").unwrap().date()
}

fn part(number: &str, quantity: u32) -> Value {
    json!({ "number": number, "name": "Grease cartridge", "quantity": quantity })
}

/// Makes a schedule of `machine`.
async fn scheduled(api: &Api, machine: &Machine, says: &Value) -> Value {
    let mut body = json!({ "entityId": machine.entity_id, "title": "Grease the bearings" });
    body.as_object_mut().unwrap().extend(says.as_object().unwrap().clone());
    let made = api.post(SCHEDULES, &body).await.unwrap();
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    made.json
}

/// The open task of a schedule.
async fn open_task(api: &Api, schedule: &Value) -> Value {
    let tasks =
        api.list(&format!("{TASKS}?entityId={}", schedule["entityId"].as_str().unwrap())).await.unwrap();
    let mut open = tasks.iter().filter(|task| task["scheduleId"] == schedule["id"]);
    let task = open.next().unwrap_or_else(|| panic!("{schedule}: {tasks:?}")).clone();
    assert_eq!(open.next(), None, "a schedule has one open task");
    task
}

/// The alarm that a task of this schedule is.
fn alarm_of(schedule: &Value, machine: &Machine) -> ConditionKey {
    ConditionKey {
        thing: ThingName::new(machine.thing_name.clone()).unwrap(),
        component: Component::new(format!("maintenance.{}", schedule["id"].as_str().unwrap())).unwrap(),
        code: AlarmCode::new("MAINTENANCE_DUE").unwrap(),
    }
}

fn task_path(task: &Value) -> String {
    format!("{TASKS}/{}", task["id"].as_str().unwrap())
}

async fn end(api: &Api, schedule: &Value) {
    let path = format!("{SCHEDULES}/{}", schedule["id"].as_str().unwrap());
    let gone = api.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert_eq!(api.send(Method::GET, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_the_calendar_says_is_reminded_of_done_and_reported() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let worker = cloud.person("worker", FARM);
    let machine = cloud.machine("conveyor-erables", FARM, 0);
    let says = json!({ "every": { "days": 30 }, "firstDueOn": today(), "parts": [part("GR-400", 2)] });
    let schedule = scheduled(&farmer, &machine, &says).await;
    let task = open_task(&worker, &schedule).await;
    assert_eq!((&task["state"], &task["dueOn"]), (&json!("due"), &json!(today())), "{task}");

    let reminded = run(&cloud, "remind-maintenance").await;
    assert!(reminded["raised"].as_u64() >= Some(1), "{reminded}");
    let key = alarm_of(&schedule, &machine);
    let alarm = alarm_that(&worker, &key, "the reminder", |alarm| alarm["condition"] == "active").await;
    assert_eq!(
        (&alarm["severity"], &alarm["title"]),
        (&json!("low"), &json!("Maintenance is due")),
        "{alarm}"
    );
    let again = run(&cloud, "remind-maintenance").await;
    assert_eq!(again["raised"], 0, "people are reminded once");

    let complete = format!("{}/complete", task_path(&task));
    let key_of_request = format!("done-{}", task["id"].as_str().unwrap());
    let note = format!("Found nothing, {}", Timestamp::now().as_millisecond());
    let body = json!({ "note": note, "parts": [part("GR-400", 3)] });
    let headers = [("idempotency-key", key_of_request.as_str())];
    let done = worker.send(Method::POST, &complete, &headers, Some(&body)).await.unwrap();
    assert_eq!((done.status, &done.json["state"]), (StatusCode::OK, &json!("done")), "{}", done.json);
    let repeated = worker.send(Method::POST, &complete, &headers, Some(&body)).await.unwrap();
    assert_eq!((repeated.status, &repeated.json), (StatusCode::OK, &done.json));
    let twice = worker.post(&complete, &json!({})).await.unwrap();
    assert_eq!((twice.status, &twice.json["code"]), (StatusCode::CONFLICT, &json!("alreadyDone")));
    alarm_that(&worker, &key, "its end", |alarm| alarm["condition"] == "inactive").await;
    let next = open_task(&worker, &schedule).await;
    assert_eq!((&next["dueOn"], &next["state"]), (&json!(today() + 30.days()), &json!("upcoming")), "{next}");

    let report =
        format!("/v1/farms/{FARM}/maintenance/report?from={}&to={}", today() - 1.day(), today() + 60.days());
    let json = worker.get(&report).await.unwrap();
    let in_list =
        |list: &str, id: &Value| json[list].as_array().unwrap().iter().any(|task| task["id"] == *id);
    assert!(in_list("done", &task["id"]) && in_list("due", &next["id"]), "{json}");
    let used = json["partsUsed"].as_array().unwrap().iter().find(|part| part["number"] == "GR-400");
    assert!(used.is_some_and(|part| part["quantity"].as_u64() >= Some(3)), "{json}");
    let csv = worker.send(Method::GET, &format!("{report}&format=csv"), &[], None).await.unwrap();
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    let text = std::str::from_utf8(&csv.body).unwrap();
    let line = text.lines().find(|line| line.contains(&note)).unwrap_or_else(|| panic!("{text}"));
    assert!(line.starts_with("done,") && line.contains("3 × GR-400 Grease cartridge"), "{line}");
    end(&farmer, &schedule).await;
}

#[tokio::test]
async fn what_the_running_hours_say_comes_due_once_the_machine_ran_them() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    // One without the demo's history, which says that it stood still in the same minutes.
    let robot = Device::connect(&cloud, cloud.machine("robot-sim", FARM, 0)).await;
    let schedule = scheduled(&farmer, &robot.machine, &json!({ "every": { "runningHours": 1 } })).await;
    let task = open_task(&farmer, &schedule).await;
    let expected = (&json!("upcoming"), &json!(1), &Value::Null);
    assert_eq!((&task["state"], &task["dueAfterHours"], &task["dueOn"]), expected, "{task}");
    run(&cloud, "remind-maintenance").await;
    assert_eq!(open_task(&farmer, &schedule).await["state"], "upcoming");

    // It ran for 75 of the last 90 minutes, which the schedule has seen.
    let now = Timestamp::now();
    let samples: Vec<_> = (1..=90)
        .map(|minute| {
            let at = now - SignedDuration::from_mins(minute);
            json!({ "at": at, "measures": { "motorRunning": minute > 15 } })
        })
        .collect();
    let message = json!({ "schemaVersion": 1, "bootId": now.as_millisecond(), "seq": 1, "samples": samples });
    robot.say("telemetry", &message).await;
    let_hours_pass(task["id"].as_str().unwrap(), 2).await;
    let path = format!("/v1/things/{}/telemetry?measure=motorRunning", robot.machine.thing_name);
    eventually("what it measured", async || {
        let chart = farmer.get(&path).await.ok()?;
        (chart["items"].as_array()?.len() >= 40).then_some(())
    })
    .await;

    let reminded = run(&cloud, "remind-maintenance").await;
    assert!(reminded["reached"].as_u64() >= Some(1), "{reminded}");
    let due = open_task(&farmer, &schedule).await;
    assert!(due["state"] == "due" && due["dueOn"].is_string(), "{due}");
    let key = alarm_of(&schedule, &robot.machine);
    alarm_that(&farmer, &key, "the reminder", |alarm| alarm["condition"] == "active").await;

    // Whoever pauses the schedule takes the task back, and the alarm ends with the next turn.
    let path = format!("{SCHEDULES}/{}", schedule["id"].as_str().unwrap());
    let paused = json!({ "title": "Grease the bearings", "every": { "runningHours": 1 }, "paused": true });
    let stale = farmer.send(Method::PUT, &path, &[("if-match", "\"7\"")], Some(&paused)).await.unwrap();
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.json);
    let answer = farmer.send(Method::PUT, &path, &[("if-match", "\"1\"")], Some(&paused)).await.unwrap();
    assert_eq!((answer.status, &answer.json["paused"]), (StatusCode::OK, &json!(true)), "{}", answer.json);
    run(&cloud, "remind-maintenance").await;
    alarm_that(&farmer, &key, "its end", |alarm| alarm["condition"] == "inactive").await;
    end(&farmer, &schedule).await;
}

#[tokio::test]
async fn a_task_of_no_schedule_is_given_to_somebody_and_taken_back() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let entity = cloud.machine("mixer-erables", FARM, 0).entity_id;
    let body = json!({ "entityId": entity, "title": "Tighten the chain", "dueOn": today() - 2.days() });
    let made = farmer.post(TASKS, &body).await.unwrap();
    assert_eq!((made.status, &made.json["state"]), (StatusCode::CREATED, &json!("overdue")), "{}", made.json);
    let path = task_path(&made.json);
    let members = farmer.list(&format!("/v1/farms/{FARM}/members")).await.unwrap();
    let worker = members.iter().find(|member| member["role"] == "worker").unwrap();
    let change = json!({ "assignedTo": worker["userId"], "dueOn": today() + 100.days() });
    let changed = farmer.send(Method::PATCH, &path, &[], Some(&change)).await.unwrap();
    assert_eq!(
        (changed.status, &changed.json["assignedTo"]),
        (StatusCode::OK, &worker["userId"]),
        "{}",
        changed.json
    );
    let read = farmer.send(Method::GET, &path, &[], None).await.unwrap();
    assert_eq!((&read.json, &read.headers["etag"]), (&changed.json, &"\"2\"".parse().unwrap()));
    let gone = farmer.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert_eq!(farmer.send(Method::GET, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_maintenance_does_not_allow_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let entity = cloud.machine("mixer-erables", FARM, 0).entity_id;
    let schedule = |change: Value| {
        let mut body = json!({ "entityId": entity, "title": "x", "every": { "days": 10 } });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        body
    };
    for (body, status, field) in [
        (schedule(json!({ "every": { "days": 0 } })), StatusCode::UNPROCESSABLE_ENTITY, "every"),
        (schedule(json!({ "every": { "weeks": 2 } })), StatusCode::BAD_REQUEST, "every"),
        (schedule(json!({ "entityId": "erables-cuisine" })), StatusCode::UNPROCESSABLE_ENTITY, "entityId"),
        (schedule(json!({ "remindDays": 366 })), StatusCode::UNPROCESSABLE_ENTITY, "remindDays"),
        (
            schedule(json!({ "every": { "runningHours": 9 }, "firstDueOn": today() })),
            StatusCode::UNPROCESSABLE_ENTITY,
            "firstDueOn",
        ),
        (
            schedule(json!({ "parts": [part("A", 1), part("A", 1)] })),
            StatusCode::UNPROCESSABLE_ENTITY,
            "parts[1].number",
        ),
    ] {
        let answer = farmer.post(SCHEDULES, &body).await.unwrap();
        let expected = (status, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{body}: {}", answer.json);
    }
    let report = format!("/v1/farms/{FARM}/maintenance/report?from=2026-02-01&to=2026-01-01");
    let answer = farmer.send(Method::GET, &report, &[], None).await.unwrap();
    assert_eq!((answer.status, &answer.json["errors"][0]["field"]), (StatusCode::BAD_REQUEST, &json!("to")));
}
