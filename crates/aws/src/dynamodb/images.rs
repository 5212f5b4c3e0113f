//! The items of a stream's records as the domain's values.

use serde_dynamo::Item as Image;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::alarm::{Condition, JournalRecord};
use valmetal_domain::entity::Place;

use super::item::{self, Item};
use super::keys::{self, PK, SK};

/// What a stream's record speaks of, as far as anybody listens to it.
#[derive(Debug, Clone, PartialEq)]
pub enum Streamed {
    /// A condition, from the stream of `Alarms`.
    Condition(Box<Condition>),
    /// A journal record, from the stream of `Alarms`.
    JournalRecord(Box<JournalRecord>),
    /// A place, from the stream of `EntityHierarchy`.
    Place(Box<Place>),
    /// Anything else.
    Other,
}

impl Streamed {
    /// Reads the old or the new image of a record.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] where the image is not what this code writes under its key.
    pub fn read(image: Image) -> Result<Self, StoreError> {
        let item: Item = image.into();
        let (Some(pk), Some(sk)) = (item::text(&item, PK), item::text(&item, SK)) else {
            return Ok(Self::Other);
        };
        Ok(if sk.starts_with(keys::CONDITION_PREFIX) {
            Self::Condition(Box::new(item::read(&item)?))
        } else if pk.starts_with(keys::ALARM_PREFIX) {
            Self::JournalRecord(Box::new(item::read(&item)?))
        } else if sk == keys::PLACE {
            Self::Place(Box::new(item::read(&item)?))
        } else {
            Self::Other
        })
    }
}
