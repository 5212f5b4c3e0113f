use axum::{Router, body::Body};
use http::StatusCode;
use serde_json::json;

use super::{app, init, nothing, request, send};
use crate::{
    config::Env,
    error::Error,
    handler::Init,
    http::{GatewayRequestId, Json, Route, State, router, serve::named},
    problem::Problem,
    request_id::RequestId,
};

async fn hello() -> &'static str {
    "hello"
}

async fn broken() -> Result<(), Problem> {
    Err(std::io::Error::other("s3cret"))?
}

async fn panics() -> StatusCode {
    panic!("s3cret")
}

async fn table(State(table): State<String>) -> Json<String> {
    Json(table)
}

async fn alarm_table(init: Init) -> Result<String, Error> {
    Ok(init.env.text("ALARM_TABLE")?)
}

fn routes() -> Vec<Route> {
    vec![
        Route::get("get-hello", "/v1/hello", hello, nothing),
        Route::delete("delete-hello", "/v1/hello", broken, nothing),
        Route::post("panic", "/v1/panic", panics, nothing),
    ]
}

async fn get(app: &Router, uri: &str) -> (http::Response<()>, serde_json::Value) {
    send(app, request("GET", uri).body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_answer_carries_the_request_id_and_security_headers() {
    let app = app(routes()).await;
    for uri in ["/v1/hello", "/v1/nowhere"] {
        let request = request("GET", uri).header("x-request-id", "phone-7").body(Body::empty()).unwrap();
        let (response, _) = send(&app, request).await;
        let headers = response.headers();
        assert_eq!(headers["x-request-id"], "phone-7");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert!(headers.contains_key("strict-transport-security"));
        assert!(headers.contains_key("content-security-policy"));
        assert!(headers.contains_key("referrer-policy"));
    }
}

#[tokio::test]
async fn the_gateways_request_id_is_taken_where_the_caller_has_none() {
    let app = app(routes()).await;
    let request = request("GET", "/v1/hello")
        .extension(GatewayRequestId("JKJaXmPLvHcESHA=".to_owned()))
        .body(Body::empty());
    let (response, _) = send(&app, request.unwrap()).await;
    assert_eq!(response.headers()["x-request-id"], "JKJaXmPLvHcESHA=");
    let (response, _) = get(&app, "/v1/hello").await;
    assert_eq!(response.headers()["x-request-id"].len(), 32);
}

#[tokio::test]
async fn what_no_route_answers_is_a_problem_too() {
    let app = app(routes()).await;
    let (response, body) = get(&app, "/v1/nowhere").await;
    assert_eq!((response.status().as_u16(), &body["code"]), (404, &json!("unknownRoute")));
    assert_eq!(body["requestId"], response.headers()["x-request-id"].to_str().unwrap());

    let (response, body) = send(&app, request("PUT", "/v1/hello").body(Body::empty()).unwrap()).await;
    assert_eq!((response.status().as_u16(), &body["code"]), (405, &json!("methodNotAllowed")));
    let allowed = response.headers()["allow"].to_str().unwrap();
    assert!(allowed.contains("GET") && allowed.contains("DELETE"), "{allowed}");
}

#[tokio::test]
async fn our_fault_says_nothing_of_its_inside() {
    let app = app(routes()).await;
    for (method, uri) in [("DELETE", "/v1/hello"), ("POST", "/v1/panic")] {
        let (response, body) = send(&app, request(method, uri).body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(body["code"], "internal");
        assert_eq!(body["requestId"], response.headers()["x-request-id"].to_str().unwrap());
        assert!(!body.to_string().contains("s3cret"));
    }
}

#[tokio::test]
async fn a_handler_finds_the_request_id() {
    async fn id(axum::Extension(id): axum::Extension<RequestId>) -> Json<String> {
        Json(id.to_string())
    }
    let app = app(vec![Route::get("get-id", "/v1/id", id, nothing)]).await;
    let (response, body) = get(&app, "/v1/id").await;
    assert_eq!(body, response.headers()["x-request-id"].to_str().unwrap());
}

#[tokio::test]
async fn what_a_route_needs_is_built_from_the_environment() {
    let routes = || vec![Route::get("get-table", "/v1/table", table, alarm_table)];
    let init = Init { env: Env::of([("ALARM_TABLE", "alarms")]), ..init() };
    let app = router(routes(), &init).await.unwrap();
    assert_eq!(get(&app, "/v1/table").await.1, "alarms");

    let error = router(routes(), &super::init()).await.unwrap_err();
    assert_eq!(error.to_string(), "ALARM_TABLE must be set, but is not set");
}

#[test]
fn the_named_route_is_served_alone() {
    let names = |handler| {
        let routes = named(routes(), handler).map_err(|error| error.to_string())?;
        Ok(routes.iter().map(Route::name).collect::<Vec<_>>())
    };
    assert_eq!(names(Some("delete-hello")), Ok(vec!["delete-hello"]));
    assert_eq!(names(None), Ok(vec!["get-hello", "delete-hello", "panic"]));
    let unknown = "_HANDLER is \"bootstrap\"; this binary knows get-hello, delete-hello, panic".to_owned();
    assert_eq!(names(Some("bootstrap")), Err(unknown));
}

#[test]
fn a_route_says_where_it_is_reached() {
    let route = &routes()[1];
    assert_eq!(
        (route.name(), route.method().as_str(), route.path()),
        ("delete-hello", "DELETE", "/v1/hello")
    );
}

#[tokio::test]
async fn a_route_may_have_a_limit_of_its_own() {
    #[derive(serde::Deserialize)]
    struct Text {
        text: String,
    }
    async fn length(body: crate::http::Body<Text>) -> String {
        body.0.text.len().to_string()
    }
    let app = app(vec![
        Route::post("post-small", "/v1/small", length, nothing),
        Route::post("post-large", "/v1/large", length, nothing).body_limit(1_000),
    ])
    .await;
    let post = async |path, length: usize| {
        let body = json!({ "text": "x".repeat(length) }).to_string();
        let request = request("POST", path).header("content-type", "application/json");
        let (response, problem) = send(&app, request.body(Body::from(body)).unwrap()).await;
        (response.status(), problem["detail"].clone())
    };
    assert_eq!(post("/v1/large", 900).await.0, StatusCode::OK);
    let (status, detail) = post("/v1/large", 1_100).await;
    assert_eq!(
        (status, detail),
        (StatusCode::PAYLOAD_TOO_LARGE, json!("The body may have at most 1000 bytes."))
    );
    assert_eq!(post("/v1/small", 900).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}
