//! YAML with CloudFormation's short tags, as JSON with their long forms.

use anyhow::{Context as _, Result, bail};
use saphyr::{LoadableYamlNode as _, ScalarOwned, YamlOwned};
use serde_json::{Map, Number, Value, json};

/// Parses one document.
///
/// # Errors
/// When the text is no YAML, or not exactly one document with a mapping.
pub(crate) fn parse(text: &str) -> Result<Value> {
    let documents = YamlOwned::load_from_str(text)?;
    let [document] = documents.as_slice() else { bail!("it has {} documents and not one", documents.len()) };
    match value(document)? {
        value @ Value::Object(_) => Ok(value),
        _ => bail!("it is no mapping"),
    }
}

fn value(node: &YamlOwned) -> Result<Value> {
    Ok(match node {
        YamlOwned::Value(scalar) => self::scalar(scalar)?,
        YamlOwned::Sequence(items) => Value::Array(items.iter().map(value).collect::<Result<_>>()?),
        YamlOwned::Mapping(entries) => Value::Object(
            entries
                .iter()
                .map(|(name, entry)| Ok((key(name)?, value(entry)?)))
                .collect::<Result<Map<_, _>>>()?,
        ),
        YamlOwned::Tagged(tag, inner) => tagged(&tag.suffix, &value(inner)?),
        YamlOwned::Representation(text, ..) => Value::String(text.clone()),
        YamlOwned::Alias(_) | YamlOwned::BadValue => bail!("it has a value that cannot be read"),
    })
}

/// A key: text, or a number as it is written (an account in `Mappings`, a status in OpenAPI's `responses`).
fn key(node: &YamlOwned) -> Result<String> {
    match value(node)? {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => bail!("it has the key {other}, which is no text"),
    }
}

fn scalar(scalar: &ScalarOwned) -> Result<Value> {
    Ok(match scalar {
        ScalarOwned::Null => Value::Null,
        ScalarOwned::Boolean(value) => Value::Bool(*value),
        ScalarOwned::Integer(value) => Value::Number((*value).into()),
        ScalarOwned::FloatingPoint(value) => Value::Number(
            Number::from_f64(value.into_inner()).context("it has a number that JSON cannot hold")?,
        ),
        ScalarOwned::String(text) => Value::String(text.clone()),
    })
}

/// The long form of a short tag, without its `!`.
fn tagged(tag: &str, inner: &Value) -> Value {
    match (tag, inner) {
        ("Ref" | "Condition", _) => json!({ tag: inner }),
        ("GetAtt", Value::String(path)) => match path.split_once('.') {
            Some((resource, attribute)) => json!({ "Fn::GetAtt": [resource, attribute] }),
            None => json!({ "Fn::GetAtt": path }),
        },
        _ => json!({ format!("Fn::{tag}"): inner }),
    }
}
