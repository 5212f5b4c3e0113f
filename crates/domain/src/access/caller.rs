//! The person who calls, and the decision.

use std::collections::BTreeMap;

use super::{Operation, PlatformOperation, Role};
use crate::entity::FarmRole;
use crate::names::{FarmId, UserId};

/// The person who calls, as their token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The person.
    pub user_id: UserId,
    /// The address that the person signs in with.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// What the person is on the platform: the greatest role of their groups. None of the known groups is no role.
    pub role: Option<Role>,
    /// The person's farms, and what the person is on each. An administrator needs none.
    pub farms: BTreeMap<FarmId, FarmRole>,
}

/// Why a caller may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// It is another farm's: for this caller it does not exist.
    #[error("there is no such farm for this caller")]
    NotFound,
    /// It is the caller's own farm, but takes more than the caller is there.
    #[error("this needs the role {needs:?} or more")]
    Forbidden {
        /// The least role that may.
        needs: Role,
    },
}

/// The farms that a caller sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Farms {
    /// Every farm.
    All,
    /// These only.
    Only(Vec<FarmId>),
}

impl Caller {
    /// Whether the caller is an administrator.
    pub fn is_admin(&self) -> bool {
        self.role == Some(Role::Admin)
    }

    /// What the caller is on `farm`.
    pub fn role_on(&self, farm: &FarmId) -> Option<Role> {
        if self.is_admin() { Some(Role::Admin) } else { self.farms.get(farm).map(|role| (*role).into()) }
    }

    /// Whether the caller may do `operation` on `farm`.
    pub fn may(&self, operation: Operation, farm: &FarmId) -> Result<(), Denied> {
        let role = self.role_on(farm).ok_or(Denied::NotFound)?;
        if operation.is_open_to(role) {
            Ok(())
        } else {
            Err(Denied::Forbidden { needs: operation.least_role() })
        }
    }

    /// Whether the caller may do `operation`, which belongs to no farm.
    pub fn may_on_platform(&self, operation: PlatformOperation) -> Result<(), Denied> {
        if self.role.is_some_and(|role| operation.is_open_to(role)) {
            Ok(())
        } else {
            Err(Denied::Forbidden { needs: operation.least_role() })
        }
    }

    /// Whether the caller may make somebody `granted` on `farm`, or change or end the membership of somebody who is:
    /// nobody gives or takes more than they are.
    pub fn may_grant(&self, granted: FarmRole, farm: &FarmId) -> Result<(), Denied> {
        self.may(Operation::ChangeMembers, farm)?;
        let granted = Role::from(granted);
        if self.role_on(farm) >= Some(granted) { Ok(()) } else { Err(Denied::Forbidden { needs: granted }) }
    }

    /// The farms that the caller sees.
    pub fn visible_farms(&self) -> Farms {
        if self.is_admin() { Farms::All } else { Farms::Only(self.farms.keys().cloned().collect()) }
    }
}
