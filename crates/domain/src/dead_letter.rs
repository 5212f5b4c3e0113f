//! Messages that are given up: why, what is kept of them, and the queue that they go to.
//!
//! Nothing is dropped in silence: a message that can never succeed leaves its queue only for a dead-letter queue.

use std::{collections::BTreeMap, error::Error};

use async_trait::async_trait;

/// Why a message can never succeed, however often it is received.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}: {detail}")]
pub struct Rejection {
    /// A stable code, such as `unknownCode`. Rejections are counted and searched by it, so it never carries a value.
    pub reason: &'static str,
    /// The field at fault as a path, such as `severity`; none where the message as a whole is at fault.
    pub field: Option<String>,
    /// What is wrong, for a person.
    pub detail: String,
    /// The message's `schemaVersion`, as far as it could be read.
    pub schema_version: Option<u64>,
    /// The thing that sent the message, as far as it could be read.
    pub thing: Option<String>,
}

impl Rejection {
    /// A rejection of the message as a whole.
    pub fn new(reason: &'static str, detail: impl Into<String>) -> Self {
        Self { reason, field: None, detail: detail.into(), schema_version: None, thing: None }
    }

    /// The same rejection, because of one field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same rejection of a message that says this schema version.
    #[must_use]
    pub fn schema_version(mut self, version: u64) -> Self {
        self.schema_version = Some(version);
        self
    }

    /// The same rejection of a message that this thing sent.
    #[must_use]
    pub fn thing(mut self, thing: impl Into<String>) -> Self {
        self.thing = Some(thing.into());
        self
    }
}

/// A message as it goes to a dead-letter queue: byte for byte what was received, and why it was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The body as it was received.
    pub body: String,
    /// The text attributes that the message came with.
    pub attributes: BTreeMap<String, String>,
    /// Why it was given up.
    pub rejection: Rejection,
    /// How often it was received, this time counted.
    pub receive_count: u32,
}

/// Where messages go that are given up.
#[async_trait]
pub trait DeadLetterQueue: Send + Sync {
    /// Puts `letter` into the queue. On an error the message must stay in the queue that it came from.
    async fn send(&self, letter: DeadLetter) -> Result<(), Box<dyn Error + Send + Sync>>;
}
