//! How many people a farm has, and how many farms a person.

use valmetal_domain::entity::member::{MAX_FARMS_OF_A_USER, MAX_MEMBERS};
use valmetal_runtime::problem::Problem;

/// 409 where a farm that has so many members takes no other one.
pub(super) fn room_on_farm(members: usize) -> Result<(), Problem> {
    if members < MAX_MEMBERS {
        return Ok(());
    }
    Err(Problem::conflict("farmIsFull", format!("A farm has at most {MAX_MEMBERS} members.")))
}

/// 409 where a person who belongs to so many farms joins no other one.
pub(super) fn room_for_farm(farms: usize) -> Result<(), Problem> {
    if farms < MAX_FARMS_OF_A_USER {
        return Ok(());
    }
    let detail = format!("A person belongs to at most {MAX_FARMS_OF_A_USER} farms.");
    Err(Problem::conflict("tooManyFarms", detail))
}
