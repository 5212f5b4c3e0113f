//! Whether people's channels work.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::Channel;
use valmetal_domain::names::UserId;
use valmetal_domain::subscription::ports::{NoteReach, ReadReach};
use valmetal_domain::subscription::{Failure, Reach};

use super::item::{self, Item, s};
use super::keys::{self, PK};
use super::table::Table;
use super::times;
use crate::error::store_error;

const CHANNELS: [Channel; 3] = [Channel::Mail, Channel::Sms, Channel::Push];

/// Keeps an item a person, with attributes of each channel: two messages by two channels change none of each other's.
///
/// IAM on `EntityHierarchy`: [`NoteReach`] `dynamodb:UpdateItem`, [`ReadReach`] `dynamodb:BatchGetItem`.
#[derive(Debug, Clone)]
pub struct Reaches {
    entities: Table,
}

impl Reaches {
    /// What was seen, in this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { entities: Table::new(client, entity_table) }
    }
}

#[async_trait]
impl NoteReach for Reaches {
    async fn note_reach(
        &self,
        user: &UserId,
        channel: Channel,
        at: Timestamp,
        failure: Option<Failure>,
    ) -> Result<(), StoreError> {
        let mut update = self
            .entities
            .client
            .update_item()
            .table_name(&self.entities.name)
            .set_key(Some(keys::reach(user).attributes()))
            .expression_attribute_values(":at", s(times::sortable(at)));
        update = match failure {
            None => update
                .update_expression("SET #worked = :at")
                .expression_attribute_names("#worked", attribute(channel, "WorkedAt")),
            Some(failure) => update
                .update_expression("SET #failed = :at, #failure = :failure")
                .expression_attribute_names("#failed", attribute(channel, "FailedAt"))
                .expression_attribute_names("#failure", attribute(channel, "Failure"))
                .expression_attribute_values(":failure", item::write_value(&failure)?),
        };
        update.send().await.map_err(|error| store_error("dynamodb:UpdateItem", error))?;
        Ok(())
    }
}

#[async_trait]
impl ReadReach for Reaches {
    async fn read_reach(&self, users: &[UserId]) -> Result<HashMap<UserId, Vec<Reach>>, StoreError> {
        let keys: HashSet<_> = users.iter().map(keys::reach).collect();
        let mut found = HashMap::with_capacity(users.len());
        for item in self.entities.get_all(keys).await? {
            let user = item::text(&item, PK).and_then(|pk| pk.strip_prefix("USER#"));
            if let Some(user) = user.and_then(|user| UserId::new(user).ok()) {
                let of_channels = CHANNELS.map(|channel| read(&item, channel));
                found.insert(user, of_channels.into_iter().collect::<Result<_, _>>()?);
            }
        }
        Ok(found)
    }
}

fn read(item: &Item, channel: Channel) -> Result<Reach, StoreError> {
    let time = |what| item::text(item, &attribute(channel, what)).and_then(|at| at.parse().ok());
    let failure = item.get(&attribute(channel, "Failure")).cloned();
    Ok(Reach {
        channel,
        worked_at: time("WorkedAt"),
        failed_at: time("FailedAt"),
        failure: failure.map(item::read_value).transpose()?,
    })
}

fn attribute(channel: Channel, what: &str) -> String {
    format!("{}{what}", channel.as_str())
}
