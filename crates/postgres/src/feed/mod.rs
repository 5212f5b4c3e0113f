//! The feed store on PostgreSQL: the table `feed_record`, a partition a month, and `feed_quarter`, which adds it up.

mod history;
mod record;
mod sequences;
mod totals;

use crate::Database;

/// The feed store.
#[derive(Clone)]
pub struct FeedStore {
    database: Database,
}

impl FeedStore {
    /// The one in `database`.
    pub const fn new(database: Database) -> Self {
        Self { database }
    }
}
