//! Who may what, on every route: every role, a foreign farm, no token, a token that is expired, changed, signed by nobody
//! or of another pool.

use futures::{StreamExt as _, stream};
use hyper::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::{
    cloud::{Cloud, Device, alarm_that, fault},
    tokens::{bearer, changed, expired, of_another_pool},
};

/// How many routes are tried at once.
const AT_ONCE: usize = 8;

/// A route, and the least role that may use it.
struct Row {
    method: Method,
    path: &'static str,
    least: Role,
    body: Option<Value>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    Worker,
    Farmer,
    Technician,
    Admin,
}

impl Role {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Worker, "worker"),
        (Self::Farmer, "farmer"),
        (Self::Technician, "technician"),
        (Self::Admin, "admin"),
    ];
}

/// Every route. Bodies are such that a caller who may gets past authorisation and no further, or does no harm: the entity is
/// none, the alarm's state does not allow the act, or the body is refused.
fn table() -> Vec<Row> {
    let row = |method, path, least, body| Row { method, path, least, body };
    let act = |path: &'static str, least, body| Row { method: Method::POST, path, least, body: Some(body) };
    let no = || Some(json!({ "noSuchField": true }));
    let soon = Timestamp::now() + SignedDuration::from_mins(10);
    vec![
        row(Method::GET, "/v1/farms", Role::Worker, None),
        row(
            Method::POST,
            "/v1/farms",
            Role::Admin,
            Some(json!({ "name": "x", "timezone": "Europe/Paris", "language": "de" })),
        ),
        row(Method::GET, "/v1/farms/{farm}", Role::Worker, None),
        row(Method::PATCH, "/v1/farms/{farm}", Role::Admin, Some(json!({}))),
        row(Method::GET, "/v1/farms/{farm}/indicators", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/entities", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/entities/{farm}", Role::Worker, None),
        row(
            Method::POST,
            "/v1/farms/{farm}/entities",
            Role::Farmer,
            Some(json!({ "kind": "barn", "name": "x", "parentId": "none" })),
        ),
        row(Method::PATCH, "/v1/farms/{farm}/entities/none", Role::Farmer, Some(json!({ "name": "x" }))),
        row(
            Method::POST,
            "/v1/farms/{farm}/entities/none/move",
            Role::Farmer,
            Some(json!({ "parentId": "none" })),
        ),
        row(Method::DELETE, "/v1/farms/{farm}/entities/none", Role::Farmer, None),
        row(Method::GET, "/v1/farms/{farm}/members", Role::Farmer, None),
        row(Method::DELETE, "/v1/farms/{farm}/members/nobody", Role::Farmer, None),
        row(Method::GET, "/v1/farms/{farm}/alarms", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/alarms/key-figures", Role::Technician, None),
        row(Method::PUT, "/v1/farms/{farm}/members/nobody", Role::Farmer, no()),
        row(Method::GET, "/v1/things", Role::Technician, None),
        row(
            Method::POST,
            "/v1/things",
            Role::Technician,
            Some(json!({ "thingName": "access-test", "farmId": "{farm}", "entityId": "none", "model": "x" })),
        ),
        row(Method::GET, "/v1/things/{thing}", Role::Worker, None),
        row(Method::GET, "/v1/things/{thing}/telemetry?measure=motorCurrent", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/feed/sequences", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/feed/sequences/none/none", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/feed/summary", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/feed/run-out", Role::Worker, None),
        row(Method::GET, "/v1/farms/{farm}/feed/export", Role::Worker, None),
        row(Method::GET, "/v1/things/{thing}/commands", Role::Worker, None),
        row(Method::GET, "/v1/things/{thing}/commands/none", Role::Worker, None),
        row(
            Method::POST,
            "/v1/things/{thing}/commands",
            Role::Farmer,
            Some(json!({ "desired": { "x": 1 }, "expiresAt": "2020-01-01T00:00:00Z", "reason": "x" })),
        ),
        row(Method::POST, "/v1/things/{thing}/commands/none/cancel", Role::Farmer, Some(json!({}))),
        row(Method::GET, "/v1/users", Role::Admin, None),
        row(
            Method::POST,
            "/v1/users",
            Role::Admin,
            Some(json!({
                "email": "nobody@valmetal.example", "name": "x", "role": "worker",
                "farms": [{ "farmId": "none", "role": "worker" }],
            })),
        ),
        row(Method::GET, "/v1/users/nobody", Role::Admin, None),
        row(Method::PATCH, "/v1/users/nobody", Role::Admin, Some(json!({}))),
        row(Method::DELETE, "/v1/users/nobody", Role::Admin, None),
        row(Method::PUT, "/v1/users/nobody/role", Role::Admin, Some(json!({ "role": "worker" }))),
        row(Method::PUT, "/v1/users/nobody/farms", Role::Admin, Some(json!({ "name": "x", "farms": [] }))),
        row(Method::POST, "/v1/users/nobody/enable", Role::Admin, Some(json!({}))),
        row(Method::POST, "/v1/users/nobody/disable", Role::Admin, Some(json!({}))),
        row(Method::POST, "/v1/users/nobody/resend-invitation", Role::Admin, Some(json!({}))),
        row(
            Method::POST,
            "/v1/farms/{farm}/alarms/what-if",
            Role::Technician,
            Some(json!({
                "code": "NO_SUCH_CODE", "onDelaySeconds": 10,
                "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z",
            })),
        ),
        row(Method::GET, "/v1/farms/{farm}/alarms/what-if/none", Role::Technician, None),
        row(Method::GET, "/v1/alarms/{alarm}", Role::Worker, None),
        row(Method::GET, "/v1/alarms/{alarm}/execution", Role::Technician, None),
        act("/v1/alarms/{alarm}/acknowledge", Role::Worker, json!({ "occurrence": 4_000_000_000_u64 })),
        act("/v1/alarms/{alarm}/comments", Role::Worker, json!({ "text": "Who may what?" })),
        act("/v1/alarms/{alarm}/assign", Role::Worker, json!({ "userId": null })),
        act(
            "/v1/alarms/{alarm}/shelve",
            Role::Farmer,
            json!({ "until": "2020-01-01T00:00:00Z", "reason": "x" }),
        ),
        act("/v1/alarms/{critical}/shelve", Role::Technician, json!({ "until": soon, "reason": "x" })),
        act("/v1/alarms/{alarm}/unshelve", Role::Farmer, json!({})),
        act("/v1/alarms/{alarm}/reset", Role::Technician, json!({})),
        act("/v1/alarms/{alarm}/suppress", Role::Technician, json!({ "cause": "no_such_cause" })),
        act("/v1/alarms/{alarm}/unsuppress", Role::Technician, json!({ "cause": "no_such_cause" })),
        act(
            "/v1/alarms/{alarm}/out-of-service",
            Role::Technician,
            json!({ "workOrder": "1", "reviewAt": "2020-01-01T00:00:00Z" }),
        ),
        act("/v1/alarms/{alarm}/return-to-service", Role::Technician, json!({})),
    ]
}

/// What the paths of the table mean.
struct Place {
    farm: &'static str,
    /// An alarm there.
    alarm: String,
    /// One that is safety-critical.
    critical: String,
    /// The machine that has them.
    thing: String,
}

impl Place {
    /// Where nothing is ever looked at.
    fn nowhere() -> Self {
        let none = || "none".to_owned();
        Self { farm: "erables", alarm: none(), critical: none(), thing: none() }
    }

    /// A machine with two alarms.
    async fn with_alarms(cloud: &Cloud, farm: &'static str, kind: &str) -> (Self, Device) {
        let admin = cloud.person("admin", "");
        let mut machine = Device::connect(cloud, cloud.machine(kind, farm, 0)).await;
        let alarm = machine.raise(&fault("access-motor", "MOTOR_OVERLOAD")).await;
        let critical = machine.raise(&fault("access-door", "DOOR_OPEN")).await;
        for key in [&alarm, &critical] {
            alarm_that(&admin, key, "the alarm", |alarm| alarm["condition"] == "active").await;
        }
        let (alarm, critical) = (alarm.alarm_id().to_string(), critical.alarm_id().to_string());
        let thing = machine.machine.thing_name.clone();
        (Self { farm, alarm, critical, thing }, machine)
    }

    fn path(&self, row: &Row) -> String {
        self.fill(row.path)
    }

    fn fill(&self, text: &str) -> String {
        text.replace("{farm}", self.farm)
            .replace("{alarm}", &self.alarm)
            .replace("{critical}", &self.critical)
            .replace("{thing}", &self.thing)
    }
}

async fn leave(mut machine: Device) {
    machine.clear(&fault("access-motor", "MOTOR_OVERLOAD")).await;
    machine.clear(&fault("access-door", "DOOR_OPEN")).await;
}

/// The answer's status on each row, in any order, to a request with these headers.
async fn tried<'a>(
    api: &Api,
    headers: &[(String, String)],
    rows: impl Iterator<Item = &'a Row>,
    place: &Place,
) -> Vec<(&'a Row, StatusCode)> {
    let send = |row: &'a Row| async move {
        let body = row.body.as_ref().map(|body| place.fill(&body.to_string()));
        let answer = api.send_as(row.method.clone(), &place.path(row), headers, body).await;
        (row, answer.unwrap().status)
    };
    stream::iter(rows.map(send)).buffer_unordered(AT_ONCE).collect().await
}

