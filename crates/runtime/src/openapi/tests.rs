use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use valmetal_domain::{access::Operation, names::FarmId};

use super::{Description, Fault, Info, Tag, document};
use crate::{
    claims::Caller,
    handler::Init,
    http::{Body, ETag, IfMatch, Json, Keyed, Limit, List, Page, Path, Query, Route},
    problem::Problem,
};

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Note {
    /// What it says.
    text: String,
    #[serde(default)]
    read_by: Vec<String>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Wanted {
    /// Where the page begins.
    cursor: Option<String>,
    #[serde(default)]
    kind: List<String>,
    #[serde(default)]
    limit: Limit<10, 20>,
}

async fn list(_: Caller, _: Path<(FarmId, String)>, _: Query<Wanted>) -> Result<Json<Page<Note>>, Problem> {
    Err(Problem::not_found("note"))
}

async fn put(_: Caller, _: Path<(FarmId, String)>, _: IfMatch, note: Keyed<Note>) -> (ETag, Json<Note>) {
    (ETag(1), Json(note.body))
}

async fn open(_: Body<Note>) {}

async fn nothing(_: Init) -> Result<(), crate::error::Error> {
    Ok(())
}

const PATH: &str = "/v1/farms/{farmId}/notes/{kind}";

fn routes() -> Vec<Route> {
    vec![
        Route::get("list-notes", PATH, list, nothing),
        Route::put("put-note", PATH, put, nothing),
        Route::post("open-note", "/v1/notes", open, nothing),
    ]
}

fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-notes", list)
            .summary("Notes")
            .needs(Operation::Read)
            .answers::<Page<Note>>(200),
        Description::of("put-note", put)
            .summary("A note")
            .needs(Operation::ChangeRecords)
            .answers::<Note>(200)
            .with_etag()
            .refuses([409]),
        Description::of("open-note", open).summary("Opens").answers_nothing(204),
    ]
}

fn made(routes: Vec<Route>, descriptions: Vec<Description>) -> Result<Value, Vec<Fault>> {
    let info = Info { title: "Notes", version: "1", description: "Notes.", body_limit: 1_000 };
    let examples =
        json!({"put-note": {"request": {"text": "asked"}, "200": {"text": "answered", "readBy": []}}});
    let Value::Object(examples) = examples else { unreachable!("it is an object") };
    document(&info, vec![Tag { name: "notes", routes, descriptions }], &examples)
}

fn statuses(operation: &Value) -> Vec<&str> {
    operation["responses"].as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn what_a_handler_takes_is_in_the_document() {
    let document = made(routes(), descriptions()).unwrap();
    let list = &document["paths"][PATH]["get"];
    assert_eq!(list["operationId"], "list-notes");
    assert_eq!(list["security"], json!([{"idToken": []}]));
    assert_eq!(list["description"], "Least role: worker.");
    let parameters = list["parameters"].as_array().unwrap();
    let named = |name: &str| parameters.iter().find(|parameter| parameter["name"] == name).unwrap();
    assert_eq!(named("farmId")["schema"]["$ref"], "#/components/schemas/FarmId");
    assert_eq!(document["components"]["schemas"]["FarmId"]["maxLength"], 40);
    assert_eq!(
        *named("cursor"),
        json!({"name": "cursor", "in": "query", "description": "Where the page begins.", "schema": {"type": "string"}})
    );
    let limit = named("limit");
    assert_eq!(limit["schema"]["maximum"], 20);
    assert_eq!(limit["schema"]["default"], 10);
    assert_eq!(parameters.iter().filter(|parameter| parameter["explode"] == false).count(), 1);
    assert_eq!(statuses(list), ["200", "400", "401", "403", "404", "429", "500", "503"]);
}

#[test]
fn what_is_taken_otherwise_than_answered_has_two_schemas() {
    let document = made(routes(), descriptions()).unwrap();
    let put = &document["paths"][PATH]["put"];
    assert_eq!(
        put["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/NoteInput"
    );
    let answer = &put["responses"]["200"]["content"]["application/json"];
    assert_eq!(answer["schema"]["$ref"], "#/components/schemas/Note");
    assert_eq!(answer["example"]["text"], "answered");
    assert_eq!(put["requestBody"]["content"]["application/json"]["example"]["text"], "asked");
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Note"]["required"], json!(["text", "readBy"]));
    assert_eq!(schemas["NoteInput"]["required"], json!(["text"]));
    assert_eq!(
        statuses(put),
        ["200", "400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "500", "503"]
    );
}

#[test]
fn who_needs_no_token_is_said_too() {
    let document = made(routes(), descriptions()).unwrap();
    let open = &document["paths"]["/v1/notes"]["post"];
    assert_eq!(open["security"], json!([]));
    assert!(!statuses(open).contains(&"401"));
    assert_eq!(open["requestBody"]["required"], true);
}

#[test]
fn what_does_not_fit_is_named() {
    let without = |name: &str| descriptions().into_iter().filter(|d| d.name != name).collect::<Vec<_>>();
    assert_eq!(made(routes(), without("put-note")).unwrap_err(), [Fault::Undescribed("put-note")]);

    let mut other = without("put-note");
    other.push(Description::of("put-note", open).summary("Another").answers_nothing(204));
    assert_eq!(made(routes(), other).unwrap_err(), [Fault::OtherHandler("put-note")]);

    let mut surplus = descriptions();
    surplus.push(Description::of("burn-note", open).summary("Burns").answers_nothing(204));
    assert_eq!(made(routes(), surplus).unwrap_err(), [Fault::NoRoute("burn-note")]);

    let mut empty = without("open-note");
    empty.push(Description::of("open-note", open));
    assert_eq!(made(routes(), empty).unwrap_err(), [Fault::Empty("open-note")]);
}

#[test]
fn one_status_may_have_several_media_types() {
    let mut descriptions = descriptions();
    descriptions[0] = Description::of("list-notes", list)
        .summary("Notes")
        .answers::<Page<Note>>(200)
        .answers_as(200, "text/csv");
    let document = made(routes(), descriptions).unwrap();
    let content = document["paths"][PATH]["get"]["responses"]["200"]["content"].as_object().unwrap();
    assert_eq!(content.keys().collect::<Vec<_>>(), ["application/json", "text/csv"]);
}

#[test]
fn a_refusal_is_a_problem_unless_the_gateway_gives_it() {
    let document = made(routes(), descriptions()).unwrap();
    let media_types = |name: &str| {
        let content = document["components"]["responses"][name]["content"].as_object().unwrap();
        content.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(media_types("NotFound"), ["application/problem+json"]);
    assert_eq!(media_types("Unauthorized"), ["application/json", "application/problem+json"]);
}

#[test]
fn two_types_of_one_name_are_refused() {
    mod other {
        #[derive(serde::Serialize, schemars::JsonSchema)]
        pub(super) struct Note {
            pub(super) number: u32,
        }
    }
    let mut descriptions = descriptions();
    descriptions[2] = Description::of("open-note", open).summary("Opens").answers::<other::Note>(200);
    let _ = other::Note { number: 1 };
    assert_eq!(made(routes(), descriptions).unwrap_err(), [Fault::SameName("Note".to_owned())]);
}

#[test]
fn no_examples_are_no_fault() {
    let info = Info { title: "Notes", version: "1", description: "Notes.", body_limit: 1_000 };
    let tag = Tag { name: "notes", routes: routes(), descriptions: descriptions() };
    assert!(document(&info, vec![tag], &Map::new()).is_ok());
}
