use aws_lambda_events::{
    apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse},
    encodings::Body as EventBody,
};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use valmetal_domain::entity::FarmRole;

use super::{app, nothing};
use crate::{
    claims::Caller,
    http::{Body, Json, Path, Route, lambda::answer},
};

const EVENT: &str = include_str!("acknowledge-alarm.json");

async fn acknowledge(caller: Caller, Path(alarm): Path<String>, Body(body): Body<Value>) -> Json<Value> {
    let farmer = caller.farms.values().any(|role| *role == FarmRole::Farmer);
    Json(
        json!({ "by": caller.user_id, "admin": caller.is_admin(), "farmer": farmer, "alarm": alarm, "body": body }),
    )
}

async fn photo() -> impl IntoResponse {
    (
        [("content-type", "image/png"), ("vary", "accept")],
        [("vary", "origin")],
        vec![0x89, b'P', b'N', b'G', 0xff],
    )
}

async fn send(event: Value) -> ApiGatewayV2httpResponse {
    let event: ApiGatewayV2httpRequest = serde_json::from_value(event).unwrap();
    let routes = vec![
        Route::post("acknowledge-alarm", "/v1/alarms/{alarmId}/acknowledge", acknowledge, nothing),
        Route::get("get-photo", "/v1/photo", photo, nothing),
    ];
    answer(app(routes).await, event).await.unwrap()
}

fn event(change: impl FnOnce(&mut Value)) -> Value {
    let mut event = serde_json::from_str(EVENT).unwrap();
    change(&mut event);
    event
}

fn body(response: &ApiGatewayV2httpResponse) -> Value {
    match response.body.as_ref().unwrap() {
        EventBody::Text(text) => serde_json::from_str(text).unwrap(),
        other => panic!("no text: {other:?}"),
    }
}

#[tokio::test]
async fn an_event_from_a_file_is_answered() {
    let response = send(event(|_| ())).await;
    assert_eq!(response.status_code, 200);
    assert!(!response.is_base64_encoded);
    assert_eq!(response.headers["x-request-id"], "JKJaXmPLvHcESHA=");
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(
        body(&response),
        json!({
            "by": "2f6a1c1e-5b0f-4e0d-9a38-6c1a7d2b9f11", "admin": false, "farmer": true,
            "alarm": "bWl4ZXItMDE", "body": { "occurrence": 3 },
        })
    );
}

#[tokio::test]
async fn a_body_in_base64_is_decoded() {
    let response = send(event(|event| {
        event["body"] = json!("eyJvY2N1cnJlbmNlIjo0fQ==");
        event["isBase64Encoded"] = json!(true);
    }))
    .await;
    assert_eq!(body(&response)["body"], json!({ "occurrence": 4 }));
}

#[tokio::test]
async fn no_claims_are_nobody() {
    let response = send(event(|event| event["requestContext"]["authorizer"] = json!(null))).await;
    assert_eq!((response.status_code, &body(&response)["code"]), (401, &json!("unauthorized")));
}

#[cfg(not(feature = "sam-local"))]
#[tokio::test]
async fn the_test_header_means_nothing_to_a_deployed_function() {
    let response = send(event(|event| {
        event["requestContext"]["authorizer"] = json!(null);
        event["headers"]["x-valmetal-claims"] =
            json!(r#"{"token_use":"id","sub":"admin","cognito:groups":["admins"]}"#);
    }))
    .await;
    assert_eq!(response.status_code, 401);
}

#[cfg(feature = "sam-local")]
#[tokio::test]
async fn the_test_header_names_the_caller_where_no_authorizer_does() {
    let header = json!(r#"{"token_use":"id","sub":"admin","cognito:groups":["admins"]}"#);
    let local = send(event(|event| {
        event["requestContext"]["authorizer"] = json!(null);
        event["headers"]["x-valmetal-claims"] = header.clone();
    }))
    .await;
    assert_eq!((&body(&local)["by"], &body(&local)["admin"]), (&json!("admin"), &json!(true)));
    let authorized = send(event(|event| event["headers"]["x-valmetal-claims"] = header)).await;
    assert_eq!(body(&authorized)["admin"], json!(false));
}

#[tokio::test]
async fn what_a_caller_sends_is_answered_and_never_a_panic() {
    let table = [
        (event(|event| event["isBase64Encoded"] = json!(true)), 400),
        (event(|event| event["headers"]["host"] = json!("no host:at all/")), 200),
        (event(|event| event["rawPath"] = json!("/v1/a b\"<é>?#/{x}")), 404),
        (event(|event| event["rawPath"] = json!("no slash")), 404),
        (event(|event| event["rawPath"] = json!(null)), 404),
        (event(|event| event["rawQueryString"] = json!("q=\u{1}")), 400),
        (event(|event| event["body"] = json!("{")), 400),
        (event(|event| event["requestContext"]["http"]["method"] = json!("BREW")), 405),
    ];
    for (event, status) in table {
        let response = send(event.clone()).await;
        assert_eq!(response.status_code, status, "{event}");
    }
}

#[tokio::test]
async fn a_binary_answer_is_base64_and_repeated_headers_are_one() {
    let response = send(event(|event| {
        event["rawPath"] = json!("/v1/photo");
        event["requestContext"]["http"]["method"] = json!("GET");
    }))
    .await;
    assert!(response.is_base64_encoded);
    assert_eq!(serde_json::to_value(&response).unwrap()["body"], "iVBORy8=".replace("y8=", "/8="));
    assert_eq!(response.headers["content-type"], "image/png");
}
