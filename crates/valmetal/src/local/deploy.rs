//! Creates or updates the stack, and says what went wrong first.

use std::{collections::BTreeMap, fmt, time::Duration};

use anyhow::{Result, bail};
use aws_sdk_cloudformation::{
    Client,
    error::ProvideErrorMetadata as _,
    types::{Capability, Parameter, ResourceStatus, StackEvent, StackStatus, Tag},
};

use super::{
    aws::Explain as _,
    digest,
    package::Packaged,
    stack::{self, DIGEST_TAG, NAME},
};
use crate::output::Step;

/// How often the stack is asked how far it is.
const POLL: Duration = Duration::from_millis(250);
/// How long a deployment may take.
const LONGEST: Duration = Duration::from_mins(10);

/// What a deployment did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The stack is new.
    Created,
    /// The stack was there and is changed.
    Updated,
    /// The stack was already as it should be.
    Unchanged,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
        })
    }
}

/// Brings the stack to what was packaged.
///
/// # Errors
/// When a resource fails; the message names the first one and its reason.
pub(crate) async fn deploy(
    client: &Client,
    packaged: &Packaged,
    parameters: &BTreeMap<&'static str, String>,
    step: &Step,
) -> Result<Outcome> {
    let digest = fingerprint(packaged, parameters);
    let mut current = stack::describe(client, NAME).await?;
    if let Some(stack) = &current {
        let sound = matches!(stack.status, StackStatus::CreateComplete | StackStatus::UpdateComplete);
        if sound && stack.digest.as_ref() == Some(&digest) {
            return Ok(Outcome::Unchanged);
        }
        // A stack whose creation failed can only be deleted.
        if matches!(
            stack.status,
            StackStatus::RollbackComplete | StackStatus::RollbackFailed | StackStatus::CreateFailed
        ) {
            client
                .delete_stack()
                .stack_name(NAME)
                .send()
                .await
                .explain("the failed stack cannot be deleted")?;
            settle(client, step).await?;
            current = None;
        }
    }
    let outcome = start(client, packaged, parameters, &digest, current.is_some()).await?;
    // After a failed update was rolled back, what it was before is no update.
    if outcome == Outcome::Unchanged {
        return Ok(outcome);
    }
    let after = settle(client, step).await?;
    match after {
        Some(StackStatus::CreateComplete | StackStatus::UpdateComplete) => Ok(outcome),
        status => {
            let status = status.as_ref().map_or("gone", StackStatus::as_str);
            bail!("the stack {NAME} is {status}: {}", first_failure(client).await?)
        }
    }
}

async fn start(
    client: &Client,
    packaged: &Packaged,
    parameters: &BTreeMap<&'static str, String>,
    digest: &str,
    exists: bool,
) -> Result<Outcome> {
    let parameters: Vec<Parameter> = parameters
        .iter()
        .map(|(key, value)| Parameter::builder().parameter_key(*key).parameter_value(value).build())
        .collect();
    let tag = Tag::builder().key(DIGEST_TAG).value(digest).build();
    let capabilities =
        vec![Capability::CapabilityIam, Capability::CapabilityNamedIam, Capability::CapabilityAutoExpand];
    if !exists {
        let create = client.create_stack().stack_name(NAME).template_url(&packaged.url);
        let create = create.set_parameters(Some(parameters)).set_capabilities(Some(capabilities)).tags(tag);
        create.send().await.explain("the stack cannot be created")?;
        return Ok(Outcome::Created);
    }
    let update = client.update_stack().stack_name(NAME).template_url(&packaged.url);
    let update = update.set_parameters(Some(parameters)).set_capabilities(Some(capabilities)).tags(tag);
    match update.send().await {
        Err(error) if error.message().is_some_and(|message| message.contains("No updates")) => {
            Ok(Outcome::Unchanged)
        }
        failed => failed.map(|_| Outcome::Updated).explain("the stack cannot be updated"),
    }
}

/// Waits until the stack is at rest and says how; `None` if it is gone.
async fn settle(client: &Client, step: &Step) -> Result<Option<StackStatus>> {
    let deadline = tokio::time::Instant::now() + LONGEST;
    loop {
        let Some(stack) = stack::describe(client, NAME).await? else { return Ok(None) };
        match stack.status {
            StackStatus::DeleteComplete => return Ok(None),
            status if !status.as_str().ends_with("_IN_PROGRESS") => return Ok(Some(status)),
            status => step.progress(format!("{}, {} resources done", status.as_str(), done(client).await?)),
        }
        if tokio::time::Instant::now() > deadline {
            bail!(
                "the stack {NAME} is not done after {} minutes; see `valmetal logs`",
                LONGEST.as_secs() / 60
            );
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn done(client: &Client) -> Result<usize> {
    let answer = client
        .describe_stack_resources()
        .stack_name(NAME)
        .send()
        .await
        .explain("its resources cannot be read")?;
    let complete = |status: &ResourceStatus| status.as_str().ends_with("_COMPLETE");
    Ok(answer
        .stack_resources()
        .iter()
        .filter(|resource| resource.resource_status().is_some_and(complete))
        .count())
}

/// The first resource that failed in the last run, with its reason, looking into nested stacks.
async fn first_failure(client: &Client) -> Result<String> {
    let mut stack = NAME.to_owned();
    loop {
        let events = client.describe_stack_events().stack_name(&stack).into_paginator().items().send();
        let events: Vec<StackEvent> =
            events.collect::<Result<_, _>>().await.explain("its events cannot be read")?;
        let Some(event) = first_failed(&events) else { return Ok("it gives no reason".to_owned()) };
        match event.physical_resource_id().filter(|id| is_nested_stack(event) && !id.is_empty()) {
            Some(id) => id.clone_into(&mut stack),
            None => {
                return Ok(format!(
                    "{} ({}): {}",
                    event.logical_resource_id().unwrap_or_default(),
                    event.resource_type().unwrap_or_default(),
                    event.resource_status_reason().unwrap_or("no reason given")
                ));
            }
        }
    }
}

fn is_nested_stack(event: &StackEvent) -> bool {
    event.resource_type() == Some("AWS::CloudFormation::Stack")
        && event.physical_resource_id() != event.stack_id()
}

/// The first failed event of the newest run. Events come newest first; a run starts with an event of the stack itself.
fn first_failed(events: &[StackEvent]) -> Option<&StackEvent> {
    let starts_run = |event: &StackEvent| {
        event.physical_resource_id() == event.stack_id()
            && matches!(
                event.resource_status(),
                Some(ResourceStatus::CreateInProgress | ResourceStatus::UpdateInProgress)
            )
    };
    let run = events.iter().position(starts_run).map_or(events, |start| &events[..start]);
    let failed = |event: &&StackEvent| {
        event.resource_status().is_some_and(|status| status.as_str().ends_with("_FAILED"))
            && event.resource_status_reason().is_none_or(|reason| !reason.contains("cancelled"))
    };
    run.iter().rev().find(failed)
}

/// What names a deployment: the template's hash and the parameters.
fn fingerprint(packaged: &Packaged, parameters: &BTreeMap<&'static str, String>) -> String {
    let parameters = parameters.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    digest::of(std::iter::once(packaged.digest.as_bytes()).chain(parameters))
}

#[cfg(test)]
mod tests;
