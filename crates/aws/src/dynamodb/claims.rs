//! The claims to messages: who was told what.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde::{Deserialize, Serialize};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::Channel;
use valmetal_domain::names::UserId;
use valmetal_domain::notification::ports::{ClaimMessage, Claimed, ReadTold, SettleMessage};
use valmetal_domain::notification::{Addressee, Claim, ClaimKey, Delivery, Settlement};

use super::item::{self, Item, s};
use super::keys::{self, Key};
use super::table::{self, Table};
use super::times;
use crate::error::store_error;

/// Keeps claims.
///
/// | IAM on `Alarms` | what needs it |
/// | --- | --- |
/// | `dynamodb:PutItem` | [`ClaimMessage`] |
/// | `dynamodb:UpdateItem` | [`SettleMessage`] |
/// | `dynamodb:Query` | [`ReadTold`] |
#[derive(Debug, Clone)]
pub struct Claims {
    alarms: Table,
}

impl Claims {
    /// The claims in this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

/// What a claim's item says beside its key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stored {
    settlement: Settlement,
    /// The person; none for the topic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<Channel>,
}

#[async_trait]
impl ClaimMessage for Claims {
    async fn claim_message(&self, claim: &Claim) -> Result<Claimed, StoreError> {
        let condition = match claim.delivery {
            Delivery::AtMostOnce => "attribute_not_exists(pk) OR settlement = :notSent",
            Delivery::AtLeastOnce => "attribute_not_exists(pk) OR settlement IN (:notSent, :open)",
        };
        let mut put = self
            .alarms
            .client
            .put_item()
            .table_name(&self.alarms.name)
            .set_item(Some(open(claim)?))
            .condition_expression(condition)
            .expression_attribute_values(":notSent", item::write_value(&Settlement::NotSent)?)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if claim.delivery == Delivery::AtLeastOnce {
            put = put.expression_attribute_values(":open", item::write_value(&Settlement::Open)?);
        }
        match put.send().await {
            Ok(_) => Ok(Claimed::Ours),
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    let known: Stored = item::read_attributes(failed.item.clone().unwrap_or_default())?;
                    Ok(Claimed::Settled(known.settlement))
                }
                _ => Err(store_error("dynamodb:PutItem", error)),
            },
        }
    }
}

#[async_trait]
impl SettleMessage for Claims {
    async fn settle_message(&self, key: &ClaimKey, settlement: Settlement) -> Result<(), StoreError> {
        let settled = self
            .alarms
            .client
            .update_item()
            .table_name(&self.alarms.name)
            .set_key(Some(claim_key(key).attributes()))
            .update_expression("SET settlement = :settlement")
            .condition_expression("attribute_exists(pk) AND settlement <> :sent")
            .expression_attribute_values(":settlement", item::write_value(&settlement)?)
            .expression_attribute_values(":sent", item::write_value(&Settlement::Sent)?)
            .send()
            .await
            .map_err(|error| store_error("dynamodb:UpdateItem", error));
        match settled {
            // Of two who sent it, one already said so; or the claim's time is over.
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

#[async_trait]
impl ReadTold for Claims {
    async fn read_told(
        &self,
        condition_id: &str,
        occurrence: u64,
    ) -> Result<Vec<(UserId, Channel)>, StoreError> {
        let query = self
            .alarms
            .query()
            .consistent_read(true)
            .key_condition_expression("pk = :claims")
            .expression_attribute_values(":claims", s(keys::claim_partition(condition_id, occurrence)));
        let mut told: Vec<(UserId, Channel)> = Vec::new();
        for item in table::all(query).await? {
            let claim: Stored = item::read_attributes(item)?;
            let person = claim.user_id.zip(claim.channel);
            if matches!(claim.settlement, Settlement::Sent | Settlement::Open) {
                told.extend(person.filter(|person| !told.contains(person)));
            }
        }
        Ok(told)
    }
}

/// The item of a claim whose message is about to be sent.
fn open(claim: &Claim) -> Result<Item, StoreError> {
    let (user_id, channel) = match &claim.key.to {
        Addressee::Person(user, channel) => (Some(user.clone()), Some(*channel)),
        Addressee::Topic => (None, None),
    };
    let mut item = claim_key(&claim.key).into_attributes();
    item.extend(item::write_attributes(&Stored { settlement: Settlement::Open, user_id, channel })?);
    item.insert("at".to_owned(), s(times::sortable(claim.at)));
    item.insert("expiresAt".to_owned(), times::epoch_seconds(claim.expires_at));
    Ok(item)
}

fn claim_key(key: &ClaimKey) -> Key {
    let ClaimKey { escalation, step, to } = key;
    let to = match to {
        Addressee::Person(user, channel) => format!("{user}#{}", channel.as_str()),
        Addressee::Topic => "topic".to_owned(),
    };
    Key {
        pk: keys::claim_partition(&escalation.condition_id, escalation.occurrence),
        sk: format!("{}#{step}#{to}", escalation.generation),
    }
}
