//! Why a change of the hierarchy or of its members is not done.

use super::EntityKind;

/// What stands against a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntityRefusal {
    /// The farm has no such entity.
    #[error("there is no such entity on this farm")]
    NoSuchEntity,
    /// The farm has no such entity to stand below; another farm's is none.
    #[error("there is no such parent on this farm")]
    NoSuchParent,
    /// The levels of the hierarchy keep their order.
    #[error("a {} cannot stand directly below a {}", child.as_str(), parent.as_str())]
    Misplaced {
        /// What was to stand below.
        child: EntityKind,
        /// What it was to stand below of.
        parent: EntityKind,
    },
    /// Nothing can stand below itself.
    #[error("an entity cannot be moved below itself")]
    BelowItself,
    /// The farm itself is neither moved nor deleted as an entity.
    #[error("the farm itself cannot be moved or deleted as an entity")]
    IsTheFarm,
    /// What stands below must go first.
    #[error("there are entities below it")]
    HasChildren,
    /// The thing must be retired first.
    #[error("a thing belongs to it")]
    HasThing,
    /// It has no thing.
    #[error("no thing belongs to it")]
    HasNoThing,
    /// Only a machine can be a thing.
    #[error("only equipment can have a thing")]
    NotEquipment,
    /// More than one transaction can change at once.
    #[error("this changes {items} items at once, and at most {limit} can be changed together")]
    TooManyItems {
        /// How many it would be.
        items: usize,
        /// How many may be.
        limit: usize,
    },
    /// The farm holds as much as can be read at once.
    #[error("a farm holds at most {limit} entities")]
    FarmIsFull {
        /// How many it may hold.
        limit: usize,
    },
}

impl EntityRefusal {
    /// A stable word for clients.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchEntity => "noSuchEntity",
            Self::NoSuchParent => "noSuchParent",
            Self::Misplaced { .. } => "misplaced",
            Self::BelowItself => "belowItself",
            Self::IsTheFarm => "isTheFarm",
            Self::HasChildren => "hasChildren",
            Self::HasThing => "hasThing",
            Self::HasNoThing => "hasNoThing",
            Self::NotEquipment => "notEquipment",
            Self::TooManyItems { .. } => "tooManyItems",
            Self::FarmIsFull { .. } => "farmIsFull",
        }
    }
}
