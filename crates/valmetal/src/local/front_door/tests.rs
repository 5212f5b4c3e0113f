use std::net::SocketAddr;

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, Response},
};
use tokio::net::TcpListener;

use super::{Origins, http, proxy};

async fn serve(router: Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).into_future(),
    );
    format!("http://{address}")
}

/// An origin that answers with what it was asked.
async fn echo(request: Request) -> Response<Body> {
    let mut answer =
        Response::builder().header("x-path", request.uri().to_string()).header("connection", "close");
    for name in
        ["x-forwarded-for", "x-forwarded-host", "x-request-id", "authorization", "proxy-authorization"]
    {
        if let Some(value) = request.headers().get(name) {
            answer = answer.header(format!("x-got-{name}"), value);
        }
    }
    answer.status(201).body(request.into_body()).unwrap()
}

async fn front_door() -> String {
    let origin = serve(Router::new().fallback(echo)).await;
    serve(proxy::router(Origins {
        http_api: Some(format!("{origin}/_aws/execute-api/api/$default")),
        api_server: Some(format!("{origin}/server")),
        web_client: None,
    }))
    .await
}

async fn post(url: String, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
    let mut request = Request::post(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = http::client().request(request.body(Body::from("body")).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    (parts.status.as_u16(), parts.headers, http::body(Response::new(Body::new(body))).await.unwrap())
}

#[tokio::test]
async fn a_request_to_the_api_is_passed_on_whole() {
    let door = front_door().await;

    let (status, headers, body) = post(
        format!("{door}/v1/farms/f%2F1?limit=2"),
        &[("authorization", "Bearer t"), ("x-request-id", "r-1"), ("proxy-authorization", "secret")],
    )
    .await;

    assert_eq!((status, body.as_slice()), (201, b"body".as_slice()));
    assert_eq!(headers["x-path"], "/_aws/execute-api/api/$default/v1/farms/f%2F1?limit=2");
    assert_eq!(headers["x-got-authorization"], "Bearer t");
    assert_eq!(headers["x-got-x-request-id"], "r-1");
    assert_eq!(headers["x-got-x-forwarded-for"], "127.0.0.1");
    assert_eq!(headers["x-got-x-forwarded-host"], door.trim_start_matches("http://"));
    assert!(!headers.contains_key("x-got-proxy-authorization"));
}

#[tokio::test]
async fn live_streams_are_the_servers() {
    let door = front_door().await;
    let (_, headers, _) = post(format!("{door}/v1/live?farmId=f"), &[]).await;
    assert_eq!(headers["x-path"], "/server/v1/live?farmId=f");
}

#[tokio::test]
async fn everything_else_is_the_web_clients() {
    let origin = serve(Router::new().fallback(echo)).await;
    let door = serve(proxy::router(Origins { web_client: Some(origin), ..Origins::default() })).await;
    let (_, headers, _) = post(format!("{door}/farms/f?view=history"), &[]).await;
    assert_eq!(headers["x-path"], "/farms/f?view=history");
}

#[tokio::test]
async fn what_nobody_serves_is_answered_with_a_problem_document() {
    let door = front_door().await;
    let (status, headers, body) = post(format!("{door}/elsewhere"), &[]).await;
    assert_eq!(status, 404);
    assert_eq!(headers["content-type"], "application/problem+json");
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&body).unwrap()["status"], 404);
}

#[tokio::test]
async fn an_origin_that_does_not_answer_is_a_bad_gateway() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let door =
        serve(proxy::router(Origins { http_api: Some(format!("http://{closed}")), ..Origins::default() }))
            .await;
    assert_eq!(post(format!("{door}/v1/farms"), &[]).await.0, 502);
}
