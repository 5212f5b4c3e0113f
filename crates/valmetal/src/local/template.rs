//! A CloudFormation template as JSON: short tags spelled out, and the files that it names found.
//!
//! JSON is what CloudFormation reads as well as YAML, so nothing has to be written back as YAML.

mod include;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::yaml;

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
    /// The place as a JSON pointer.
    pointer: String,
    pub(crate) artifact: Artifact,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// When the file or one that it includes cannot be read, or is no YAML mapping; the message names the line.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let mut document =
            yaml::parse(&text).with_context(|| format!("{} is no valid template", path.display()))?;
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
        let mut mentions = Vec::new();
        for (name, resource) in self.section("Resources") {
            if let Some((property, artifact)) = self.artifact(name, resource)? {
                let pointer = format!("/Resources/{name}/Properties/{property}");
                mentions.push(Mention { pointer, artifact });
            }
        }
        Ok(mentions)
    }

    /// Puts an uploaded artifact's place where the template names its local path.
    pub(crate) fn replace(&mut self, mention: &Mention, place: Value) {
        if let Some((parent, name)) = mention.pointer.rsplit_once('/')
            && let Some(parent) = self.document.pointer_mut(parent).and_then(Value::as_object_mut)
        {
            parent.insert(name.to_owned(), place);
        }
    }

    fn section(&self, name: &str) -> impl Iterator<Item = (&String, &Value)> {
        self.document.get(name).and_then(Value::as_object).into_iter().flatten()
    }

    fn artifact(&self, name: &str, resource: &Value) -> Result<Option<(&'static str, Artifact)>> {
        let local = |property: &'static str| {
            let path = resource["Properties"][property].as_str()?;
            (!path.contains("://")).then(|| (property, self.folder.join(path)))
        };
        let template =
            |property| local(property).map(|(property, path)| (property, Artifact::Template { path }));
        Ok(match resource["Type"].as_str().unwrap_or_default() {
            "AWS::Serverless::Function" if resource["Properties"].get("InlineCode").is_none() => {
                let Some(binary) = resource["Metadata"]["BuildProperties"]["Binary"].as_str() else {
                    bail!(
                        "the function {name} has no Metadata.BuildProperties.Binary, so its binary is not known"
                    );
                };
                Some(("CodeUri", Artifact::Function { binary: binary.to_owned() }))
            }
            "AWS::Serverless::StateMachine" => {
                local("DefinitionUri").map(|(property, path)| (property, Artifact::Definition { path }))
            }
            "AWS::Serverless::Application" => template("Location"),
            "AWS::CloudFormation::Stack" => template("TemplateURL"),
            _ => None,
        })
    }
}

/// Reads a template's text that CloudFormation gave back.
pub(crate) fn parse(text: &str) -> Result<Value> {
    yaml::parse(text)
}

#[cfg(test)]
mod tests;
