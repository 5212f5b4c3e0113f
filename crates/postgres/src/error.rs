//! What a failure of the database is to the domain.

use sqlx::error::DatabaseError;
use valmetal_domain::alarm::ports::StoreError;

#[cfg(test)]
mod tests;

/// The store's failure that `error` is.
pub fn store_error(error: sqlx::Error) -> StoreError {
    use sqlx::Error;
    match error {
        Error::Database(database) => of_state(database),
        Error::ColumnDecode { .. } | Error::Decode(_) | Error::TypeNotFound { .. } => {
            StoreError::Unreadable(error.to_string())
        }
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed => StoreError::Unavailable(error.into()),
        other => StoreError::Refused(other.into()),
    }
}

/// By the SQLSTATE that the database gives.
fn of_state(error: Box<dyn DatabaseError>) -> StoreError {
    let state = error.code().unwrap_or_default().into_owned();
    match kind(&state) {
        Kind::Conflict => StoreError::Conflict,
        Kind::Away => StoreError::Unavailable(error.into()),
        Kind::Refused => StoreError::Refused(error.into()),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Conflict,
    Away,
    Refused,
}

/// The appendix "Error Codes" of PostgreSQL's manual has the classes.
fn kind(state: &str) -> Kind {
    match state {
        // Somebody else was faster: a serialization failure, a deadlock, a key that is there already.
        "40001" | "40P01" | "23505" => Kind::Conflict,
        // A statement that ran into its timeout, or a lock that did.
        "57014" | "55P03" => Kind::Away,
        // No connection, no sign-in, no resources, an operator who shuts down, a fault of the system.
        _ if ["08", "28", "53", "57", "58"].iter().any(|class| state.starts_with(class)) => Kind::Away,
        // A session that was ended for its idleness.
        "25P03" => Kind::Away,
        _ => Kind::Refused,
    }
}
