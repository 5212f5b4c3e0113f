//! Alarms as ISA-18.2 has them: what a device says, the condition that follows from it, and who must be told.

pub mod action;
pub mod condition;
pub mod definition;
pub mod effect;
pub mod escalation;
pub mod flood;
pub mod identity;
pub mod journal;
pub mod message;
pub(crate) mod parse;
pub mod ports;
pub mod queue;
pub mod regions;
pub mod severity;
pub mod story;

#[cfg(test)]
mod tests;

pub use action::{Action, Actor, Refusal};
pub use condition::{Condition, Transition};
pub use definition::Definition;
pub use effect::Effect;
pub use escalation::{Escalation, EscalationRef};
pub use identity::{AlarmId, ConditionKey};
pub use journal::JournalRecord;
pub use regions::{DerivedState, Regions};
pub use severity::Severity;
