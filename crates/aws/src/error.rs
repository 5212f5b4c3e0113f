//! What AWS answered, as the domain's errors. The one place that knows which failures may pass.

use std::error::Error;
use std::fmt::Write as _;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;
use valmetal_domain::alarm::ports::StoreError;
#[cfg(any(feature = "ses", feature = "sns"))]
use valmetal_domain::notification::SendError;

#[cfg(test)]
mod tests;

/// Answers to a request that will be the same however often it is sent: the request itself is at fault. Everything else
/// may pass, also a missing right or a missing table: the message waits in its queue until somebody has mended that.
const REFUSALS: &[&str] = &[
    "IdempotentParameterMismatchException",
    "InvalidExecutionInput",
    "InvalidMessageContents",
    "InvalidName",
    "InvalidParameter",
    "InvalidParameterException",
    "InvalidParameterValue",
    "InvalidRequestException",
    "ItemCollectionSizeLimitExceededException",
    "SerializationException",
    "ValidationError",
    "ValidationException",
];

/// Answers that say that somebody else was faster.
const CONFLICTS: &[&str] =
    &["ConditionalCheckFailedException", "ReplicatedWriteConflictException", "TransactionConflictException"];

/// A call to AWS that failed: the operation, what was answered, and the request's id for AWS's support.
#[derive(Debug, thiserror::Error)]
#[error("{operation}: {detail}")]
pub struct CallFailed {
    /// The operation, such as `dynamodb:BatchGetItem`.
    pub operation: &'static str,
    /// The code and message of the answer, or what kept one from coming; the request's id, where there is one.
    pub detail: String,
    /// What failed below, where no answer came.
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

impl CallFailed {
    /// A failure of ours around `operation`, in words.
    pub(crate) fn new(operation: &'static str, detail: impl Into<String>) -> Self {
        Self { operation, detail: detail.into(), source: None }
    }

    /// The failure of a call.
    pub(crate) fn of<E>(operation: &'static str, error: SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let mut detail = match &error {
            SdkError::ServiceError(_) => {
                let code = error.code().unwrap_or("unnamed error");
                error.message().map_or_else(|| code.to_owned(), |message| format!("{code}: {message}"))
            }
            SdkError::TimeoutError(_) => "timed out".to_owned(),
            SdkError::DispatchFailure(_) => "no answer".to_owned(),
            SdkError::ResponseError(_) => "unreadable answer".to_owned(),
            _ => "request could not be made".to_owned(),
        };
        if let Some(id) = error.request_id() {
            let _ = write!(detail, " (request {id})");
        }
        let source = match error {
            SdkError::ServiceError(_) => None,
            other => other.into_source().ok(),
        };
        Self { operation, detail, source }
    }
}

/// The domain's error for a failed call.
pub fn store_error<E>(operation: &'static str, error: SdkError<E, HttpResponse>) -> StoreError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    if matches!(error, SdkError::ConstructionFailure(_)) {
        return StoreError::Refused(CallFailed::of(operation, error).into());
    }
    match error.code() {
        Some(code) if CONFLICTS.contains(&code) => StoreError::Conflict,
        Some(code) if REFUSALS.contains(&code) => {
            StoreError::Refused(CallFailed::of(operation, error).into())
        }
        _ => StoreError::Unavailable(CallFailed::of(operation, error).into()),
    }
}

/// Addresses and contents that a channel will never take.
#[cfg(any(feature = "ses", feature = "sns"))]
const UNSENDABLE: &[&str] = &[
    "BadRequestException",
    "InvalidParameter",
    "InvalidParameterException",
    "InvalidParameterValue",
    "MessageRejected",
    "OptedOut",
    "OptedOutException",
    "ParameterValueInvalid",
    "ValidationException",
];

/// What became of a message whose sending failed. Where nobody answered it may have been sent.
#[cfg(any(feature = "ses", feature = "sns"))]
pub(crate) fn send_error<E>(operation: &'static str, error: SdkError<E, HttpResponse>) -> SendError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    // No connection was made, or no request to send over one.
    let never_left = match &error {
        SdkError::ConstructionFailure(_) => true,
        SdkError::DispatchFailure(failure) => failure.is_user(),
        _ => false,
    };
    match &error {
        SdkError::ServiceError(_) if error.code().is_some_and(|code| UNSENDABLE.contains(&code)) => {
            SendError::Refused(CallFailed::of(operation, error).to_string())
        }
        SdkError::ServiceError(_) => SendError::Unavailable(CallFailed::of(operation, error).into()),
        _ if never_left => SendError::Unavailable(CallFailed::of(operation, error).into()),
        _ => SendError::Unanswered(CallFailed::of(operation, error).into()),
    }
}

/// A message that the SDK could not even build.
#[cfg(any(feature = "ses", feature = "sns"))]
pub(crate) fn unbuildable_message(error: &aws_smithy_types::error::operation::BuildError) -> SendError {
    SendError::Refused(error.to_string())
}

/// A request that the SDK could not even build.
pub(crate) fn unbuildable(
    operation: &'static str,
    error: aws_smithy_types::error::operation::BuildError,
) -> StoreError {
    let detail = "request could not be made".to_owned();
    StoreError::Refused(CallFailed { operation, detail, source: Some(Box::new(error)) }.into())
}
