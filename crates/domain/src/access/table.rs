//! The table. A row is an operation, a column a role; each role may everything that the one before it may.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::entity::FarmRole;

/// What a person is: on a farm, or on the platform by their group in the user pool. A greater one may more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Works on a farm.
    Worker,
    /// Runs a farm.
    Farmer,
    /// Looks after the machines of the farms assigned to them.
    Technician,
    /// Runs the platform.
    Admin,
}

impl Role {
    /// All of them, in the table's order.
    pub const ALL: [Self; 4] = [Self::Worker, Self::Farmer, Self::Technician, Self::Admin];

    /// The group of the user pool that says so.
    pub const fn group(self) -> &'static str {
        match self {
            Self::Worker => "workers",
            Self::Farmer => "farmers",
            Self::Technician => "technicians",
            Self::Admin => "admins",
        }
    }

    /// The role that a group of the user pool stands for; an unknown group stands for none.
    pub fn of_group(group: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.group() == group)
    }
}

impl From<FarmRole> for Role {
    fn from(role: FarmRole) -> Self {
        match role {
            FarmRole::Worker => Self::Worker,
            FarmRole::Farmer => Self::Farmer,
            FarmRole::Technician => Self::Technician,
        }
    }
}

/// Declares an enum of operations together with its table.
macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($(#[$row:meta])* $operation:ident: $worker:literal $farmer:literal $technician:literal $admin:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$row])* $operation,)*
        }

        impl $name {
            /// Every row.
            pub const ALL: &[Self] = &[$(Self::$operation,)*];

            /// Who may: the columns in the order of [`Role::ALL`].
            const fn row(self) -> [u8; 4] {
                match self {
                    $(Self::$operation => [$worker, $farmer, $technician, $admin],)*
                }
            }

            /// Whether `role` may.
            pub const fn is_open_to(self, role: Role) -> bool {
                self.row()[role as usize] == 1
            }

            /// The least role that may: what a person who may not is told.
            pub fn least_role(self) -> Role {
                Role::ALL.into_iter().find(|role| self.is_open_to(*role)).unwrap_or(Role::Admin)
            }
        }
    };
}

table! {
    /// What is done on one farm.
    Operation {
        //                              worker  farmer  technician  admin
        /// Read farms, entities, things, telemetry, alarms, feed, files, records, maintenance.
        Read:                           1       1       1           1,
        /// Take an alarm.
        AcknowledgeAlarm:               1       1       1           1,
        /// Say something about an alarm.
        CommentOnAlarm:                 1       1       1           1,
        /// Give an alarm to somebody.
        AssignAlarm:                    1       1       1           1,
        /// Say that a maintenance task is done.
        CompleteMaintenanceTask:        1       1       1           1,
        /// Put an alarm aside that is not safety-critical.
        ShelveAlarm:                    0       1       1           1,
        /// Take an alarm back from the shelf.
        UnshelveAlarm:                  0       1       1           1,
        /// Make a machine do something.
        SendCommand:                    0       1       1           1,
        /// Take a command back.
        CancelCommand:                  0       1       1           1,
        /// Put an alarm aside although people may come to harm.
        ShelveSafetyCriticalAlarm:      0       0       1           1,
        /// End a latch.
        ResetAlarm:                     0       0       1           1,
        /// Suppress an alarm by design, or end that.
        SuppressAlarm:                  0       0       1           1,
        /// Take an alarm out of service, or put it back.
        TakeAlarmOutOfService:          0       0       1           1,
        /// Look into the workflow of an alarm's escalation.
        ReadExecution:                  0       0       1           1,
        /// See how well the farm's alarms behave.
        ReadKeyFigures:                 0       0       1           1,
        /// Ask what another delay would have changed.
        RunWhatIf:                      0       0       1           1,
        /// Create, change, move and delete entities.
        ChangeEntities:                 0       1       1           1,
        /// Change the records of equipment.
        ChangeRecords:                  0       1       1           1,
        /// Change maintenance schedules.
        ChangeSchedules:                0       1       1           1,
        /// Upload and delete files.
        ChangeFiles:                    0       1       1           1,
        /// See who may see the farm.
        ReadMembers:                    0       1       1           1,
        /// Decide who may see the farm.
        ChangeMembers:                  0       1       1           1,
        /// See who did what, and whose channels work.
        ReadAudit:                      0       1       1           1,
        /// Make a thing with its certificate.
        ProvisionThing:                 0       0       1           1,
        /// End a thing and its certificate.
        RetireThing:                    0       0       1           1,
    }
}

table! {
    /// What is done on the platform and belongs to no farm.
    PlatformOperation {
        //                              worker  farmer  technician  admin
        /// Set the caller's own channels, subscriptions and quiet hours.
        ChangeOwnSubscriptions:         1       1       1           1,
        /// Read the catalogue and the flags that are in force, and published content.
        ReadConfiguration:              1       1       1           1,
        /// Search the things of the caller's farms.
        SearchFleet:                    0       0       1           1,
        /// Create, change and delete farms themselves.
        ManageFarms:                    0       0       0           1,
        /// Create, change and delete users.
        ManageUsers:                    0       0       0           1,
        /// Validate, deploy and roll back the catalogue.
        ManageCatalogue:                0       0       0           1,
        /// Write content.
        ManageContent:                  0       0       0           1,
        /// Look into the escalations of all farms.
        ReadAllExecutions:              0       0       0           1,
    }
}
