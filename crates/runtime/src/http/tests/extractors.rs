use axum::{Router, body::Body as HttpBody, response::Response};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};
use valmetal_domain::{idempotency::Outcome, names::FarmId};

use super::{app, claims, nothing, request, send};
use crate::{
    claims::Caller,
    http::{Body, ETag, IfMatch, Json, Keyed, Limit, List, Nothing, Path, Query, Route},
    idempotency,
    problem::Problem,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Acknowledgement {
    occurrence: u32,
    comment: Option<String>,
    #[serde(default)]
    members: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    role: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Filter {
    #[serde(default)]
    limit: Limit<50, 200>,
    #[serde(default)]
    numbers: List<u8>,
    from: Option<jiff::Timestamp>,
}

async fn acknowledge(Body(body): Body<Acknowledgement>) -> Json<Value> {
    let roles: Vec<_> = body.members.iter().map(|member| &member.role).collect();
    Json(json!([body.occurrence, body.comment, roles]))
}

async fn list(Path(farm): Path<FarmId>, Query(filter): Query<Filter>) -> Json<Value> {
    Json(
        json!({ "farm": farm, "limit": filter.limit.get(), "numbers": filter.numbers.0, "from": filter.from }),
    )
}

async fn reset(caller: Caller, request: Keyed<Nothing>) -> Result<Response, Problem> {
    let answer = idempotency::answer(
        StatusCode::OK,
        &json!({ "by": caller.user_id, "key": request.attempt.map(|a| a.key) }),
    )?;
    idempotency::respond(Outcome::Fresh, answer)
}

async fn edit(if_match: IfMatch) -> Result<(ETag, StatusCode), Problem> {
    if_match.check(12)?;
    Ok((ETag(13), StatusCode::NO_CONTENT))
}

async fn routes() -> Router {
    app(vec![
        Route::post("acknowledge-alarm", "/v1/acknowledge", acknowledge, nothing),
        Route::get("list-alarms", "/v1/farms/{farmId}/alarms", list, nothing),
        Route::post("reset-alarm", "/v1/reset", reset, nothing),
        Route::put("update-entity", "/v1/edit", edit, nothing),
    ])
    .await
}

async fn post(app: &Router, content_type: &str, body: impl Into<HttpBody>) -> (u16, Value) {
    let request =
        request("POST", "/v1/acknowledge").header("content-type", content_type).body(body.into()).unwrap();
    let (response, body) = send(app, request).await;
    (response.status().as_u16(), body)
}

#[tokio::test]
async fn a_body_is_read() {
    let app = routes().await;
    for content_type in
        ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
    {
        let (status, body) = post(&app, content_type, r#"{"occurrence":3,"comment":"on my way"}"#).await;
        assert_eq!((status, body), (200, json!([3, "on my way", []])), "{content_type}");
    }
}

#[tokio::test]
async fn a_number_without_a_fraction_is_whole_however_it_is_written() {
    let app = routes().await;
    let (status, body) = post(&app, "application/json", r#"{"occurrence":3.0}"#).await;
    assert_eq!((status, body), (200, json!([3, null, []])));
}

#[tokio::test]
async fn a_bad_body_is_told_by_its_field() {
    let app = routes().await;
    let table = [
        (r#"{"comment":"x"}"#, "occurrence", "missingField", "It is required."),
        (r#"{"occurrence":3,"reason":"x"}"#, "reason", "unknownField", "There is no such field."),
        (r#"{"occurrence":3,"occurrence":4}"#, "occurrence", "duplicateField", "It is there twice."),
        (r#"{"occurrence":"3"}"#, "occurrence", "invalid", r#"invalid type: string "3", expected u32"#),
        (
            r#"{"occurrence":3,"members":[{"role":"worker"},{}]}"#,
            "members[1].role",
            "missingField",
            "It is required.",
        ),
        (
            r#"{"occurrence":3,"members":[{"rule":1}]}"#,
            "members[0].rule",
            "unknownField",
            "There is no such field.",
        ),
        (r"[3, null]", "", "invalid", "It must be an object."),
        (
            r#"{"occurrence":3.5}"#,
            "occurrence",
            "invalid",
            "invalid type: floating point `3.5`, expected u32",
        ),
        ("{", "", "invalid", "EOF while parsing an object"),
        ("\u{0}\u{1}", "", "invalid", "expected value"),
    ];
    for (sent, field, code, detail) in table {
        let (status, body) = post(&app, "application/json", sent).await;
        assert_eq!((status, &body["code"]), (400, &json!("invalidBody")), "{sent}");
        if field.is_empty() {
            assert_eq!(body["errors"].as_array().unwrap().len(), 1, "{sent}");
        } else {
            assert_eq!(body["errors"], json!([{ "field": field, "code": code, "detail": detail }]), "{sent}");
        }
    }
    let (status, body) = post(&app, "application/json", r#"{"occurrence":3} {}"#).await;
    assert_eq!((status, &body["detail"]), (400, &json!("There is something after the body's JSON value.")));
}

#[tokio::test]
async fn another_media_type_is_415() {
    let app = routes().await;
    for content_type in ["text/plain", "", "application/x-www-form-urlencoded", "text/json"] {
        let (status, body) = post(&app, content_type, r#"{"occurrence":3}"#).await;
        assert_eq!((status, &body["code"]), (415, &json!("unsupportedMediaType")), "{content_type}");
    }
}

#[tokio::test]
async fn a_larger_body_is_413() {
    let app = routes().await;
    let large = format!(r#"{{"occurrence":3,"comment":"{}"}}"#, "x".repeat(300));
    let (status, body) = post(&app, "application/json", large).await;
    assert_eq!((status, &body["detail"]), (413, &json!("The body may have at most 256 bytes.")));
}

async fn get(app: &Router, uri: &str) -> (u16, Value) {
    let (response, body) = send(app, request("GET", uri).body(HttpBody::empty()).unwrap()).await;
    (response.status().as_u16(), body)
}

#[tokio::test]
async fn a_query_is_read() {
    let app = routes().await;
    let (status, body) =
        get(&app, "/v1/farms/lakeside/alarms?limit=200&numbers=1,2&from=2026-11-21T10%3A00%3A00Z").await;
    assert_eq!(status, 200, "{body}");
    assert_eq!(
        body,
        json!({ "farm": "lakeside", "limit": 200, "numbers": [1, 2], "from": "2026-11-21T10:00:00Z" })
    );
    let (_, body) = get(&app, "/v1/farms/lakeside/alarms").await;
    assert_eq!(body, json!({ "farm": "lakeside", "limit": 50, "numbers": [], "from": null }));
}

#[tokio::test]
async fn a_bad_query_is_told_by_its_parameter() {
    let app = routes().await;
    let table = [
        ("limit=0", "limit", "invalid"),
        ("limit=201", "limit", "invalid"),
        ("limit=ten", "limit", "invalid"),
        ("offset=3", "offset", "unknownField"),
        ("limit=1&limit=2", "limit", "duplicateField"),
        ("numbers=1,x", "numbers", "invalid"),
        ("from=yesterday", "from", "invalid"),
    ];
    for (query, field, code) in table {
        let (status, body) = get(&app, &format!("/v1/farms/lakeside/alarms?{query}")).await;
        assert_eq!((status, &body["code"]), (400, &json!("invalidQuery")), "{query}");
        assert_eq!(
            (&body["errors"][0]["field"], &body["errors"][0]["code"]),
            (&json!(field), &json!(code)),
            "{query}"
        );
    }
    let (_, body) = get(&app, "/v1/farms/lakeside/alarms?limit=0").await;
    assert_eq!(body["errors"][0]["detail"], "It must be a number from 1 to 200.");
}

#[tokio::test]
async fn a_path_that_holds_no_id_is_not_found() {
    let (status, body) = get(&routes().await, "/v1/farms/lake%20side/alarms").await;
    assert_eq!((status, &body["code"]), (404, &json!("notFound")));
}

#[tokio::test]
async fn a_keyed_request_belongs_to_its_caller() {
    let app = routes().await;
    let signed_in = request("POST", "/v1/reset").header("idempotency-key", "k-1").extension(claims());
    let (response, body) = send(&app, signed_in.body(HttpBody::empty()).unwrap()).await;
    assert_eq!((response.status().as_u16(), body), (200, json!({ "by": "user-1", "key": "k-1" })));

    let (_, body) =
        send(&app, request("POST", "/v1/reset").extension(claims()).body(HttpBody::empty()).unwrap()).await;
    assert_eq!(body["key"], json!(null));

    let (response, body) = send(&app, request("POST", "/v1/reset").body(HttpBody::empty()).unwrap()).await;
    assert_eq!((response.status().as_u16(), &body["code"]), (401, &json!("unauthorized")));
    assert_eq!(response.headers()["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn an_entity_tag_guards_an_edit() {
    let app = routes().await;
    let table = [
        (None, 204),
        (Some("*"), 204),
        (Some("\"12\""), 204),
        (Some("\"11\""), 412),
        (Some("W/\"12\""), 412),
        (Some("\"other\""), 412),
        (Some("12"), 400),
        (Some("\"12\", \"13\""), 400),
    ];
    for (tag, status) in table {
        let mut put = request("PUT", "/v1/edit");
        if let Some(tag) = tag {
            put = put.header("if-match", tag);
        }
        let (response, _) = send(&app, put.body(HttpBody::empty()).unwrap()).await;
        assert_eq!(response.status().as_u16(), status, "{tag:?}");
        if status == 204 {
            assert_eq!(response.headers()["etag"], "\"13\"");
        }
    }
}
