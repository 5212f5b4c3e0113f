use serde_json::{Value, json};
use valmetal_runtime::{
    error::Error,
    handler::Init,
    http::{Json, Path, Route, State, serve},
    problem::Problem,
};

use crate::stand_in::{self, run};

const RESOURCE: &str = "routes::resource";

async fn greeting(init: Init) -> Result<String, Error> {
    Ok(init.env.text("GREETING")?)
}

async fn greet(State(greeting): State<String>, Path(name): Path<String>) -> Json<String> {
    Json(format!("{greeting} {name}"))
}

async fn fail() -> Result<(), Problem> {
    Err(std::io::Error::other("s3cret"))?
}

async fn nothing(_: Init) -> Result<(), Error> {
    Ok(())
}

/// Not a test but the function, where this process is it.
#[test]
fn resource() {
    if stand_in::is(RESOURCE) {
        let routes = vec![
            Route::get("greet", "/v1/greetings/{name}", greet, greeting),
            Route::post("fail", "/v1/failures", fail, nothing),
        ];
        let code = serve("api-greetings", routes);
        std::process::exit(i32::from(code != std::process::ExitCode::SUCCESS));
    }
}

fn event(method: &str, path: &str) -> Value {
    json!({
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": { "x-request-id": "phone-7" },
        "requestContext": { "http": { "method": method, "path": path }, "requestId": "gateway-1", "stage": "$default" },
        "isBase64Encoded": false,
    })
}

#[test]
fn a_resource_answers_logs_and_counts() {
    let events =
        [event("GET", "/v1/greetings/Ada"), event("POST", "/v1/failures"), event("GET", "/v1/nowhere")];
    let ran = run(RESOURCE, &[("GREETING", "Hello")], &events);
    let statuses: Vec<_> = ran.answers.iter().map(|answer| &answer["statusCode"]).collect();
    assert_eq!(statuses, [200, 500, 404]);
    assert_eq!(ran.answers[0]["body"], "\"Hello Ada\"");
    assert_eq!(ran.answers[0]["headers"]["x-request-id"], "phone-7");
    assert!(!ran.answers[1].to_string().contains("s3cret"));

    let requests = ran.said("request answered");
    assert_eq!(requests.len(), 3);
    assert_eq!(
        (&requests[0]["route"], &requests[0]["request_id"], &requests[0]["lambda_request_id"]),
        (&json!("/v1/greetings/{name}"), &json!("phone-7"), &json!("invocation-0"))
    );
    let failures = ran.said("request failed");
    assert_eq!(failures.len(), 1);
    assert_eq!((&failures[0]["error"], &failures[0]["request_id"]), (&json!("s3cret"), &json!("phone-7")));

    let metrics = ran.metrics();
    assert_eq!(metrics.len(), 2);
    assert_eq!((&metrics[0]["ColdStart"], &metrics[1]["ServerErrors"]), (&json!(1), &json!(1)));
}

#[test]
fn a_named_route_is_served_alone_and_needs_only_its_own_configuration() {
    let ran = run(
        RESOURCE,
        &[("_HANDLER", "fail")],
        &[event("POST", "/v1/failures"), event("GET", "/v1/greetings/Ada")],
    );
    let statuses: Vec<_> = ran.answers.iter().map(|answer| &answer["statusCode"]).collect();
    assert_eq!(statuses, [500, 404]);
    assert!(ran.lines.iter().all(|line| line["service"] == "fail"));
}

#[test]
fn what_goes_wrong_in_init_is_one_line_and_an_exit_code() {
    let table = [
        (&[("_HANDLER", "bootstrap")][..], "_HANDLER is \"bootstrap\"; this binary knows greet, fail"),
        (&[("_HANDLER", "greet")], "GREETING must be set, but is not set"),
    ];
    for (variables, error) in table {
        let ran = run(RESOURCE, variables, &[]);
        assert_eq!(ran.code, Some(1));
        assert_eq!(
            (&ran.lines[0]["message"], &ran.lines[0]["error"]),
            (&json!("cannot start"), &json!(error))
        );
    }
}
