//! `docs/openapi.json` is what the code says, and its examples are what it says too.
//!
//! `make openapi` writes both anew: the examples from a running platform, the document from the code and the examples.

use std::{env, fs, path::PathBuf};

use serde_json::{Map, Value, json};
use valmetal_runtime::{
    http::DEFAULT_BODY_LIMIT,
    openapi::{Info, Tag, document},
};

use crate::resources;

/// What a reader has to know first; `{rates}` stands for what the template says.
const INTRODUCTION: &str = include_str!("introduction.md");
const TEMPLATE: &str = include_str!("../../../../sam/template.yaml");

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
        "docs/openapi.json is not what the routes are: `make openapi-document` writes it anew; look at the difference"
    );
}

#[test]
fn every_example_is_as_its_schema_says() {
    let document = generate();
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let mut shown = 0;
    for operation in operations {
        let answers = operation["responses"].as_object().unwrap().values();
        for media in
            answers.chain([&operation["requestBody"]]).map(|body| &body["content"]["application/json"])
        {
            if media["example"].is_null() {
                continue;
            }
            shown += 1;
            let components = json!({"schemas": document["components"]["schemas"]});
            let schema = json!({"allOf": [media["schema"]], "components": components});
            let validator = jsonschema::validator_for(&schema).unwrap();
            let faults: Vec<_> =
                validator.iter_errors(&media["example"]).map(|fault| fault.to_string()).collect();
            assert!(
                faults.is_empty(),
                "{}: {faults:?}; `make openapi` records them anew",
                operation["operationId"]
            );
        }
    }
    assert!(shown > document["paths"].as_object().unwrap().len(), "only {shown} examples");
}

#[test]
fn limits_are_in_the_document() {
    let document = generate();
    let said = document["info"]["description"].as_str().unwrap();
    assert!(said.contains("50 requests a second with bursts of 100 in the profile `free-tier`"), "{said}");
    let limit = document["paths"]["/v1/farms"]["get"]["parameters"].as_array().unwrap().iter();
    let limit = limit.clone().find(|parameter| parameter["name"] == "limit").unwrap();
    assert!(limit["schema"]["maximum"].is_u64(), "{limit}");
    let too_large = &document["components"]["responses"]["PayloadTooLarge"]["description"];
    assert!(too_large.as_str().unwrap().contains(&DEFAULT_BODY_LIMIT.to_string()), "{too_large}");
}

fn generate() -> Value {
    let introduction =
        INTRODUCTION.replace("{rates}", &rates()).replace("{body}", &DEFAULT_BODY_LIMIT.to_string());
    let info = Info {
        title: "Valmetal",
        version: env!("CARGO_PKG_VERSION"),
        description: &introduction,
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

/// The rates of the template's profiles, in words.
fn rates() -> String {
    let of = |profile: &str| {
        let sizes = TEMPLATE
            .lines()
            .find_map(|line| line.trim().strip_prefix(profile)?.strip_prefix(": {"))
            .unwrap_or_else(|| panic!("the template has no sizes of {profile}"));
        let number = |name: &str| {
            let given =
                sizes.split(&format!("{name}: ")).nth(1).and_then(|rest| rest.split([',', '}']).next());
            given.unwrap_or_else(|| panic!("{profile} has no {name}")).to_owned()
        };
        format!(
            "{} requests a second with bursts of {} in the profile `{profile}`",
            number("ApiRate"),
            number("ApiBurst")
        )
    };
    format!("{}, {}", of("free-tier"), of("standard"))
}

/// Requests and answers that were recorded from a deployed stack.
fn examples() -> Map<String, Value> {
    let recorded = fs::read_to_string(docs("openapi-examples.json")).expect("the examples are committed");
    serde_json::from_str(&recorded).expect("the examples are an object by the names of routes")
}

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}
