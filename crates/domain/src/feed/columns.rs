//! How stores name what they keep: the fields' names in snake case, a column each.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Error, Map, Value};

/// The columns of `value`; what is not there has none.
pub fn to_columns(value: &impl Serialize) -> Result<Map<String, Value>, Error> {
    match serde_json::to_value(value)? {
        Value::Object(fields) => Ok(fields.into_iter().map(|(name, value)| (snake(&name), value)).collect()),
        other => Err(serde::de::Error::custom(format_args!("{other} has no columns"))),
    }
}

/// What `columns` hold. An empty column is a field that is not there.
pub fn from_columns<T: DeserializeOwned>(columns: Map<String, Value>) -> Result<T, Error> {
    let fields = columns.into_iter().filter(|(_, value)| !value.is_null());
    serde_json::from_value(Value::Object(fields.map(|(name, value)| (camel(&name), value)).collect()))
}

/// `deviceSeq` as `device_seq`.
pub fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// `device_seq` as `deviceSeq`.
pub fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}
