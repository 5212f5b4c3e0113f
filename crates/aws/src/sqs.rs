//! SQS: messages that are given up, and messages that come back later.

mod dead_letters;
mod timers;

pub use dead_letters::DeadLetters;
pub use timers::AlarmTimers;
