//! Reading farms, their hierarchies, their people and where things stand.

use std::collections::HashSet;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::ports::{
    Page, ReadEntities, ReadEntity, ReadFarm, ReadFarmIndicators, ReadFarmWithMembers, ReadFarms,
    ReadFarmsById, ReadFarmsWithMember, ReadMember, ReadMembers, ReadMemberships, ReadPlaces, ReadTree,
    ReadWholeFarm,
};
use valmetal_domain::entity::{Entity, Farm, FarmIndicator, Member, Membership, Place};
use valmetal_domain::names::{EntityId, FarmId, ThingName, UserId};
use valmetal_domain::subscription::ports::ReadOwnMembers;

use super::item::{self, Item, s};
use super::keys::{self, AFTER_MEMBERS, ENTITY_PREFIX, FARM, FARM_PREFIX, FARMS, Key, MEMBER_PREFIX, PK, SK};
use super::table::{self, Table, page};

/// Reads `EntityHierarchy`, consistently.
///
/// | IAM on `EntityHierarchy` | what needs it |
/// | --- | --- |
/// | `dynamodb:GetItem` | [`ReadFarm`], [`ReadEntity`], [`ReadMember`] |
/// | `dynamodb:BatchGetItem` | [`ReadFarmsById`], [`ReadEntities`], [`ReadPlaces`], [`ReadOwnMembers`] |
/// | `dynamodb:Query` | [`ReadFarms`], [`ReadTree`], [`ReadMembers`], [`ReadMemberships`], [`ReadFarmWithMembers`], [`ReadWholeFarm`] |
#[derive(Debug, Clone)]
pub struct FarmReader {
    entities: Table,
}

impl FarmReader {
    /// A reader of this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { entities: Table::new(client, entity_table) }
    }

    /// A farm, its entities and its members, where their sort keys are `first` or later.
    async fn read_farm_from(
        &self,
        farm: &FarmId,
        first: &str,
    ) -> Result<(Option<Farm>, Vec<Entity>, Vec<Member>), StoreError> {
        let query = self.entities.query_range(keys::farm_partition(farm), first, AFTER_MEMBERS);
        let items = table::all(query).await?;
        let begins = |item: &Item, prefix| item::text(item, SK).is_some_and(|sk| sk.starts_with(prefix));
        let (entities, rest): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| begins(item, ENTITY_PREFIX));
        // What is left over is the row of the fleet's list.
        let (members, rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|item| begins(item, MEMBER_PREFIX));
        let farm = rest.iter().find(|item| item::text(item, SK) == Some(FARM));
        Ok((farm.map(item::read).transpose()?, item::read_all(&entities)?, item::read_all(&members)?))
    }
}

#[async_trait]
impl ReadFarms for FarmReader {
    async fn read_farms(&self, limit: u32, cursor: Option<String>) -> Result<Page<Farm>, StoreError> {
        let start = cursor.map(|sk| Key { pk: FARMS.to_owned(), sk }.attributes());
        let query = self
            .entities
            .query()
            .consistent_read(true)
            .key_condition_expression("pk = :farms")
            .expression_attribute_values(":farms", s(FARMS))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start);
        let (items, next) = page(query).await?;
        let next = next.and_then(|key| item::text(&key, SK).map(str::to_owned));
        Ok((item::read_all(&items)?, next))
    }
}

#[async_trait]
impl ReadFarmsById for FarmReader {
    async fn read_farms_by_id(&self, ids: &[FarmId]) -> Result<Vec<Farm>, StoreError> {
        item::read_all(&self.entities.get_all(ids.iter().map(keys::farm).collect()).await?)
    }
}

#[async_trait]
impl ReadFarmIndicators for FarmReader {
    async fn read_farm_indicators(&self, farms: &[FarmId]) -> Result<Vec<FarmIndicator>, StoreError> {
        item::read_all(&self.entities.get_all(farms.iter().map(keys::farm_indicator).collect()).await?)
    }
}

