//! One function: what it takes, what it answers, and how it fails.

use std::{fmt, future::Future, pin::Pin, time::Duration};

use jiff::Timestamp;
use lambda_runtime::{Context, Diagnostic};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::{error, error::Error};

/// A function that answers events of one kind.
pub trait Function: Send + Sync + 'static {
    /// The event, as JSON.
    type Event: DeserializeOwned + Send;
    /// The answer, as JSON.
    type Answer: Serialize;

    /// Answers one event. An error is the invocation's failure: logged once by the runtime, and retried or caught by
    /// whoever invoked the function.
    fn handle(
        &self,
        event: Self::Event,
        invocation: &Invocation,
    ) -> impl Future<Output = Result<Self::Answer, Failure>> + Send;
}

/// What is known of one invocation.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// Lambda's id of the invocation.
    pub request_id: String,
    /// When Lambda ends it.
    pub deadline: Timestamp,
    /// The function's ARN with the version or alias that was invoked.
    pub function_arn: String,
}

impl Invocation {
    pub(crate) fn of(context: &Context) -> Self {
        let deadline =
            i64::try_from(context.deadline).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Self {
            request_id: context.request_id.clone(),
            deadline: deadline.unwrap_or(Timestamp::MAX),
            function_arn: context.invoked_function_arn.clone(),
        }
    }

    /// The time that is left at `now`; zero where it is over.
    pub fn remaining(&self, now: Timestamp) -> Duration {
        Duration::try_from(self.deadline.duration_since(now)).unwrap_or_default()
    }
}

/// Why an invocation failed.
///
/// Every error converts into one with `?`, of the type `Unexpected`. Where the caller branches on the type, as a state
/// machine's Retry and Catch do, give it one with [`Failure::new`].
pub struct Failure {
    error_type: &'static str,
    error: Error,
}

impl Failure {
    /// A failure with a stable type, such as `AlarmNotFound`.
    pub fn new(error_type: &'static str, error: impl Into<Error>) -> Self {
        Self { error_type, error: error.into() }
    }

    /// The stable type.
    pub fn error_type(&self) -> &'static str {
        self.error_type
    }
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new("Unexpected", error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&error::chain(&*self.error))
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.error_type)
    }
}

impl From<Failure> for Diagnostic {
    fn from(failure: Failure) -> Self {
        Self { error_type: failure.error_type.to_owned(), error_message: failure.to_string() }
    }
}

/// An answer that is on its way.
pub(super) type Answering<'a> = Pin<Box<dyn Future<Output = Result<Box<RawValue>, Failure>> + Send + 'a>>;

/// A function without its types, so that a binary holds one runtime and not one per function.
pub(super) trait ErasedFunction: Send + Sync {
    fn answer<'a>(&'a self, event: &'a RawValue, invocation: &'a Invocation) -> Answering<'a>;
}

impl<F: Function> ErasedFunction for F {
    fn answer<'a>(&'a self, event: &'a RawValue, invocation: &'a Invocation) -> Answering<'a> {
        Box::pin(async move {
            let event =
                serde_json::from_str(event.get()).map_err(|error| Failure::new("InvalidEvent", error))?;
            let answer = self.handle(event, invocation).await?;
            Ok(serde_json::value::to_raw_value(&answer)?)
        })
    }
}
