//! What a store's failure is to a client.

use valmetal_domain::alarm::ports::StoreError;
use valmetal_runtime::problem::Problem;

/// After how many seconds a client may ask again when the store is busy.
const RETRY_AFTER_SECONDS: u32 = 2;

/// The problem that `error` is.
pub(crate) fn unavailable(error: StoreError) -> Problem {
    match error {
        StoreError::Conflict | StoreError::Unavailable(_) => Problem::unavailable(RETRY_AFTER_SECONDS, error),
        StoreError::NotMember => Problem::forbidden("Your role on this farm has changed. Sign in again."),
        StoreError::Missing => {
            Problem::not_implemented("noDatabase", "This deployment has no database, which this needs.")
        }
        StoreError::Unreadable(_) | StoreError::Refused(_) => Problem::internal(error),
    }
}
