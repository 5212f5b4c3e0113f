//! Batches of records: every record counts on its own.
//!
//! What can never succeed is *rejected*: it goes to the dead-letter queue with the reason, is counted, and the batch goes on.
//! What may succeed later has *failed*: the response names it and the source delivers it again. A panic is the failure of the
//! record that caused it. If all records fail, the invocation fails.
//!
//! [`sqs`] answers a queue, [`stream`] a DynamoDB stream. Both let a handler take the batch as a group, so that ten messages
//! cost one read and one transaction; when the group fails or panics, its records are taken one by one, so a poisonous one
//! cannot hold its neighbours. So a handler must bear to see a record again that it has taken already, which redelivery asks
//! of it anyway.

pub mod sqs;
pub mod stream;
#[cfg(test)]
mod tests;

use std::panic::AssertUnwindSafe;

use futures::FutureExt;
use valmetal_domain::dead_letter::Rejection;

use crate::{error::Error, logs::panic_text};

/// How it went with one record.
#[derive(Debug)]
pub enum Outcome {
    /// Taken: the source may forget it.
    Done,
    /// Can never be taken.
    Rejected(Rejection),
    /// Could not be taken now.
    Failed(Error),
}

impl<T, E: Into<Error>> From<Result<T, E>> for Outcome {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(_) => Self::Done,
            Err(error) => Self::Failed(error.into()),
        }
    }
}

/// What `work` answers; a panic is an error that says what the panic said.
async fn catch<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|panic| Err(panicked(&*panic)))
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Error {
    format!("panicked: {}", panic_text(panic)).into()
}
