//! Files: uploaded as promised or not at all, listed, fetched, deleted.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::{cloud::Cloud, link};

const FARM: &str = "erables";
const FILES: &str = "/v1/farms/erables/files";

fn promised(name: &str, content_type: &str, content: &[u8]) -> Value {
    let sha256 = STANDARD.encode(Sha256::digest(content));
    json!({ "kind": "report", "name": name, "contentType": content_type, "size": content.len(), "sha256": sha256 })
}

#[tokio::test]
async fn a_file_is_uploaded_listed_fetched_and_deleted() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let worker = cloud.person("worker", FARM);
    let content = format!("day;kg\n{};512\n", jiff::Timestamp::now());
    let name = "Relevé d'août (2).csv";
    let asked = farmer.post(FILES, &promised(name, "text/csv", content.as_bytes())).await.unwrap();
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.json);
    let path = format!("{FILES}/{}", asked.json["file"]["id"].as_str().unwrap());
    let none = worker.send(Method::GET, &path, &[], None).await.unwrap();
    assert_eq!(none.status, StatusCode::NOT_FOUND, "nothing was uploaded yet: {}", none.json);

    let upload = link::follow(&asked.json["upload"], content.clone().into_bytes()).await;
    assert_eq!(upload.status, StatusCode::OK, "{}", upload.text());
    let file = worker.get(&path).await.unwrap();
    assert_eq!((&file["name"], &file["size"]), (&json!(name), &json!(content.len())), "{file}");
    assert!(file["uploadedAt"].is_string(), "{file}");
    let listed = worker.list(&format!("{FILES}?kind=report&limit=1")).await.unwrap();
    assert!(listed.iter().any(|listed| listed["id"] == file["id"]), "{listed:?}");
    let photos = worker.list(&format!("{FILES}?kind=photo")).await.unwrap();
    assert!(photos.iter().all(|photo| photo["kind"] == "photo"), "{photos:?}");

    let fetched = link::follow(&file["download"], Vec::new()).await;
    assert_eq!((fetched.status, fetched.text()), (StatusCode::OK, content.as_str()));
    let disposition = fetched.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    let mut other = file["download"].clone();
    other["url"] = json!(other["url"].as_str().unwrap().replace("erables", "cedar-hill"));
    assert_eq!(link::follow(&other, Vec::new()).await.status, StatusCode::FORBIDDEN, "a link is of one file");

    let gone = farmer.send(Method::DELETE, &path, &[], None).await.unwrap();
    assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.json);
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(farmer.send(method, &path, &[], None).await.unwrap().status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn another_content_than_was_promised_is_not_taken() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let content = b"what was promised".to_vec();
    let asked = farmer.post(FILES, &promised("promise.txt", "text/plain", &content)).await.unwrap();
    assert_eq!(asked.status, StatusCode::CREATED, "{}", asked.json);
    let upload = &asked.json["upload"];
    let with = |change: &str, value: &str| {
        let mut other = upload.clone();
        other["headers"][change] = json!(value);
        other
    };
    let longer = [content.as_slice(), b", and more"].concat();
    let changed = content.to_ascii_uppercase();
    let hash = STANDARD.encode(Sha256::digest(&changed));
    for (what, link, body) in [
        ("more", with("content-length", &longer.len().to_string()), longer),
        ("another content", upload.clone(), changed.clone()),
        ("another content with its own hash", with("x-amz-checksum-sha256", &hash), changed),
        ("another type", with("content-type", "text/html"), content),
    ] {
        let refused = link::follow(&link, body).await;
        assert!(refused.status.is_client_error(), "{what}: {} {}", refused.status, refused.text());
    }
    let path = format!("{FILES}/{}", asked.json["file"]["id"].as_str().unwrap());
    let none = farmer.send(Method::GET, &path, &[], None).await.unwrap();
    assert_eq!(none.status, StatusCode::NOT_FOUND, "{}", none.json);
}

#[tokio::test]
async fn what_is_no_file_is_answered_with_the_field_and_the_rule() {
    let cloud = Cloud::find();
    let farmer = cloud.person("farmer", FARM);
    let changed = |field: &str, value: Value| {
        let mut body = promised("report.txt", "text/plain", b"x");
        body[field] = value;
        body
    };
    for (body, status, field) in [
        (changed("name", json!("../secrets.txt")), StatusCode::BAD_REQUEST, "name"),
        (changed("name", json!("a/b.txt")), StatusCode::BAD_REQUEST, "name"),
        (changed("name", json!("a\\b.txt")), StatusCode::BAD_REQUEST, "name"),
        (changed("name", json!("report.html")), StatusCode::UNPROCESSABLE_ENTITY, "name"),
        (changed("contentType", json!("text/html")), StatusCode::UNPROCESSABLE_ENTITY, "contentType"),
        (changed("size", json!(0)), StatusCode::UNPROCESSABLE_ENTITY, "size"),
        (changed("size", json!(100_000_000)), StatusCode::UNPROCESSABLE_ENTITY, "size"),
        (changed("sha256", json!("short")), StatusCode::UNPROCESSABLE_ENTITY, "sha256"),
        (changed("kind", json!("film")), StatusCode::BAD_REQUEST, "kind"),
    ] {
        let answer = farmer.post(FILES, &body).await.unwrap();
        let expected = (status, &json!(field));
        assert_eq!((answer.status, &answer.json["errors"][0]["field"]), expected, "{body}: {}", answer.json);
    }
    for id in ["none", "..%2F..%2Fsecrets.txt", "%2e%2e"] {
        let answer = farmer.send(Method::GET, &format!("{FILES}/{id}"), &[], None).await.unwrap();
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}: {}", answer.json);
    }
}
