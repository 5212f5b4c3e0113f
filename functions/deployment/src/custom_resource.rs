//! CloudFormation's custom resources: a request, something done, and an answer that CloudFormation waits for.

#[cfg(test)]
mod tests;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use valmetal_runtime::error::{Error, chain};

/// The longest reason that CloudFormation shows; a longer answer is refused whole.
const MAX_REASON: usize = 3_000;

/// What CloudFormation asks for.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Request {
    /// Whether the resource is made, changed or deleted.
    pub request_type: RequestType,
    /// Where the answer is put.
    #[serde(rename = "ResponseURL")]
    pub response_url: String,
    /// The stack.
    pub stack_id: String,
    /// The request.
    pub request_id: String,
    /// The resource's name in the template.
    pub logical_resource_id: String,
    /// The id that this function gave it before.
    pub physical_resource_id: Option<String>,
}

/// What is to be done with the resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RequestType {
    /// Make it.
    Create,
    /// Change it.
    Update,
    /// Delete it.
    Delete,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    physical_resource_id: String,
    stack_id: String,
    request_id: String,
    logical_resource_id: String,
    data: Map<String, Value>,
}

/// Puts an answer where CloudFormation waits for it.
#[async_trait]
pub trait PutAnswer: Send + Sync {
    /// Puts `body` to the presigned `url`.
    async fn put_answer(&self, url: &str, body: String) -> Result<(), Error>;
}

/// Answers `request` with what came of it: attributes of the resource, or why it failed.
///
/// # Errors
/// The answer could not be put. CloudFormation then waits until the resource's timeout.
pub async fn answer(
    put: &dyn PutAnswer,
    request: &Request,
    outcome: Result<Map<String, Value>, Error>,
) -> Result<(), Error> {
    let (status, reason, data) = match outcome {
        Ok(data) => ("SUCCESS", None, data),
        Err(error) => ("FAILED", Some(shortened(chain(&*error))), Map::new()),
    };
    let answer = Answer {
        status,
        reason,
        physical_resource_id: request
            .physical_resource_id
            .clone()
            .unwrap_or_else(|| request.logical_resource_id.clone()),
        stack_id: request.stack_id.clone(),
        request_id: request.request_id.clone(),
        logical_resource_id: request.logical_resource_id.clone(),
        data,
    };
    put.put_answer(&request.response_url, serde_json::to_string(&answer)?).await
}

fn shortened(mut reason: String) -> String {
    if reason.len() > MAX_REASON {
        let end = (0..=MAX_REASON).rev().find(|end| reason.is_char_boundary(*end)).unwrap_or(0);
        reason.truncate(end);
        reason.push('…');
    }
    reason
}
