//! What the hierarchy needs from outside, one small trait an operation.

use async_trait::async_trait;

use super::{Entity, EntityChanges, Farm, FarmIndicator, FarmRollUp, Member, Membership, Place};
pub use crate::alarm::ports::StoreError;
use crate::idempotency::Outcome;
use crate::names::{EntityId, FarmId, ThingName, UserId};

/// A page of a list, and where the next one begins.
pub type Page<T> = (Vec<T>, Option<String>);

/// Lists every farm: the administrator's list.
#[async_trait]
pub trait ReadFarms: Send + Sync {
    /// A page of at most `limit` farms by id, from `cursor` on.
    async fn read_farms(&self, limit: u32, cursor: Option<String>) -> Result<Page<Farm>, StoreError>;
}

/// Reads some farms: a person's own.
#[async_trait]
pub trait ReadFarmsById: Send + Sync {
    /// Those of `ids` that exist; at most 100 are asked for.
    async fn read_farms_by_id(&self, ids: &[FarmId]) -> Result<Vec<Farm>, StoreError>;
}

/// Reads one farm.
#[async_trait]
pub trait ReadFarm: Send + Sync {
    /// The farm, where there is one.
    async fn read_farm(&self, id: &FarmId) -> Result<Option<Farm>, StoreError>;
}

/// Reads a farm's hierarchy.
#[async_trait]
pub trait ReadTree: Send + Sync {
    /// Every entity of the farm, consistently; none where there is no such farm.
    async fn read_tree(&self, farm: &FarmId) -> Result<Vec<Entity>, StoreError>;
}

/// Reads one entity.
#[async_trait]
pub trait ReadEntity: Send + Sync {
    /// The entity of this farm, where there is one.
    async fn read_entity(&self, farm: &FarmId, id: &EntityId) -> Result<Option<Entity>, StoreError>;
}

/// Reads some entities of a farm.
#[async_trait]
pub trait ReadEntities: Send + Sync {
    /// Those of `ids` that the farm has, in any order and number.
    async fn read_entities(&self, farm: &FarmId, ids: &[EntityId]) -> Result<Vec<Entity>, StoreError>;
}

/// Reads the places of things.
#[async_trait]
pub trait ReadPlaces: Send + Sync {
    /// The places of those of `things` that have one, consistently.
    async fn read_places(&self, things: &[ThingName]) -> Result<Vec<Place>, StoreError>;
}

/// Writes changes of farms, entities, places and members, all or none.
#[async_trait]
pub trait CommitEntityChanges: Send + Sync {
    /// Writes `changes` if nothing they were made from has changed, else answers [`StoreError::Conflict`]. A request that
    /// was answered before changes nothing and brings its old answer.
    async fn commit_entity_changes(&self, changes: &EntityChanges) -> Result<Outcome, StoreError>;
}

/// Reads one member of a farm.
#[async_trait]
pub trait ReadMember: Send + Sync {
    /// The member, where there is one.
    async fn read_member(&self, farm: &FarmId, user: &UserId) -> Result<Option<Member>, StoreError>;
}

/// Reads the members of a farm.
#[async_trait]
pub trait ReadMembers: Send + Sync {
    /// All of them.
    async fn read_members(&self, farm: &FarmId) -> Result<Vec<Member>, StoreError>;
}

/// Reads a farm with its members, in one query.
#[async_trait]
pub trait ReadFarmWithMembers: Send + Sync {
    /// The farm, where there is one, and all of its members.
    async fn read_farm_with_members(&self, farm: &FarmId) -> Result<(Option<Farm>, Vec<Member>), StoreError>;
}

/// Reads all that a farm is, in one query.
#[async_trait]
pub trait ReadWholeFarm: Send + Sync {
    /// The farm, where there is one, every entity of it, and all of its members.
    async fn read_whole_farm(
        &self,
        farm: &FarmId,
    ) -> Result<(Option<Farm>, Vec<Entity>, Vec<Member>), StoreError>;
}

/// Reads the farms of a person.
#[async_trait]
pub trait ReadMemberships: Send + Sync {
    /// All of them; at most [`super::member::MAX_FARMS_OF_A_USER`] are granted.
    async fn read_memberships(&self, user: &UserId) -> Result<Vec<Membership>, StoreError>;
}

/// Reads some farms and what one person is on each, consistently and in one call.
#[async_trait]
pub trait ReadFarmsWithMember: Send + Sync {
    /// Those of `ids` that exist, and the person's memberships there; at most 50 are asked for.
    async fn read_farms_with_member(
        &self,
        ids: &[FarmId],
        user: &UserId,
    ) -> Result<(Vec<Farm>, Vec<Member>), StoreError>;
}

/// Reads what is wrong on a farm: one query of its part of `EntityAlarmIndicatorIndex`.
#[async_trait]
pub trait ReadIndicators: Send + Sync {
    /// The places of the farm that show something, all of them, or those at or below the path `under`. They lag a little
    /// behind the table. A path that merely begins with `under` is not below it (`super::path::is_at_or_below`).
    async fn read_indicators(&self, farm: &FarmId, under: Option<&str>) -> Result<Vec<Place>, StoreError>;
}

/// Reads some farms' rows of the fleet's list.
#[async_trait]
pub trait ReadFarmIndicators: Send + Sync {
    /// The rows of those of `farms` that have one; at most 100 are asked for. They lag a little behind the alarms.
    async fn read_farm_indicators(&self, farms: &[FarmId]) -> Result<Vec<FarmIndicator>, StoreError>;
}

/// Reads the fleet's list of farms.
#[async_trait]
pub trait ReadFleet: Send + Sync {
    /// A page of at most `limit` farms, from `cursor` on.
    async fn read_fleet(&self, limit: u32, cursor: Option<String>)
    -> Result<Page<FarmIndicator>, StoreError>;
}

/// Reads what a farm's row in the fleet's list is made from.
#[async_trait]
pub trait ReadFarmRollUp: Send + Sync {
    /// The roll-up, consistently, where there is one yet.
    async fn read_farm_roll_up(&self, farm: &FarmId) -> Result<Option<FarmRollUp>, StoreError>;
}

/// Writes a farm's roll-up together with its row in the fleet's list.
#[async_trait]
pub trait WriteFarmRollUp: Send + Sync {
    /// Writes `next` and its indicator, if the roll-up still has the version `from` (0: there is none), else answers
    /// [`StoreError::Conflict`].
    async fn write_farm_roll_up(&self, from: u64, next: &FarmRollUp) -> Result<(), StoreError>;
}
