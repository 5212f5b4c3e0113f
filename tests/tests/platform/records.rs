//! The record of a machine: written, read, changed by two people, deleted.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::{Answer, Api};

use crate::{
    cloud::Cloud,
    things::{equipment, remove},
};

const FARM: &str = "erables";

fn path(entity: &str) -> String {
    format!("/v1/farms/{FARM}/entities/{entity}/record")
}

async fn put(api: &Api, entity: &str, if_match: Option<&str>, body: &Value) -> Answer {
    let headers: Vec<_> = if_match.map(|version| ("if-match", version)).into_iter().collect();
    api.send(Method::PUT, &path(entity), &headers, Some(body)).await.unwrap()
}

#[tokio::test]
async fn a_record_is_written_once_and_changed_over_what_was_read() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let worker = cloud.person("worker", FARM);
    let entity = equipment(&farmer).await;
    let none = worker.send(Method::GET, &path(&entity), &[], None).await.unwrap();
    assert_eq!(none.status, StatusCode::NOT_FOUND);

    let belt = json!({ "number": "B-77", "name": "Belt", "quantity": 2 });
    let record = json!({
        "manufacturer": "Valmetal", "model": "M900", "serial": "M900-0042", "installedOn": "2024-05-01",
        "warrantyUntil": "2027-05-01", "supplier": "Équipements Lavoie", "parts": [belt],
    });
    let made = put(&farmer, &entity, None, &record).await;
    assert_eq!((made.status, &made.json["version"]), (StatusCode::CREATED, &json!(1)), "{}", made.json);
    let read = worker.send(Method::GET, &path(&entity), &[], None).await.unwrap();
    assert_eq!((&read.json, &read.headers["etag"]), (&made.json, &"\"1\"".parse().unwrap()));
    assert_eq!((&read.json["warrantyUntil"], &read.json["parts"][0]), (&json!("2027-05-01"), &belt));

    let mut other = record.clone();
    other["note"] = json!("Knives turned");
    let changed = put(&farmer, &entity, Some("\"1\""), &other).await;
    assert_eq!((changed.status, &changed.json["note"]), (StatusCode::OK, &other["note"]), "{}", changed.json);
    let stale = put(&farmer, &entity, Some("\"1\""), &record).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.json);
    let listed = worker.list(&format!("/v1/farms/{FARM}/records?limit=1")).await.unwrap();
    assert!(listed.contains(&changed.json), "{listed:?}");

    let gone = farmer.send(Method::DELETE, &path(&entity), &[("if-match", "\"2\"")], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    let twice = farmer.send(Method::DELETE, &path(&entity), &[], None).await.unwrap();
    assert_eq!(twice.status, StatusCode::NOT_FOUND);
    remove(&farmer, &entity).await;
}

#[tokio::test]
async fn a_bad_record_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let part = |number: &str, quantity: u32| json!({ "number": number, "name": "x", "quantity": quantity });
    for (body, status, field) in [
        (
            json!({ "installedOn": "2024-05-01", "warrantyUntil": "2023-05-01" }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "warrantyUntil",
        ),
        (
            json!({ "parts": [part("A", 1), part("B", 1), part("A", 1)] }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "parts[2].number",
        ),
        (json!({ "parts": [part("A", 0)] }), StatusCode::UNPROCESSABLE_ENTITY, "parts[0].quantity"),
        (json!({ "installedOn": "yesterday" }), StatusCode::BAD_REQUEST, "installedOn"),
        (json!({ "colour": "red" }), StatusCode::BAD_REQUEST, "colour"),
    ] {
        let answer = put(&farmer, "erables-mixer-1", None, &body).await;
        let expected = (status, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{body}: {}", answer.json);
    }
    let nowhere = put(&farmer, "nowhere", None, &json!({})).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}
