//! The recorded requests, told to the functions and to the server: every answer is as the document says, and both answer alike.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use valmetal_simulator::api::Answer;

use crate::{
    document::Document,
    examples,
    platform::{Platform, Way},
    story::{Step, Story, Told, recorded},
    waits::with_real_waits,
};

/// The headers that a client may rely on. Whatever the type of an empty body is said to be, nobody reads it.
const HEADERS: [&str; 13] = [
    "allow",
    "cache-control",
    "content-disposition",
    "content-security-policy",
    "content-type",
    "etag",
    "idempotent-replayed",
    "location",
    "referrer-policy",
    "retry-after",
    "strict-transport-security",
    "www-authenticate",
    "x-content-type-options",
];

/// The one route that only a server can have.
const SERVER_ONLY: &str = "watch-live";

/// The answers of one way, and the values that it gave.
async fn told(platform: &Platform, document: &Document, way: Way, steps: &[Step]) -> (Vec<Told>, Values) {
    let mut story = Story::new(platform, document, way);
    let mut answers = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        match story.take(step).await {
            Ok(told) => answers.extend(told),
            Err(error) => panic!("{way:?}, step {place}: {error}"),
        }
    }
    (answers, story.values().clone())
}

type Values = BTreeMap<String, String>;

#[tokio::test]
async fn the_functions_and_the_server_answer_alike_and_as_the_document_says() {
    let (platform, document, steps) = (Platform::find(), Document::read(), recorded());
    let missing: Vec<_> = document
        .operations()
        .keys()
        .filter(|name| *name != SERVER_ONLY)
        .filter(|name| {
            !steps.iter().any(|step| matches!(step, Step::Request(request) if request.send == **name))
        })
        .collect();
    assert!(missing.is_empty(), "no request is recorded of {missing:?}");

    let telling = async || {
        let by_functions = told(&platform, &document, Way::Functions, &steps).await;
        (by_functions, told(&platform, &document, Way::Server, &steps).await)
    };
    let ((by_functions, values), (by_server, values_of_server)) = with_real_waits(telling()).await;
    let mut faults = Vec::new();
    for (one, other) in by_functions.iter().zip(&by_server) {
        let name = one.request.send.as_str();
        for (way, told) in [("functions", one), ("server", other)] {
            if document.operations().contains_key(name) {
                let found = document.faults(name, &told.answer);
                faults.extend(found.into_iter().map(|fault| format!("{name} of the {way}: {fault}")));
            }
            if !told.answer.headers.contains_key("x-request-id") && !told.request.gateway {
                faults.push(format!("{name} of the {way}: the answer has no X-Request-Id"));
            }
        }
        if one.request.gateway {
            continue;
        }
        let (headers, of_server) = (headers(&one.answer), headers(&other.answer));
        if headers != of_server {
            faults.push(format!("{name}: the functions answer {headers:?}, the server {of_server:?}"));
        }
        let (body, of_server) = (body(one, &values), body(other, &values_of_server));
        if body != of_server {
            faults.push(format!("{name}: the functions answer {body}, the server {of_server}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    examples::keep(&document, &by_functions);
}

fn headers(answer: &Answer) -> Vec<(&'static str, String)> {
    let known = HEADERS.into_iter().filter(|name| *name != "content-type" || !answer.body.is_empty());
    let known = known.filter(|name| *name != "etag" || !answer.json.as_object().is_some_and(is_alarm));
    known.filter_map(|name| Some((name, answer.headers.get(name)?.to_str().ok()?.to_owned()))).collect()
}

/// The body without what differs from telling to telling: ids, times, and the values that were named.
fn body(told: &Told, values: &Values) -> Value {
    if told.answer.json.is_null() {
        return plain(&String::from_utf8_lossy(&told.answer.body), values).into();
    }
    common(&told.answer.json, values)
}

fn common(value: &Value, values: &Values) -> Value {
    match value {
        Value::String(text) => plain(text, values).into(),
        Value::Array(items) => items.iter().map(|item| common(item, values)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match name.as_str() {
                "escalation" | "journal" | "version" if is_alarm(members) => (name.clone(), json!("…")),
                "requestId" | "cursor" if value.is_string() => (name.clone(), json!("…")),
                // It depends on the time of day, or on how fast this machine is.
                _ if value.is_number() && (name.ends_with("PerHour") || name.ends_with("Seconds")) => {
                    (name.clone(), json!("…"))
                }
                _ => (name.clone(), common(value, values)),
            })
            .collect(),
        other => other.clone(),
    }
}

/// Whether these are an alarm's members. Its escalation goes on by itself, and with it the version and the journal.
fn is_alarm(members: &Map<String, Value>) -> bool {
    members.contains_key("occurrence") && members.contains_key("component")
}

/// `text` with names for values, `{time}` for times and `{id}` for ids.
fn plain(text: &str, values: &Values) -> String {
    // The longest first: one may be a part of another.
    let mut values: Vec<_> = values.iter().collect();
    values.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    let text = values.into_iter().fold(text.to_owned(), |text, (name, value)| {
        if value.len() < 6 { text } else { text.replace(value.as_str(), &format!("{{{name}}}")) }
    });
    // A signed link's query is made of times, ids and what is signed.
    let text = match text.split_once("X-Amz-") {
        Some((start, _)) => format!("{start}X-Amz-…"),
        None => text,
    };
    let words = text.split_inclusive([',', ' ', '"', '\n']).map(|word| {
        let bare = word.trim_end_matches([',', ' ', '"', '\n']);
        if bare.parse::<Timestamp>().is_ok() { word.replace(bare, "{time}") } else { word.to_owned() }
    });
    ids_left_out(&words.collect::<String>())
}

/// `text` with `{id}` for every run of 24 or more of what ids are made of.
fn ids_left_out(text: &str) -> String {
    let mut plain = String::new();
    let mut run = String::new();
    for letter in text.chars().chain(['\0']) {
        if letter.is_ascii_hexdigit() || letter == '-' {
            run.push(letter);
            continue;
        }
        plain.push_str(if run.len() >= 24 { "{id}" } else { &run });
        run.clear();
        if letter != '\0' {
            plain.push(letter);
        }
    }
    plain
}
