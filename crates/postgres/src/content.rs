//! Articles: drafts and what is published.

mod drafts;
mod published;

use crate::Database;

/// Articles.
#[derive(Clone)]
pub struct Articles(Database);

impl Articles {
    /// Those of `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}