#[async_trait]
impl ReadFarm for FarmReader {
    async fn read_farm(&self, id: &FarmId) -> Result<Option<Farm>, StoreError> {
        self.entities.get(&keys::farm(id)).await?.as_ref().map(item::read).transpose()
    }
}

#[async_trait]
impl ReadTree for FarmReader {
    async fn read_tree(&self, farm: &FarmId) -> Result<Vec<Entity>, StoreError> {
        let query = self.entities.query_prefix(keys::farm_partition(farm), ENTITY_PREFIX);
        item::read_all(&table::all(query).await?)
    }
}

#[async_trait]
impl ReadEntity for FarmReader {
    async fn read_entity(&self, farm: &FarmId, id: &EntityId) -> Result<Option<Entity>, StoreError> {
        self.entities.get(&keys::entity(farm, id)).await?.as_ref().map(item::read).transpose()
    }
}

#[async_trait]
impl ReadEntities for FarmReader {
    async fn read_entities(&self, farm: &FarmId, ids: &[EntityId]) -> Result<Vec<Entity>, StoreError> {
        let keys: HashSet<Key> = ids.iter().map(|id| keys::entity(farm, id)).collect();
        item::read_all(&self.entities.get_all(keys).await?)
    }
}

#[async_trait]
impl ReadPlaces for FarmReader {
    async fn read_places(&self, things: &[ThingName]) -> Result<Vec<Place>, StoreError> {
        item::read_all(&self.entities.get_all(things.iter().map(keys::place).collect()).await?)
    }
}

#[async_trait]
impl ReadMember for FarmReader {
    async fn read_member(&self, farm: &FarmId, user: &UserId) -> Result<Option<Member>, StoreError> {
        self.entities.get(&keys::member(farm, user)).await?.as_ref().map(item::read).transpose()
    }
}

#[async_trait]
impl ReadMembers for FarmReader {
    async fn read_members(&self, farm: &FarmId) -> Result<Vec<Member>, StoreError> {
        let query = self.entities.query_prefix(keys::farm_partition(farm), MEMBER_PREFIX);
        item::read_all(&table::all(query).await?)
    }
}

#[async_trait]
impl ReadFarmWithMembers for FarmReader {
    async fn read_farm_with_members(&self, id: &FarmId) -> Result<(Option<Farm>, Vec<Member>), StoreError> {
        let (farm, _, members) = self.read_farm_from(id, FARM).await?;
        Ok((farm, members))
    }
}

#[async_trait]
impl ReadWholeFarm for FarmReader {
    async fn read_whole_farm(
        &self,
        id: &FarmId,
    ) -> Result<(Option<Farm>, Vec<Entity>, Vec<Member>), StoreError> {
        self.read_farm_from(id, ENTITY_PREFIX).await
    }
}

#[async_trait]
impl ReadOwnMembers for FarmReader {
    async fn read_own_members(&self, user: &UserId, farms: &[FarmId]) -> Result<Vec<Member>, StoreError> {
        let keys: HashSet<Key> = farms.iter().map(|farm| keys::member(farm, user)).collect();
        item::read_all(&self.entities.get_all(keys).await?)
    }
}

#[async_trait]
impl ReadMemberships for FarmReader {
    async fn read_memberships(&self, user: &UserId) -> Result<Vec<Membership>, StoreError> {
        let query = self.entities.query_prefix(keys::user_partition(user), FARM_PREFIX);
        item::read_all(&table::all(query).await?)
    }
}

#[async_trait]
impl ReadFarmsWithMember for FarmReader {
    async fn read_farms_with_member(
        &self,
        ids: &[FarmId],
        user: &UserId,
    ) -> Result<(Vec<Farm>, Vec<Member>), StoreError> {
        let farms = ids.iter().map(keys::farm);
        let members = ids.iter().map(|id| keys::member(id, user));
        let items = self.entities.get_all(farms.chain(members).collect()).await?;
        let (farms, members): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| item::text(item, PK) == Some(FARMS));
        Ok((item::read_all(&farms)?, item::read_all(&members)?))
    }
}
