//! The values of the intrinsic functions that SAM writes into an API's body: `Ref`, `Fn::Sub`, `Fn::GetAtt` of functions, `Fn::Join`.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::local::{emulator::REGION, stack::Contents};

/// The account of the emulator.
const ACCOUNT: &str = "000000000000";

/// Resolves values with what a stack deployed.
pub(super) struct Resolver<'a> {
    stack: &'a Contents,
    all: &'a [Contents],
}

impl<'a> Resolver<'a> {
    /// Resolves what stands in `stack`, which is one of `all`, the whole nest.
    pub(super) fn new(stack: &'a Contents, all: &'a [Contents]) -> Self {
        Self { stack, all }
    }

    /// The text that a value stands for.
    ///
    /// # Errors
    /// When it names something that is not deployed, or uses a function that is not known here.
    pub(super) fn text(&self, value: &Value) -> Result<String> {
        if let Some(text) = value.as_str() {
            return Ok(text.to_owned());
        }
        let Some((function, argument)) =
            value.as_object().filter(|object| object.len() == 1).and_then(|o| o.iter().next())
        else {
            bail!("{value} is no text");
        };
        match (function.as_str(), argument) {
            ("Ref", Value::String(name)) => self.reference(name),
            ("Fn::GetAtt", Value::Array(path)) => match path.as_slice() {
                [Value::String(resource), Value::String(attribute)] => self.attribute(resource, attribute),
                _ => bail!("{value} names no attribute"),
            },
            ("Fn::Sub", Value::String(text)) => self.substitute(text, &Value::Null),
            ("Fn::Sub", Value::Array(parts)) => {
                let text = parts.first().and_then(Value::as_str).context("Fn::Sub has a text")?;
                self.substitute(text, parts.get(1).unwrap_or(&Value::Null))
            }
            ("Fn::Join", Value::Array(parts)) => {
                let separator = parts.first().and_then(Value::as_str).unwrap_or_default();
                let items = parts.get(1).and_then(Value::as_array).context("Fn::Join has a list")?;
                Ok(items.iter().map(|item| self.text(item)).collect::<Result<Vec<_>>>()?.join(separator))
            }
            _ => bail!("{function} is not known here"),
        }
    }

    fn reference(&self, name: &str) -> Result<String> {
        match name {
            "AWS::Region" => return Ok(REGION.to_owned()),
            "AWS::Partition" => return Ok("aws".to_owned()),
            "AWS::AccountId" => return Ok(ACCOUNT.to_owned()),
            "AWS::URLSuffix" => return Ok("amazonaws.com".to_owned()),
            _ => {}
        }
        let resource = self.stack.resources.get(name).map(|resource| &resource.physical_id);
        let known = resource.or_else(|| self.stack.parameters.get(name));
        known.cloned().with_context(|| format!("{name} is neither a deployed resource nor a parameter"))
    }

    fn attribute(&self, name: &str, attribute: &str) -> Result<String> {
        let resource = self.stack.resources.get(name).with_context(|| format!("{name} is not deployed"))?;
        if let Some(output) = attribute.strip_prefix("Outputs.") {
            let nested = self.all.iter().find(|stack| stack.id == resource.physical_id);
            let value = nested.and_then(|stack| stack.outputs.get(output));
            return value.cloned().with_context(|| format!("the stack {name} has no output {output}"));
        }
        match (resource.kind.as_str(), attribute) {
            ("AWS::Lambda::Function", "Arn") => {
                Ok(format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:{}", resource.physical_id))
            }
            (kind, _) => bail!("the attribute {attribute} of {name} ({kind}) is not known here"),
        }
    }

    /// Replaces `${Name}` and `${Resource.Attribute}`; `${!Literal}` stays as `${Literal}`.
    fn substitute(&self, text: &str, given: &Value) -> Result<String> {
        let mut result = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, tail) = after.split_once('}').with_context(|| format!("{text} has an open brace"))?;
            result.push_str(before);
            match (name.strip_prefix('!'), given.get(name), name.split_once('.')) {
                (Some(literal), ..) => result.extend(["${", literal, "}"]),
                (_, Some(value), _) => result.push_str(&self.text(value)?),
                (.., Some((resource, attribute))) => result.push_str(&self.attribute(resource, attribute)?),
                _ => result.push_str(&self.reference(name)?),
            }
            rest = tail;
        }
        result.push_str(rest);
        Ok(result)
    }
}

#[cfg(test)]
mod tests;
