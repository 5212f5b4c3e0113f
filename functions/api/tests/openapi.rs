//! The OpenAPI document is what the code says: `docs/openapi.json` is generated, and this test sees that it is current.
//! `UPDATE=1` writes it anew.

use std::{env, fs, path::PathBuf};

use api::resources;
use serde_json::{Map, Value};
use valmetal_runtime::{
    http::DEFAULT_BODY_LIMIT,
    openapi::{Info, Tag, document},
};

const DESCRIPTION: &str = include_str!("../openapi.md");

#[test]
fn the_committed_document_is_what_the_code_says() {
    let generated = serde_json::to_string_pretty(&generate()).unwrap() + "\n";
    let path = docs("openapi.json");
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, &generated).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == generated,
        "docs/openapi.json is not what the routes are: run this test with UPDATE=1 and look at the difference"
    );
}

fn generate() -> Value {
    let info = Info {
        title: "Valmetal",
        version: env!("CARGO_PKG_VERSION"),
        description: DESCRIPTION,
        body_limit: DEFAULT_BODY_LIMIT,
    };
    let tags = resources::ALL.iter().chain(resources::SERVER_ONLY).map(|resource| Tag {
        name: resource.name,
        routes: (resource.routes)(),
        descriptions: (resource.descriptions)(),
    });
    document(&info, tags.collect(), &examples()).unwrap_or_else(|faults| {
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        panic!("the descriptions do not fit the routes:\n{}", faults.join("\n"))
    })
}

/// Requests and answers that were recorded from a deployed stack.
fn examples() -> Map<String, Value> {
    let recorded = fs::read_to_string(docs("openapi-examples.json")).expect("the examples are committed");
    serde_json::from_str(&recorded).expect("the examples are an object by the names of routes")
}

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}
