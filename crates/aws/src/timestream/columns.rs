//! What a table's columns are. Timestream makes a column with the first record that has it, and refuses a query that names one
//! that is not there yet.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use valmetal_domain::alarm::ports::StoreError;

use super::Timestream;
use super::sql::table;

impl Timestream {
    /// The table `name` as a query may read it, with every one of `columns`: those that nobody has written yet are empty. None
    /// while nothing at all was written.
    ///
    /// A process asks which columns there are until it has seen all of them.
    pub(super) async fn source(
        &self,
        name: &str,
        columns: &[(&str, &str)],
    ) -> Result<Option<String>, StoreError> {
        let table = table(&self.names.database, name);
        if self.complete.lock().unwrap_or_else(PoisonError::into_inner).contains(name) {
            return Ok(Some(table));
        }
        let there: BTreeSet<String> =
            self.ask_first(&format!("DESCRIBE {table}")).await?.into_iter().collect();
        let written = columns.iter().filter(|(column, _)| there.contains(*column)).count();
        if written == 0 {
            return Ok(None);
        }
        if written == columns.len() {
            self.complete.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
            return Ok(Some(table));
        }
        let columns = columns.iter().map(|(column, kind)| {
            if there.contains(*column) {
                (*column).to_owned()
            } else {
                format!("CAST(NULL AS {kind}) AS {column}")
            }
        });
        let columns: Vec<String> = columns.collect();
        Ok(Some(format!("(SELECT time, {} FROM {table})", columns.join(", "))))
    }
}
