//! Which catalogue is in force, and what becomes of the document that is deployed now.

use std::collections::BTreeSet;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Catalogue, Fault, Faults};
use crate::names::AlarmCode;

/// What is known of the catalogue in force and of the last document that was refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueStatus {
    /// The catalogue in force; none before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force: Option<InForce>,
    /// The last document that was refused, until a good one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refused>,
}

/// The catalogue in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InForce {
    /// Its number.
    pub version: u64,
    /// The SHA-256 of its document, in hex.
    pub digest: String,
    /// When it was applied.
    pub applied_at: Timestamp,
    /// Its codes.
    pub codes: BTreeSet<AlarmCode>,
}

/// A document that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refused {
    /// The SHA-256 of the document, in hex.
    pub digest: String,
    /// When it was refused.
    pub at: Timestamp,
    /// Why.
    pub faults: Faults,
}

/// What becomes of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is in force, or was refused before: there is nothing to do.
    Known,
    /// It is put into force: its definitions are written, those of `dropped` retired, and the status last.
    Apply {
        /// The catalogue.
        catalogue: Catalogue,
        /// Codes that the catalogue in force had and this one has not.
        dropped: Vec<AlarmCode>,
        /// What is known once it is in force.
        status: CatalogueStatus,
    },
    /// It is refused: the status is written, and nothing else changes.
    Refuse {
        /// What is known then.
        status: CatalogueStatus,
    },
}

impl CatalogueStatus {
    /// What becomes of `document` at `now`.
    pub fn judge(&self, document: &[u8], now: Timestamp) -> Verdict {
        let digest = hex(&Sha256::digest(document));
        if self.in_force.as_ref().is_some_and(|known| known.digest == digest) && self.refused.is_none() {
            return Verdict::Known;
        }
        if self.refused.as_ref().is_some_and(|known| known.digest == digest) {
            return Verdict::Known;
        }
        match Catalogue::parse(document).and_then(|catalogue| self.refuse_used_number(catalogue, &digest)) {
            Ok(catalogue) => {
                let codes: BTreeSet<AlarmCode> = catalogue.definitions.keys().cloned().collect();
                let before = self.in_force.iter().flat_map(|known| &known.codes);
                let dropped = before.filter(|code| !codes.contains(code)).cloned().collect();
                let in_force = InForce { version: catalogue.version, digest, applied_at: now, codes };
                let status = Self { in_force: Some(in_force), refused: None };
                Verdict::Apply { catalogue, dropped, status }
            }
            Err(faults) => {
                let refused = Some(Refused { digest, at: now, faults });
                Verdict::Refuse { status: Self { in_force: self.in_force.clone(), refused } }
            }
        }
    }

    /// Two documents with one number cannot be told apart by people. An older number is a rollback, and good.
    fn refuse_used_number(&self, catalogue: Catalogue, digest: &str) -> Result<Catalogue, Faults> {
        match &self.in_force {
            Some(known) if known.version == catalogue.version && known.digest != digest => {
                let problem = format!("{} is in force with another content", known.version);
                Err(Faults::of(Fault::new("version", problem)))
            }
            _ => Ok(catalogue),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}