/// Whether the answer says that the caller got past authorisation.
fn passed(status: StatusCode) -> bool {
    status.is_success()
        || [
            StatusCode::BAD_REQUEST,
            StatusCode::NOT_FOUND,
            StatusCode::CONFLICT,
            StatusCode::UNPROCESSABLE_ENTITY,
        ]
        .contains(&status)
}

#[tokio::test]
async fn every_route_is_open_from_its_least_role_on() {
    let cloud = Cloud::find();
    let (place, machine) = Place::with_alarms(&cloud, "erables", "conveyor-erables").await;
    let table = table();
    for (role, name) in Role::ALL {
        let api = cloud.person(name, place.farm);
        let headers = bearer(&api.token().await.unwrap());
        for (row, status) in tried(&api, &headers, table.iter(), &place).await {
            // A body that cannot be read is refused before the caller is looked at.
            let expected = if row.body == Some(json!({ "noSuchField": true })) {
                status == StatusCode::BAD_REQUEST
            } else if role >= row.least {
                // The alarms are there, so an act on one that is not found was not let through.
                passed(status) && (status != StatusCode::NOT_FOUND || !row.path.starts_with("/v1/alarms/{"))
            } else {
                status == StatusCode::FORBIDDEN
                    || (row.path == "/v1/farms" && status == StatusCode::BAD_REQUEST)
            };
            assert!(expected, "{name} {} {}: {status}", row.method, row.path);
        }
    }
    leave(machine).await;
}

