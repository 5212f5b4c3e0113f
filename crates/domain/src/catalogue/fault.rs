//! What is wrong with a document, and where.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// Where it is, such as `definitions[3].texts.fr.title`; empty for the document as a whole.
    pub path: String,
    /// What is wrong there, as the end of a sentence that begins with the path.
    pub problem: String,
}

impl Fault {
    /// The fault `problem` at `path`.
    pub fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "the document" } else { &self.path };
        write!(f, "{path}: {}", self.problem)
    }
}

/// Every fault of a document; at least one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Faults(Vec<Fault>);

impl std::error::Error for Faults {}

impl Faults {
    /// A single fault.
    pub fn of(fault: Fault) -> Self {
        Self(vec![fault])
    }

    /// The faults in the order in which they stand in the document.
    pub fn as_slice(&self) -> &[Fault] {
        &self.0
    }

    /// All of `faults`; none where there is none.
    pub(super) fn of_all(faults: Vec<Fault>) -> Option<Self> {
        (!faults.is_empty()).then_some(Self(faults))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, fault) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("; ")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}
