//! Functions that answer events, and the binary that holds a family of them.
//!
//! A family's binary names its functions in a table. Lambda says in `_HANDLER` which of them it is: only that one is built,
//! with its clients and its part of the configuration. Where nothing says it (`cargo lambda watch` runs a binary by its own
//! name and sets no `_HANDLER`), the binary serves the whole family, makes each function when its first event comes, and
//! picks it by, first match wins:
//!
//! 1. an envelope that names it: `{"function": "roll-up-farms", "event": {…}}`;
//! 2. the shape that the table gives it, where the event has the shape of exactly one; see [`Shape`].

mod family;
mod function;
mod run;
mod shape;
mod shared;
#[cfg(test)]
mod tests;

pub use family::Entry;
pub(crate) use family::unknown;
pub use function::{Failure, Function, Invocation};
pub use run::serve;
pub(crate) use run::{emit, run};
pub use shape::Shape;
pub use shared::Shared;

use crate::{clock::Clock, config::Env, metrics::Metrics};

/// What a function is built from.
#[derive(Clone)]
pub struct Init {
    /// The environment variables.
    pub env: Env,
    /// The metrics of the invocation that runs; the runtime writes them at its end.
    pub metrics: Metrics,
    /// The time.
    pub clock: Clock,
    /// What the functions of this process share.
    pub shared: Shared,
}

impl Init {
    /// The process's environment, the system's clock, and metrics of its own.
    pub fn process() -> Self {
        Self {
            env: Env::process(),
            metrics: Metrics::default(),
            clock: Clock::system(),
            shared: Shared::default(),
        }
    }
}
