//! The JSON files that a template includes, put where the template names them.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde_json::Value;

/// Puts the content of every local file that an `AWS::Include` names in its place, as the transform does on AWS with a file that was
/// uploaded.
///
/// # Errors
/// When a file cannot be read or is no JSON.
pub(super) fn resolve(value: &mut Value, folder: &Path) -> Result<()> {
    if let Some(location) = location(value) {
        let path = folder.join(location);
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        *value = serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))?;
        return Ok(());
    }
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(|item| resolve(item, folder)),
        Value::Object(fields) => fields.values_mut().try_for_each(|field| resolve(field, folder)),
        _ => Ok(()),
    }
}

/// The local path that an `AWS::Include` names, if this is one.
fn location(value: &Value) -> Option<String> {
    let transform = value.get("Fn::Transform").filter(|transform| transform["Name"] == "AWS::Include")?;
    let location = transform["Parameters"]["Location"].as_str()?;
    (!location.contains("://")).then(|| location.to_owned())
}
