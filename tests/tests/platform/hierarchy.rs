//! A farm is built up, rearranged and taken down.

use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use valmetal_simulator::api::Api;

use crate::cloud::Cloud;

async fn made(api: &Api, farm: &str, kind: &str, parent: &str) -> Value {
    let body = json!({ "kind": kind, "name": format!("A {kind}"), "parentId": parent });
    let answer = api.post(&format!("/v1/farms/{farm}/entities"), &body).await.unwrap();
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
    answer.json
}

#[tokio::test]
async fn a_farm_is_built_rearranged_and_taken_down() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let body = json!({ "name": "New farm", "timezone": "America/Toronto", "language": "en" });
    let farm = admin.post("/v1/farms", &body).await.unwrap().json;
    let id = farm["id"].as_str().unwrap();
    let site = made(&admin, id, "site", id).await;
    let [one, two] = [
        made(&admin, id, "barn", site["id"].as_str().unwrap()).await,
        made(&admin, id, "barn", site["id"].as_str().unwrap()).await,
    ];
    let mixer = made(&admin, id, "equipment", one["id"].as_str().unwrap()).await;
    let entity = |entity: &Value| format!("/v1/farms/{id}/entities/{}", entity["id"].as_str().unwrap());

    let misplaced = json!({ "kind": "site", "name": "No", "parentId": one["id"] });
    let refused = admin.post(&format!("/v1/farms/{id}/entities"), &misplaced).await.unwrap();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.json);
    assert_eq!(refused.json["errors"][0]["field"], "kind");

    let to = json!({ "parentId": two["id"] });
    let moved = admin.post(&format!("{}/move", entity(&mixer)), &to).await.unwrap();
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.json);
    assert_eq!(
        moved.json["path"],
        format!("{}/{}", two["path"].as_str().unwrap(), mixer["id"].as_str().unwrap())
    );

    let rename = json!({ "name": "Mixer" });
    let stale = [("if-match", "\"1\"")];
    let refused = admin.send(Method::PATCH, &entity(&mixer), &stale, Some(&rename)).await.unwrap();
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    let renamed = admin.send(Method::PATCH, &entity(&mixer), &[], Some(&rename)).await.unwrap();
    assert_eq!(
        (renamed.status, &renamed.json["name"]),
        (StatusCode::OK, &json!("Mixer")),
        "{}",
        renamed.json
    );

    let full = admin.send(Method::DELETE, &entity(&two), &[], None).await.unwrap();
    assert_eq!((full.status, &full.json["code"]), (StatusCode::CONFLICT, &json!("hasChildren")));
    for gone in [&mixer, &one, &two, &site] {
        let answer = admin.send(Method::DELETE, &entity(gone), &[], None).await.unwrap();
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{}", answer.json);
    }
    let gone = admin.send(Method::DELETE, &format!("/v1/farms/{id}"), &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
}

#[tokio::test]
async fn bad_bodies_are_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", "erables");
    let path = "/v1/farms/erables/entities";
    for (body, field) in [
        (json!({ "kind": "barn", "name": "", "parentId": "erables" }), "name"),
        (json!({ "kind": "castle", "name": "x", "parentId": "erables" }), "kind"),
        (json!({ "kind": "barn", "name": "x", "parentId": "erables", "colour": "red" }), "colour"),
    ] {
        let answer = farmer.post(path, &body).await.unwrap();
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}: {}", answer.json);
        assert_eq!(answer.json["errors"][0]["field"], field, "{body}: {}", answer.json);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.json["requestId"], answer.headers["x-request-id"].to_str().unwrap());
    }
    let nobody = json!({ "kind": "barn", "name": "x", "parentId": "nowhere" });
    let answer = farmer.post(path, &nobody).await.unwrap();
    assert_eq!(
        (answer.status, &answer.json["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("parentId"))
    );
}
