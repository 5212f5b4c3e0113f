//! `EntityAlarmIndicatorIndex`: what is wrong on a farm, and the fleet's list of farms.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::ports::{Page, ReadFarmRollUp, ReadFleet, ReadIndicators, WriteFarmRollUp};
use valmetal_domain::entity::{FarmIndicator, FarmRollUp, Place, path};
use valmetal_domain::names::FarmId;

use super::item::{self, Item, s};
use super::keys::{self, FLEET_SHARDS};
use super::table::{self, Table, page};
use super::transaction::Transaction;
use super::{cursor, records};

const INDEX: &str = "EntityAlarmIndicatorIndex";

/// Reads the index, which lags the table a little.
///
/// IAM: `dynamodb:Query` on `EntityAlarmIndicatorIndex` of `EntityHierarchy`.
#[derive(Debug, Clone)]
pub struct Indicators {
    entities: Table,
}

impl Indicators {
    /// The index of this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { entities: Table::new(client, entity_table) }
    }

    /// A page of at most `limit` rows of one part of the fleet's list.
    async fn fleet_page(
        &self,
        shard: u8,
        limit: u32,
        start: Option<Item>,
    ) -> Result<(Vec<Item>, Option<Item>), StoreError> {
        let query = self
            .entities
            .query()
            .index_name(INDEX)
            .key_condition_expression("indicatorPartition = :fleet")
            .expression_attribute_values(":fleet", s(keys::fleet_partition(shard)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(start);
        page(query).await
    }
}

#[async_trait]
impl ReadIndicators for Indicators {
    async fn read_indicators(&self, farm: &FarmId, under: Option<&str>) -> Result<Vec<Place>, StoreError> {
        let query = self.entities.query().index_name(INDEX);
        let query = match under {
            Some(top) => query
                .key_condition_expression("indicatorPartition = :farm AND begins_with(indicatorPath, :top)")
                .expression_attribute_values(":top", s(top)),
            None => query.key_condition_expression("indicatorPartition = :farm"),
        };
        let query = query.expression_attribute_values(":farm", s(keys::farm_partition(farm)));
        let mut places: Vec<Place> = item::read_all(&table::all(query).await?)?;
        if let Some(top) = under {
            places.retain(|place| path::is_at_or_below(&place.path, top));
        }
        Ok(places)
    }
}

#[async_trait]
impl ReadFleet for Indicators {
    async fn read_fleet(
        &self,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<Page<FarmIndicator>, StoreError> {
        let (mut shard, mut start) = match cursor {
            Some(cursor) => cursor::read_fleet(&cursor)?,
            None => (0, None),
        };
        let mut farms = Vec::new();
        while shard < FLEET_SHARDS {
            let left = limit.saturating_sub(u32::try_from(farms.len()).unwrap_or(u32::MAX));
            if left == 0 {
                return Ok((item::read_all(&farms)?, Some(cursor::write_fleet(shard, start.as_ref()))));
            }
            let (items, next) = self.fleet_page(shard, left, start).await?;
            farms.extend(items);
            shard += u8::from(next.is_none());
            start = next;
        }
        Ok((item::read_all(&farms)?, None))
    }
}

/// Keeps a farm's row in the fleet's list, and what it is made from.
///
/// IAM on `EntityHierarchy`: `dynamodb:GetItem`; [`WriteFarmRollUp`] also `dynamodb:PutItem` and
/// `dynamodb:ConditionCheckItem`.
#[derive(Debug, Clone)]
pub struct FarmRollUps {
    entities: Table,
}

impl FarmRollUps {
    /// The roll-ups in this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { entities: Table::new(client, entity_table) }
    }
}

#[async_trait]
impl ReadFarmRollUp for FarmRollUps {
    async fn read_farm_roll_up(&self, farm: &FarmId) -> Result<Option<FarmRollUp>, StoreError> {
        self.entities.get(&keys::roll_up(farm)).await?.as_ref().map(item::read).transpose()
    }
}

#[async_trait]
impl WriteFarmRollUp for FarmRollUps {
    async fn write_farm_roll_up(&self, from: u64, next: &FarmRollUp) -> Result<(), StoreError> {
        let mut transaction = Transaction::with_capacity(2);
        transaction.put_if(&self.entities.name, records::roll_up(next)?, from)?;
        transaction.put(&self.entities.name, records::farm_indicator(&next.indicator())?)?;
        transaction.require(&self.entities.name, &keys::farm(&next.farm_id))?;
        match transaction.write(&self.entities.client).await {
            Ok(_) => Ok(()),
            // The farm was deleted while the stream told of its last things: there is no row to write any more.
            Err(StoreError::Conflict) if self.entities.get(&keys::farm(&next.farm_id)).await?.is_none() => {
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}
