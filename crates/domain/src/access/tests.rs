use std::collections::BTreeMap;

use super::{Caller, Denied, Farms, Operation, PlatformOperation, Role};
use crate::entity::FarmRole;
use crate::names::{FarmId, UserId};

const HOME: &str = "home";
const FOREIGN: &str = "foreign";

fn farm(id: &str) -> FarmId {
    FarmId::new(id).unwrap()
}

fn caller(role: Role) -> Caller {
    let on_farm = match role {
        Role::Worker => Some(FarmRole::Worker),
        Role::Farmer => Some(FarmRole::Farmer),
        Role::Technician => Some(FarmRole::Technician),
        Role::Admin => None,
    };
    Caller {
        user_id: UserId::new("u-1").unwrap(),
        email: None,
        name: None,
        role: Some(role),
        farms: on_farm.map(|on_farm| (farm(HOME), on_farm)).into_iter().collect(),
    }
}

/// The design's table, written down a second time: what every role may that the one before it may not.
const DESIGNED: [(Role, &[Operation]); 3] = [
    (
        Role::Worker,
        &[
            Operation::Read,
            Operation::AcknowledgeAlarm,
            Operation::CommentOnAlarm,
            Operation::AssignAlarm,
            Operation::CompleteMaintenanceTask,
        ],
    ),
    (
        Role::Farmer,
        &[
            Operation::ShelveAlarm,
            Operation::UnshelveAlarm,
            Operation::SendCommand,
            Operation::CancelCommand,
            Operation::ChangeEntities,
            Operation::ChangeRecords,
            Operation::ChangeSchedules,
            Operation::ChangeFiles,
            Operation::ReadMembers,
            Operation::ChangeMembers,
            Operation::ReadAudit,
        ],
    ),
    (
        Role::Technician,
        &[
            Operation::ShelveSafetyCriticalAlarm,
            Operation::ResetAlarm,
            Operation::SuppressAlarm,
            Operation::TakeAlarmOutOfService,
            Operation::ReadExecution,
            Operation::ReadKeyFigures,
            Operation::RunWhatIf,
            Operation::ProvisionThing,
            Operation::RetireThing,
        ],
    ),
];

/// The same for what belongs to no farm.
const DESIGNED_ON_PLATFORM: [(Role, &[PlatformOperation]); 3] = [
    (Role::Worker, &[PlatformOperation::ChangeOwnSubscriptions, PlatformOperation::ReadConfiguration]),
    (Role::Technician, &[PlatformOperation::SearchFleet]),
    (
        Role::Admin,
        &[
            PlatformOperation::ManageFarms,
            PlatformOperation::ManageUsers,
            PlatformOperation::ManageCatalogue,
            PlatformOperation::ManageContent,
            PlatformOperation::ReadAllExecutions,
        ],
    ),
];

/// The least role of `operation`; every operation is in the design exactly once.
fn least<T: PartialEq>(designed: &[(Role, &[T])], operation: &T) -> Role {
    let roles: Vec<Role> =
        designed.iter().filter(|(_, row)| row.contains(operation)).map(|(role, _)| *role).collect();
    assert_eq!(roles.len(), 1);
    roles[0]
}

#[test]
fn every_cell_of_the_table_is_as_designed() {
    for operation in Operation::ALL {
        for role in Role::ALL {
            let needs = least(&DESIGNED, operation);
            let expected = if role >= needs { Ok(()) } else { Err(Denied::Forbidden { needs }) };
            assert_eq!(caller(role).may(*operation, &farm(HOME)), expected, "{role:?} {operation:?}");
        }
    }
    for operation in PlatformOperation::ALL {
        for role in Role::ALL {
            let needs = least(&DESIGNED_ON_PLATFORM, operation);
            let expected = if role >= needs { Ok(()) } else { Err(Denied::Forbidden { needs }) };
            assert_eq!(caller(role).may_on_platform(*operation), expected, "{role:?} {operation:?}");
        }
    }
}

#[test]
fn another_farm_does_not_exist_but_for_an_administrator() {
    for operation in Operation::ALL {
        for role in Role::ALL {
            let expected = if role == Role::Admin { Ok(()) } else { Err(Denied::NotFound) };
            assert_eq!(caller(role).may(*operation, &farm(FOREIGN)), expected, "{role:?} {operation:?}");
        }
    }
}

#[test]
fn the_role_of_one_farm_means_nothing_on_another() {
    let mut both = caller(Role::Technician);
    both.farms.insert(farm("second"), FarmRole::Worker);
    assert_eq!(both.may(Operation::ResetAlarm, &farm(HOME)), Ok(()));
    let needs = Role::Technician;
    assert_eq!(both.may(Operation::ResetAlarm, &farm("second")), Err(Denied::Forbidden { needs }));
}

#[test]
fn no_known_group_is_no_right() {
    let nobody = Caller { role: None, farms: BTreeMap::new(), ..caller(Role::Worker) };
    for operation in PlatformOperation::ALL {
        assert!(nobody.may_on_platform(*operation).is_err(), "{operation:?}");
    }
    assert_eq!(nobody.may(Operation::Read, &farm(HOME)), Err(Denied::NotFound));
    assert_eq!(nobody.visible_farms(), Farms::Only(Vec::new()));
    assert_eq!(Role::of_group("superusers"), None);
}

#[test]
fn nobody_grants_more_than_they_are() {
    let grants = |role: Role, granted| caller(role).may_grant(granted, &farm(HOME)).is_ok();
    assert!(grants(Role::Farmer, FarmRole::Worker) && grants(Role::Farmer, FarmRole::Farmer));
    assert!(!grants(Role::Farmer, FarmRole::Technician));
    assert!(!grants(Role::Worker, FarmRole::Worker));
    assert!(grants(Role::Technician, FarmRole::Technician) && grants(Role::Admin, FarmRole::Technician));
    assert_eq!(caller(Role::Farmer).may_grant(FarmRole::Worker, &farm(FOREIGN)), Err(Denied::NotFound));
}

#[test]
fn groups_stand_for_roles() {
    for role in Role::ALL {
        assert_eq!(Role::of_group(role.group()), Some(role));
    }
}