#[tokio::test]
async fn another_farm_and_its_alarms_do_not_exist() {
    let cloud = Cloud::find();
    let (place, machine) = Place::with_alarms(&cloud, "cedar-hill", "conveyor-cedar").await;
    let table = table();
    for name in ["worker", "farmer"] {
        let foreign = table.iter().filter(|row| row.path.contains('{') && row.method != Method::PUT);
        let api = cloud.person(name, "erables");
        let headers = bearer(&api.token().await.unwrap());
        for (row, status) in tried(&api, &headers, foreign, &place).await {
            assert_eq!(status, StatusCode::NOT_FOUND, "{name} {} {}", row.method, row.path);
        }
    }
    leave(machine).await;
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_of_this_pool_that_still_lives() {
    let cloud = Cloud::find();
    let api = cloud.person("admin", "");
    let mut tokens = changed(&api.token().await.unwrap());
    tokens.extend([String::new(), "nonsense".to_owned()]);
    tokens.push(expired(&cloud, &api).await);
    tokens.push(of_another_pool(&cloud).await);
    let mut callers = vec![Vec::new()];
    callers.extend(tokens.iter().map(|token| bearer(token)));

    let (table, place) = (table(), Place::nowhere());
    for headers in &callers {
        for (row, status) in tried(&api, headers, table.iter(), &place).await {
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{headers:?} {} {}", row.method, row.path);
        }
    }
}
