//! Who did what: what people did to alarms, from the journal, and what they changed of farms, people, files and the
//! catalogue, from records that are written together with the change.
//!
//! Nothing is written twice for the audit: an act on an alarm is its journal record, which is in the same transaction as the
//! act. Every other change brings a record of its own into its transaction.

mod merge;
pub mod ports;
mod record;

#[cfg(test)]
mod tests;

pub use merge::{Stretch, merge};
pub use record::{Act, Action, AuditRecord, Entry, Kind, MAX_ACTS, Scope};
