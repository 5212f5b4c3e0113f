//! What CloudFormation knows of the deployed stack and the stacks nested in it.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use aws_sdk_cloudformation::{
    Client,
    error::ProvideErrorMetadata as _,
    types::{Stack as Description, StackStatus, TemplateStage},
};
use serde_json::Value;

use super::{aws::Explain as _, template};

/// The stack of the local deployment.
pub(crate) const NAME: &str = "valmetal-local";
/// The tag that says what was deployed last, as a hash.
pub(crate) const DIGEST_TAG: &str = "valmetal:digest";

/// A stack as it is described.
#[derive(Debug, Clone)]
pub(crate) struct Stack {
    pub(crate) status: StackStatus,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) parameters: BTreeMap<String, String>,
    /// What was deployed last, by its hash.
    pub(crate) digest: Option<String>,
}

/// A resource of a stack.
#[derive(Debug, Clone)]
pub(crate) struct Resource {
    pub(crate) kind: String,
    pub(crate) physical_id: String,
}

/// A stack's resources by their logical names, with its processed template.
pub(crate) struct Contents {
    /// The stack's name or, of a nested one, its physical id.
    pub(crate) id: String,
    pub(crate) outputs: BTreeMap<String, String>,
    pub(crate) template: Value,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) resources: BTreeMap<String, Resource>,
}

/// Describes a stack; `None` if there is none.
pub(crate) async fn describe(client: &Client, name: &str) -> Result<Option<Stack>> {
    let answer = match client.describe_stacks().stack_name(name).send().await {
        Err(error) if error.message().is_some_and(|message| message.contains("does not exist")) => {
            return Ok(None);
        }
        failed => failed.explain(format_args!("the stack {name} cannot be described"))?,
    };
    Ok(answer.stacks().first().map(|stack| Stack {
        status: stack.stack_status().cloned().unwrap_or(StackStatus::CreateInProgress),
        outputs: outputs(stack),
        parameters: parameters(stack),
        digest: stack
            .tags()
            .iter()
            .find(|tag| tag.key() == Some(DIGEST_TAG))
            .and_then(|tag| tag.value())
            .map(str::to_owned),
    }))
}

/// The contents of a stack and of every stack nested in it.
pub(crate) async fn contents(client: &Client, name: &str) -> Result<Vec<Contents>> {
    let mut found = Vec::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        let contents = one(client, &name).await?;
        let nested =
            contents.resources.values().filter(|resource| resource.kind == "AWS::CloudFormation::Stack");
        open.extend(nested.map(|resource| resource.physical_id.clone()));
        found.push(contents);
    }
    Ok(found)
}

async fn one(client: &Client, name: &str) -> Result<Contents> {
    let stack = describe(client, name).await?.with_context(|| format!("there is no stack {name}"))?;
    let template = client
        .get_template()
        .stack_name(name)
        .template_stage(TemplateStage::Processed)
        .send()
        .await
        .explain(format_args!("the expanded template of {name} cannot be read"))?;
    let mut resources = BTreeMap::new();
    let mut pages = client.list_stack_resources().stack_name(name).into_paginator().items().send();
    while let Some(summary) = pages.next().await {
        let summary = summary.explain(format_args!("the resources of {name} cannot be listed"))?;
        if let (Some(logical), Some(kind), Some(physical)) =
            (summary.logical_resource_id(), summary.resource_type(), summary.physical_resource_id())
        {
            resources.insert(
                logical.to_owned(),
                Resource { kind: kind.to_owned(), physical_id: physical.to_owned() },
            );
        }
    }
    Ok(Contents {
        id: name.to_owned(),
        outputs: stack.outputs,
        template: template::parse(template.template_body().unwrap_or_default())?,
        parameters: stack.parameters,
        resources,
    })
}

fn outputs(stack: &Description) -> BTreeMap<String, String> {
    let pairs =
        stack.outputs().iter().filter_map(|output| Some((output.output_key()?, output.output_value()?)));
    pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn parameters(stack: &Description) -> BTreeMap<String, String> {
    let pairs = stack.parameters().iter().filter_map(|parameter| {
        Some((parameter.parameter_key()?, parameter.resolved_value().or(parameter.parameter_value())?))
    });
    pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
