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

/// The design's table, written down a second time: the least role of every operation.
fn designed(operation: Operation) -> Role {
    use Operation::*;
    match operation {
        Read | AcknowledgeAlarm | CommentOnAlarm | AssignAlarm | CompleteMaintenanceTask => Role::Worker,
        ShelveAlarm | UnshelveAlarm | SendCommand | CancelCommand => Role::Farmer,
        ChangeEntities | ChangeRecords | ChangeSchedules | ChangeFiles => Role::Farmer,
        ReadMembers | ChangeMembers | ReadAudit => Role::Farmer,
        ShelveSafetyCriticalAlarm | ResetAlarm | SuppressAlarm | TakeAlarmOutOfService => Role::Technician,
        ReadExecution | ReadKeyFigures | RunWhatIf | ProvisionThing | RetireThing => Role::Technician,
    }
}

fn designed_on_platform(operation: PlatformOperation) -> Role {
    use PlatformOperation::*;
    match operation {
        ChangeOwnSubscriptions | ReadConfiguration => Role::Worker,
        SearchFleet => Role::Technician,
        ManageFarms | ManageUsers | ManageCatalogue | ManageContent | ReadAllExecutions => Role::Admin,
    }
}

#[test]
fn every_cell_of_the_table_is_as_designed() {
    for operation in Operation::ALL {
        for role in Role::ALL {
            let needs = designed(*operation);
            let expected = if role >= needs { Ok(()) } else { Err(Denied::Forbidden { needs }) };
            assert_eq!(caller(role).may(*operation, &farm(HOME)), expected, "{role:?} {operation:?}");
        }
    }
    for operation in PlatformOperation::ALL {
        for role in Role::ALL {
            let needs = designed_on_platform(*operation);
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
