//! `docs/openapi.json`: what it says of a route, and whether an answer is as it says.

use std::{collections::BTreeMap, fs, path::PathBuf};

use hyper::Method;
use serde_json::{Value, json};
use valmetal_simulator::api::Answer;

/// The document.
pub(crate) struct Document {
    whole: Value,
    operations: BTreeMap<String, Operation>,
}

/// A route.
pub(crate) struct Operation {
    pub(crate) method: Method,
    pub(crate) path: String,
    described: Value,
}

/// A file of the repository, by its path from the root.
pub(crate) fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

impl Document {
    /// The committed one, which is the one that is served.
    pub(crate) fn read() -> Self {
        let whole: Value = serde_json::from_slice(&fs::read(file("docs/openapi.json")).unwrap()).unwrap();
        let paths = whole["paths"].as_object().expect("the document has paths");
        let operations = paths.iter().flat_map(|(path, methods)| {
            methods.as_object().unwrap().iter().map(move |(method, described)| {
                let operation = Operation {
                    method: method.to_uppercase().parse().unwrap(),
                    path: path.clone(),
                    described: described.clone(),
                };
                (described["operationId"].as_str().unwrap().to_owned(), operation)
            })
        });
        Self { operations: operations.collect(), whole }
    }

    /// The routes by their names.
    pub(crate) fn operations(&self) -> &BTreeMap<String, Operation> {
        &self.operations
    }

    /// What is wrong with an answer of the route `name`, by what the document says of it.
    pub(crate) fn faults(&self, name: &str, answer: &Answer) -> Vec<String> {
        let status = answer.status.as_str();
        let Some(response) = self.operations[name].described["responses"].get(status) else {
            return vec![format!("{status} is not in the document")];
        };
        let response = self.resolved(response);
        let mut faults: Vec<_> = response["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(header, described)| {
                described["required"] == true && !answer.headers.contains_key(header.as_str())
            })
            .map(|(header, _)| format!("the header {header} is missing"))
            .collect();
        let Some(contents) = response["content"].as_object() else {
            if !answer.body.is_empty() {
                faults.push("there is a body".to_owned());
            }
            return faults;
        };
        let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default();
        let Some(content) = contents.get(kind) else {
            faults.push(format!("{kind:?} is none of {:?}", contents.keys().collect::<Vec<_>>()));
            return faults;
        };
        if kind.ends_with("json") {
            faults.extend(self.misfits(&content["schema"], &answer.json));
        }
        faults
    }

    /// Where `value` is not what `schema` says.
    fn misfits(&self, schema: &Value, value: &Value) -> Vec<String> {
        let components = json!({ "schemas": self.whole["components"]["schemas"] });
        let whole = json!({ "allOf": [schema], "components": components });
        let validator = jsonschema::validator_for(&whole).expect("the document's schemas are schemas");
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
            Some(pointer) => self.whole.pointer(pointer).expect("a reference leads somewhere"),
            None => value,
        }
    }
}
