//! The record of a piece of equipment: what it is by its plate, under which warranty it stands, which parts it takes.

pub mod ports;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    names::{EntityId, FarmId, UserId},
    text::Text,
};

/// The most parts of one record, and of one task.
pub const MAX_PARTS: usize = 200;
/// The most pieces of one part.
pub const MAX_QUANTITY: u32 = 9_999;

/// A part, as a dealer's list has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    /// The number by which it is ordered.
    pub number: Text<64>,
    /// What it is.
    pub name: Text<100>,
    /// How many pieces.
    #[schemars(range(min = 1, max = MAX_QUANTITY))]
    pub quantity: u32,
}

/// What a person writes into a record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordContent {
    /// Who made it.
    #[serde(default)]
    pub manufacturer: Option<Text<100>>,
    /// The model, as the maker calls it.
    #[serde(default)]
    pub model: Option<Text<100>>,
    /// The number on its plate.
    #[serde(default)]
    pub serial: Option<Text<100>>,
    /// When it was put to use.
    #[serde(default)]
    pub installed_on: Option<Date>,
    /// The last day of its warranty.
    #[serde(default)]
    pub warranty_until: Option<Date>,
    /// Who sold it and looks after it.
    #[serde(default)]
    pub supplier: Option<Text<200>>,
    /// Anything else.
    #[serde(default)]
    pub note: Option<Text<4_000>>,
    /// The parts that it takes.
    #[serde(default)]
    #[schemars(length(max = MAX_PARTS))]
    pub parts: Vec<Part>,
}

/// A record. There is one of an entity at most.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EquipmentRecord {
    /// The farm.
    pub farm_id: FarmId,
    /// What it is the record of.
    pub entity_id: EntityId,
    /// What it says.
    #[serde(flatten)]
    pub content: RecordContent,
    /// Grows with every change.
    pub version: u64,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Who changed it last.
    pub updated_by: UserId,
}

/// What a record or a list of parts may not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefusal {
    /// The warranty ends before it can have begun.
    #[error("the warranty ends before the installation")]
    WarrantyBeforeInstallation,
    /// Too many parts.
    #[error("at most {MAX_PARTS} parts are listed")]
    TooManyParts,
    /// A part twice.
    #[error("the part with the index {0} is listed before")]
    PartTwice(usize),
    /// No piece, or more than anybody orders.
    #[error("the quantity of the part with the index {0} must be 1 to {MAX_QUANTITY}")]
    Quantity(usize),
}

impl RecordRefusal {
    /// The stable word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::WarrantyBeforeInstallation => "warrantyBeforeInstallation",
            Self::TooManyParts => "tooManyParts",
            Self::PartTwice(_) => "partTwice",
            Self::Quantity(_) => "quantity",
        }
    }

    /// The field that is wrong.
    pub fn field(self) -> String {
        match self {
            Self::WarrantyBeforeInstallation => "warrantyUntil".to_owned(),
            Self::TooManyParts => "parts".to_owned(),
            Self::PartTwice(index) => format!("parts[{index}].number"),
            Self::Quantity(index) => format!("parts[{index}].quantity"),
        }
    }
}

impl RecordContent {
    /// Whether a record may say this.
    pub fn check(&self) -> Result<(), RecordRefusal> {
        if let (Some(installed), Some(until)) = (self.installed_on, self.warranty_until)
            && until < installed
        {
            return Err(RecordRefusal::WarrantyBeforeInstallation);
        }
        check_parts(&self.parts)
    }
}

/// Whether a list of parts is one: not too long, each part once and in a quantity that makes sense.
pub fn check_parts(parts: &[Part]) -> Result<(), RecordRefusal> {
    if parts.len() > MAX_PARTS {
        return Err(RecordRefusal::TooManyParts);
    }
    let mut numbers = HashSet::new();
    for (index, part) in parts.iter().enumerate() {
        if !numbers.insert(&part.number) {
            return Err(RecordRefusal::PartTwice(index));
        }
        if !(1..=MAX_QUANTITY).contains(&part.quantity) {
            return Err(RecordRefusal::Quantity(index));
        }
    }
    Ok(())
}
