//! Schedules and tasks of maintenance.

mod changes;
mod schedules;
mod tasks;

use crate::Database;

/// Schedules and tasks of maintenance.
#[derive(Clone)]
pub struct Maintenance(Database);

impl Maintenance {
    /// Those of `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}
