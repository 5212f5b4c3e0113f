//! The schemas of the types: one set of what is taken, one of what is answered, and the document's components from both.

use std::collections::BTreeSet;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

const PREFIX: &str = "#/components/schemas/";

/// Makes the schemas of a document.
pub struct Schemas {
    taken: SchemaGenerator,
    answered: SchemaGenerator,
}

impl Schemas {
    pub(super) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            taken: settings().for_deserialize().into_generator(),
            answered: settings().for_serialize().into_generator(),
        }
    }

    /// The schema of what a request brings, a reference where it has a name.
    pub fn taken<T: JsonSchema>(&mut self) -> Value {
        self.taken.subschema_for::<T>().to_value()
    }

    /// The same in its own words, such as an object with its properties.
    pub fn taken_inline<T: JsonSchema>(&mut self) -> Value {
        T::json_schema(&mut self.taken).to_value()
    }

    /// The schema of what an answer brings.
    pub fn answered<T: JsonSchema>(&mut self) -> Value {
        self.answered.subschema_for::<T>().to_value()
    }

    /// The components' schemas, and what else is to be put to the references in requests: a type that is taken otherwise than
    /// answered, as one with defaults is, has two schemas, and what is taken is called `…Input`.
    pub(super) fn finish(mut self) -> (Map<String, Value>, Renaming) {
        let taken = self.taken.take_definitions(true);
        let mut components = self.answered.take_definitions(true);

        let mut renamed = BTreeSet::new();
        loop {
            let before = renamed.len();
            for (name, schema) in &taken {
                let differs = components.get(name).is_some_and(|other| other != schema);
                if differs || (components.contains_key(name) && refers_to(schema, &renamed)) {
                    renamed.insert(name.clone());
                }
            }
            if renamed.len() == before {
                break;
            }
        }
        let renaming = Renaming(renamed);
        for (name, mut schema) in taken {
            renaming.apply(&mut schema);
            components.insert(renaming.name(&name), schema);
        }
        (components, renaming)
    }
}

/// Which references of requests are to schemas of their own.
pub(super) struct Renaming(BTreeSet<String>);

impl Renaming {
    fn name(&self, name: &str) -> String {
        if self.0.contains(name) { format!("{name}Input") } else { name.to_owned() }
    }

    /// Puts the references in `value` right.
    pub(super) fn apply(&self, value: &mut Value) {
        match value {
            Value::Object(object) => {
                for (key, value) in object {
                    match value {
                        Value::String(text) if key == "$ref" => {
                            if let Some(name) = text.strip_prefix(PREFIX) {
                                *text = format!("{PREFIX}{}", self.name(name));
                            }
                        }
                        value => self.apply(value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.apply(item)),
            _ => {}
        }
    }
}

fn refers_to(value: &Value, names: &BTreeSet<String>) -> bool {
    match value {
        Value::Object(object) => object.iter().any(|(key, value)| match value {
            Value::String(text) if key == "$ref" => {
                text.strip_prefix(PREFIX).is_some_and(|name| names.contains(name))
            }
            value => refers_to(value, names),
        }),
        Value::Array(items) => items.iter().any(|item| refers_to(item, names)),
        _ => false,
    }
}
