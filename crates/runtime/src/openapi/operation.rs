//! What a route takes, gathered from its handler's arguments.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::Schemas;

/// One operation of the document, while an argument after the other adds to it.
pub struct Operation<'a> {
    /// Makes schemas.
    pub schemas: &'a mut Schemas,
    pub(super) in_path: Vec<&'a str>,
    pub(super) parameters: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) refusals: BTreeSet<u16>,
    pub(super) signed_in: bool,
}

impl<'a> Operation<'a> {
    pub(super) fn new(schemas: &'a mut Schemas, path: &'a str) -> Self {
        let in_path = path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
            .map(|name| name.trim_start_matches('*'))
            .collect();
        let refusals = BTreeSet::from([429, 500, 503]);
        Self { schemas, in_path, parameters: Vec::new(), body: None, refusals, signed_in: false }
    }

    /// That only somebody known may ask.
    pub fn signed_in(&mut self) {
        self.signed_in = true;
        self.refusals.insert(401);
    }

    /// That it may refuse with `status`.
    pub fn refuses(&mut self, status: u16) {
        self.refusals.insert(status);
    }

    /// An optional header.
    pub fn header(&mut self, name: &str, about: &str, schema: &Value) {
        self.parameters.push(json!({"name": name, "in": "header", "description": about, "schema": schema}));
    }

    /// The path's parameters: one, a tuple in the path's order, or a struct of them by name.
    pub(super) fn path<T: JsonSchema>(&mut self) {
        let whole = self.schemas.taken_inline::<T>();
        for (place, name) in self.in_path.clone().into_iter().enumerate() {
            let schema = whole
                .get("prefixItems")
                .and_then(|items| items.get(place))
                .or_else(|| whole.get("properties").and_then(|properties| properties.get(name)))
                .unwrap_or(&whole);
            let parameter = json!({"name": name, "in": "path", "required": true, "schema": schema});
            self.parameters.push(parameter);
        }
        self.refuses(404);
    }

    /// The query's parameters: the fields of `T`.
    pub(super) fn query<T: JsonSchema>(&mut self) {
        let whole = self.schemas.taken_inline::<T>();
        let required = required(&whole);
        let none = Map::new();
        let fields = whole.get("properties").and_then(Value::as_object).unwrap_or(&none);
        for (name, schema) in fields {
            let mut schema = never_null(schema.clone());
            let about = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            let mut parameter = json!({"name": name, "in": "query", "schema": schema});
            if let Some(about) = about {
                parameter["description"] = about;
            }
            if required.contains(&name.as_str()) {
                parameter["required"] = true.into();
            }
            if parameter["schema"]["type"] == "array" {
                parameter["style"] = "form".into();
                parameter["explode"] = false.into();
            }
            self.parameters.push(parameter);
        }
        self.refuses(400);
    }

    /// The JSON body.
    pub(super) fn body<T: JsonSchema>(&mut self) {
        let needed = !required(&self.schemas.taken_inline::<T>()).is_empty();
        let schema = self.schemas.taken::<T>();
        self.body = Some(json!({"required": needed, "content": {"application/json": {"schema": schema}}}));
        for status in [400, 413, 415] {
            self.refuses(status);
        }
    }
}

fn required(schema: &Value) -> Vec<&str> {
    let names = schema.get("required").and_then(Value::as_array);
    names.map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// The schema without `null`: an optional field of a query is left out, and never null.
fn never_null(mut schema: Value) -> Value {
    if let Some(types) = schema.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            schema["type"] = only.clone();
        }
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.retain(|value| !value.is_null());
    }
    if schema.get("default").is_some_and(Value::is_null)
        && let Some(schema) = schema.as_object_mut()
    {
        schema.remove("default");
    }
    if let Some(choices) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
        if let [only] = choices.as_slice() {
            let mut only = only.clone();
            if let (Some(only), Some(about)) = (only.as_object_mut(), schema.get("description")) {
                only.insert("description".to_owned(), about.clone());
            }
            return only;
        }
    }
    schema
}
