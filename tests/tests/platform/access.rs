//! Who may what, on every route: every role, a foreign farm, no token, a changed token, `alg: none`.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_domain::{
    alarm::ConditionKey,
    names::{AlarmCode, Component, ThingName},
};
use valmetal_simulator::api::Api;

use crate::cloud::Cloud;

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

/// Every route. Bodies are such that a caller who may gets past authorisation and no further: the alarm is none, the entity is
/// none, or the body is refused.
fn table() -> Vec<Row> {
    let row = |method, path, least, body| Row { method, path, least, body };
    let no = || Some(json!({ "noSuchField": true }));
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
    ]
}

fn at(path: &str, farm: &str) -> String {
    path.replace("{farm}", farm)
}

/// Whether the answer says that the caller got past authorisation.
fn passed(status: StatusCode) -> bool {
    status.is_success()
        || [StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND, StatusCode::UNPROCESSABLE_ENTITY]
            .contains(&status)
}

async fn status(api: &Api, row: &Row, farm: &str) -> StatusCode {
    api.send(row.method.clone(), &at(row.path, farm), &[], row.body.as_ref()).await.unwrap().status
}

#[tokio::test]
async fn every_route_is_open_from_its_least_role_on() {
    let cloud = Cloud::find();
    for (role, name) in Role::ALL {
        let api = cloud.person(name, "erables");
        for row in table() {
            let status = status(&api, &row, "erables").await;
            // A body that cannot be read is refused before the caller is looked at.
            if row.body == Some(json!({ "noSuchField": true })) {
                assert_eq!(status, StatusCode::BAD_REQUEST, "{} {}", row.method, row.path);
            } else if role >= row.least {
                assert!(passed(status), "{name} {} {}: {status}", row.method, row.path);
            } else {
                assert!(
                    status == StatusCode::FORBIDDEN
                        || (row.path == "/v1/farms" && status == StatusCode::BAD_REQUEST),
                    "{name} {} {}: {status}",
                    row.method,
                    row.path
                );
            }
        }
    }
}

#[tokio::test]
async fn another_farm_does_not_exist() {
    let cloud = Cloud::find();
    for name in ["worker", "farmer"] {
        let api = cloud.person(name, "erables");
        for row in table().iter().filter(|row| row.path.contains("{farm}") && row.method != Method::PUT) {
            assert_eq!(
                status(&api, row, "cedar-hill").await,
                StatusCode::NOT_FOUND,
                "{name} {} {}",
                row.method,
                row.path
            );
        }
    }
}

#[tokio::test]
async fn another_farms_alarm_does_not_exist() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let alarms = admin.list("/v1/farms/cedar-hill/alarms").await.unwrap();
    let key = ConditionKey {
        thing: ThingName::new("mixer-cedar-01").unwrap(),
        component: Component::new("auger-motor").unwrap(),
        code: AlarmCode::new("MOTOR_OVERLOAD").unwrap(),
    };
    let id =
        alarms.first().map_or_else(|| key.alarm_id().to_string(), |a| a["id"].as_str().unwrap().to_owned());
    let worker = cloud.person("worker", "erables");
    for (method, act, body) in [
        (Method::GET, "", None),
        (Method::GET, "/execution", None),
        (Method::POST, "/acknowledge", Some(json!({ "occurrence": 1 }))),
        (Method::POST, "/comments", Some(json!({ "text": "hello" }))),
        (Method::POST, "/assign", Some(json!({ "userId": null }))),
        (Method::POST, "/reset", Some(json!({}))),
        (Method::POST, "/unshelve", Some(json!({}))),
        (Method::POST, "/suppress", Some(json!({ "cause": "maintenance" }))),
        (Method::POST, "/unsuppress", Some(json!({ "cause": "maintenance" }))),
        (Method::POST, "/return-to-service", Some(json!({}))),
        (Method::POST, "/shelve", Some(json!({ "until": "2030-01-01T00:00:00Z", "reason": "x" }))),
        (
            Method::POST,
            "/out-of-service",
            Some(json!({ "workOrder": "1", "reviewAt": "2030-01-01T00:00:00Z" })),
        ),
    ] {
        let path = format!("/v1/alarms/{id}{act}");
        let answer = worker.send(method.clone(), &path, &[], body.as_ref()).await.unwrap();
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {act}: {}", answer.json);
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_token_of_this_pool() {
    let cloud = Cloud::find();
    let api = cloud.person("admin", "");
    let good = api.token().await.unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let none = URL_SAFE_NO_PAD.encode(json!({ "alg": "none", "typ": "JWT" }).to_string());
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    claims["exp"] = json!(1_000_000_000);
    let expired = URL_SAFE_NO_PAD.encode(claims.to_string());
    let tokens = [
        None,
        Some(String::new()),
        Some("nonsense".to_owned()),
        Some(format!("{none}.{}.", parts[1])),
        Some(format!("{}.{expired}.{}", parts[0], parts[2])),
        Some(format!("{}.{}.{}", parts[0], parts[1], "A".repeat(parts[2].len()))),
    ];
    for token in tokens {
        let headers: Vec<_> =
            token.iter().map(|t| ("authorization".to_owned(), format!("Bearer {t}"))).collect();
        for row in table() {
            let path = at(row.path, "erables");
            let body = row.body.as_ref().map(ToString::to_string);
            let answer = api.send_as(row.method.clone(), &path, &headers, body).await.unwrap();
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{token:?} {} {path}", row.method);
        }
    }
}
