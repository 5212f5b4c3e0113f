//! Whether a person still belongs to a farm. A token may be older than the end of a membership, and the database does not know
//! members: so a write to it looks them up first.

use valmetal_domain::entity::{
    Membership,
    ports::{ReadMember, StoreError},
};
use valmetal_runtime::problem::Problem;

use crate::store::unavailable;

/// 403 unless `membership`, on which a write rests, still is what the token says. An administrator's rests on none.
pub(crate) async fn require(
    members: &dyn ReadMember,
    membership: Option<&Membership>,
) -> Result<(), Problem> {
    let Some(Membership { user_id, farm_id, role }) = membership else { return Ok(()) };
    let member = members.read_member(farm_id, user_id).await.map_err(unavailable)?;
    if member.is_some_and(|member| member.role == *role) {
        Ok(())
    } else {
        Err(unavailable(StoreError::NotMember))
    }
}
