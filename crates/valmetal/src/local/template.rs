//! A CloudFormation template as JSON: short tags spelled out, and the files that it names found.
//!
//! JSON is what `CloudFormation` reads as well as YAML, so nothing has to be written back as YAML.

mod include;
mod yaml;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

/// A template with the folder that its relative paths start from.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) document: Value,
    folder: PathBuf,
}

/// Something that a template names by a local path, and that has to be uploaded before the template can be deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Artifact {
    /// A function's code: the binary of this name.
    Function { binary: String },
    /// A state machine's definition.
    Definition { path: PathBuf },
    /// A nested stack's template.
    Template { path: PathBuf },
}

/// An artifact and where in the template it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    pub(crate) resource: String,
    property: &'static str,
    pub(crate) artifact: Artifact,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// When the file or one that it includes cannot be read, or is no YAML mapping; the message names the line.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let mut document = yaml::parse(&text).with_context(|| format!("{} is no valid template", path.display()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        include::resolve(&mut document, &folder)?;
        Ok(Self { document, folder })
    }

    /// The parameters that the template declares.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.section("Parameters").map(|(name, _)| name.as_str())
    }

    /// What the template names by local paths.
    ///
    /// # Errors
    /// When a function does not say which binary it is.
    pub(crate) fn artifacts(&self) -> Result<Vec<Mention>> {
        self.section("Resources").filter_map(|(name, resource)| self.artifact(name, resource).transpose()).collect()
    }

    /// Puts an uploaded artifact's place where the template names its local path.
    pub(crate) fn replace(&mut self, mention: &Mention, place: Value) {
        let properties = self
            .document
            .pointer_mut(&format!("/Resources/{}", mention.resource))
            .and_then(Value::as_object_mut)
            .map(|resource| resource.entry("Properties").or_insert_with(|| Value::Object(Map::new())));
        if let Some(Value::Object(properties)) = properties {
            properties.insert(mention.property.to_owned(), place);
        }
    }

    fn section(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.document.get(name).and_then(Value::as_object).into_iter().flatten()
    }

    fn artifact(&self, name: &str, resource: &Value) -> Result<Option<Mention>> {
        let kind = resource["Type"].as_str().unwrap_or_default();
        let local = |property: &str| {
            let path = resource["Properties"][property].as_str()?;
            (!path.contains("://")).then(|| self.folder.join(path))
        };
        let (property, artifact) = match kind {
            "AWS::Serverless::Function" => {
                if resource["Properties"].get("InlineCode").is_some() {
                    return Ok(None);
                }
                let Some(binary) = resource["Metadata"]["BuildProperties"]["Binary"].as_str() else {
                    bail!("the function {name} has no Metadata.BuildProperties.Binary, so its binary is not known");
                };
                ("CodeUri", Some(Artifact::Function { binary: binary.to_owned() }))
            }
            "AWS::Serverless::StateMachine" => {
                ("DefinitionUri", local("DefinitionUri").map(|path| Artifact::Definition { path }))
            }
            "AWS::Serverless::Application" => ("Location", local("Location").map(|path| Artifact::Template { path })),
            "AWS::CloudFormation::Stack" => ("TemplateURL", local("TemplateURL").map(|path| Artifact::Template { path })),
            _ => return Ok(None),
        };
        Ok(artifact.map(|artifact| Mention { resource: name.to_owned(), property, artifact }))
    }
}

/// Reads a template's text that `CloudFormation` gave back.
pub(crate) fn parse(text: &str) -> Result<Value> {
    yaml::parse(text)
}

#[cfg(test)]
mod tests;
