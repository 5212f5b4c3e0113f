use axum::body::to_bytes;
use http::{HeaderName, Method};
use serde_json::json;

use super::*;

fn headers(keys: &[&str]) -> HeaderMap {
    keys.iter().map(|key| (HeaderName::from_static(HEADER), key.parse().unwrap())).collect()
}

#[test]
fn a_key_is_1_to_128_visible_characters() {
    let longest = "k".repeat(MAX_KEY_LENGTH);
    assert_eq!(key(&HeaderMap::new()).unwrap(), None);
    for good in ["a", "0198c1f2-9d3c", "~!@#$%", &longest] {
        assert_eq!(key(&headers(&[good])).unwrap().as_deref(), Some(good));
    }
    let longer = format!("{longest}k");
    for bad in [&[""][..], &["two words"], &["tab\tbed"], &[&longer], &["one", "two"]] {
        assert_eq!(key(&headers(bad)).unwrap_err().status(), 400, "{bad:?}");
    }
    let mut unreadable = HeaderMap::new();
    unreadable.insert(HEADER, "schlüssel".as_bytes().try_into().unwrap());
    assert_eq!(key(&unreadable).unwrap_err().status(), 400);
}

#[test]
fn the_hash_tells_requests_apart() {
    let hash = |method: Method, path, body: &[u8], caller| {
        attempt("key".to_owned(), &method, path, body, &UserId::new(caller).unwrap()).hash
    };
    let first = hash(Method::POST, "/v1/a", b"{}", "u-1");
    assert_eq!(first.len(), 64);
    assert_eq!(first, hash(Method::POST, "/v1/a", b"{}", "u-1"));
    let others = [
        hash(Method::PUT, "/v1/a", b"{}", "u-1"),
        hash(Method::POST, "/v1/b", b"{}", "u-1"),
        hash(Method::POST, "/v1/a", b"{ }", "u-1"),
        hash(Method::POST, "/v1/a", b"{}", "u-2"),
        hash(Method::POST, "/v1/a{", b"}", "u-1"),
    ];
    assert!(!others.contains(&first));
}

#[tokio::test]
async fn a_repeat_gets_the_kept_answer() {
    let fresh = answer(StatusCode::CREATED, &json!({ "id": "a-1" })).unwrap();
    let response = respond(Outcome::Fresh, fresh.clone()).unwrap();
    assert_eq!(response.status(), 201);
    assert!(!response.headers().contains_key(REPLAYED));

    let later = answer(StatusCode::CREATED, &json!({ "id": "a-2" })).unwrap();
    let response = respond(Outcome::Replayed(fresh), later).unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()[REPLAYED], "true");
    assert_eq!(response.headers()["content-type"], "application/json");
    assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), r#"{"id":"a-1"}"#);
}

#[test]
fn another_request_with_the_key_is_422() {
    let answer = answer(StatusCode::OK, &json!({})).unwrap();
    let problem = respond(Outcome::Mismatch, answer).unwrap_err();
    assert_eq!((problem.status().as_u16(), problem.code()), (422, "idempotencyKeyReused"));
}
