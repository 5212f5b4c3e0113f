//! Nobody takes away their own access: else the last administrator could lock everybody out.

use valmetal_domain::names::UserId;
use valmetal_runtime::{claims::Caller, problem::Problem};

/// 409 where the caller means themselves.
pub(super) fn not_oneself(caller: &Caller, user: &UserId) -> Result<(), Problem> {
    if caller.user_id == *user {
        return Err(Problem::conflict(
            "ownAccess",
            "Nobody takes away their own access. Ask another administrator.",
        ));
    }
    Ok(())
}
