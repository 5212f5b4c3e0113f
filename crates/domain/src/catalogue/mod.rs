//! The alarm catalogue: one JSON document that says what every alarm code means, and who is told in which order.
//!
//! A document is taken whole or refused with the path of every fault in it; what was in force stays in force then. The
//! schema beside the document (`sam/catalogue.schema.json`) refuses a part of what is refused here: not every environment
//! runs it, and it cannot see duplicates, unknown policies and the like.

mod document;
mod fault;
mod fields;
pub mod limits;
pub mod ports;
mod status;
#[cfg(test)]
mod tests;
pub mod versions;

use std::collections::BTreeMap;

use crate::alarm::Definition;
use crate::names::AlarmCode;

pub use fault::{Fault, Faults};
pub use status::{CatalogueStatus, Refused, Verdict};

/// The code of the alarm that the platform itself raises when a thing stays disconnected.
pub const CONNECTIVITY_LOST: &str = "CONNECTIVITY_LOST";

/// A catalogue that was found good.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalogue {
    /// Its number; another document has another.
    pub version: u64,
    /// Every code with its escalation policy resolved into it.
    pub definitions: BTreeMap<AlarmCode, Definition>,
}

impl Catalogue {
    /// Reads a document.
    ///
    /// # Errors
    ///
    /// Every fault of the document with its path, such as `definitions[3].texts.fr.title`.
    pub fn parse(document: &[u8]) -> Result<Self, Faults> {
        match serde_json::from_slice(document) {
            Ok(value) => document::read(&value),
            Err(error) => Err(Faults::of(Fault::new("", format!("is not JSON: {error}")))),
        }
    }
}
