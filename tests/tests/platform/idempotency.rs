//! A request that is sent again is answered again, and done once.

use hyper::{Method, StatusCode};
use serde_json::json;

use crate::cloud::Cloud;

#[tokio::test]
async fn the_same_key_makes_one_farm() {
    let cloud = Cloud::find();
    let admin = cloud.person("admin", "");
    let key = format!("test-{}", jiff::Timestamp::now().as_nanosecond());
    let body = json!({ "name": "Once", "timezone": "Europe/Paris", "language": "fr" });
    let headers = [("idempotency-key", key.as_str())];
    let first = admin.send(Method::POST, "/v1/farms", &headers, Some(&body)).await.unwrap();
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json);
    let again = admin.send(Method::POST, "/v1/farms", &headers, Some(&body)).await.unwrap();
    assert_eq!((again.status, &again.json), (first.status, &first.json));
    assert_eq!(again.headers["idempotent-replayed"], "true");

    let other = json!({ "name": "Twice", "timezone": "Europe/Paris", "language": "fr" });
    let refused = admin.send(Method::POST, "/v1/farms", &headers, Some(&other)).await.unwrap();
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json["code"], "idempotencyKeyReused");

    let path = format!("/v1/farms/{}", first.json["id"].as_str().unwrap());
    let gone = admin.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    assert_eq!(admin.send(Method::GET, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
}
