//! `docs/openapi-examples.json`: of every route one real request, and what it was answered.
//!
//! `make openapi` writes it anew. Without that, it is only seen to it that no route lacks its example.

use std::{env, fs};

use serde_json::{Map, Value, json};

use crate::{
    document::{Document, file},
    story::Told,
};

const FILE: &str = "docs/openapi-examples.json";
/// How many items of a list an example shows.
const SHOWN: usize = 3;
/// The account number that AWS's own examples have.
const ACCOUNT: &str = "123456789012";

/// Keeps the first answer of each route that serves its request, or sees that all of them are kept.
pub(crate) fn keep(document: &Document, told: &[Told]) {
    let mut examples = Map::new();
    for Told { request, sent, answer } in told {
        // The document cannot be an example within itself.
        let known = document.operations().contains_key(&request.send) && request.send != "get-openapi";
        if !known || !answer.status.is_success() || examples.contains_key(&request.send) {
            continue;
        }
        let mut example = Map::new();
        example.extend(sent.clone().map(|body| ("request".to_owned(), shown(body))));
        if !answer.json.is_null() {
            example.insert(answer.status.as_str().to_owned(), shown(answer.json.clone()));
        }
        examples.insert(request.send.clone(), example.into());
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(file(FILE), serde_json::to_string_pretty(&examples).unwrap() + "\n").unwrap();
    }
    let kept: Value = serde_json::from_slice(&fs::read(file(FILE)).unwrap()).unwrap();
    let lacking: Vec<_> = examples
        .iter()
        .filter(|(name, example)| names(&kept[name.as_str()]) != names(example))
        .map(|(name, _)| name)
        .collect();
    assert!(lacking.is_empty(), "{FILE} has no such example of {lacking:?}: `make openapi` records them");
}

fn names(example: &Value) -> Vec<&String> {
    example.as_object().map(|example| example.keys().collect()).unwrap_or_default()
}

/// What of a recorded value is shown: no secret, no address of the machine that recorded it, and not all of a long list.
fn shown(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().take(SHOWN).map(shown).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, shown(value))).collect::<Map<_, _>>().into()
        }
        Value::String(text) => json!(shown_text(&text)),
        other => other,
    }
}

fn shown_text(text: &str) -> String {
    if text.starts_with("-----BEGIN ") {
        let lines: Vec<&str> = text.trim().lines().collect();
        return format!("{}\n…\n{}\n", lines[0], lines[lines.len() - 1]);
    }
    if text.contains("X-Amz-Signature")
        && let Some((address, _)) = text.split_once('?')
    {
        let path = address.split('/').skip(3).collect::<Vec<_>>().join("/");
        return shown_text(&format!("https://s3.amazonaws.com/{path}?X-Amz-…"));
    }
    text.replace(":000000000000:", &format!(":{ACCOUNT}:")).replace("-000000000000", &format!("-{ACCOUNT}"))
}
