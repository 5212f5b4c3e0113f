//! Whose the subscriptions to the topic are: SNS itself knows no persons.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::idempotency::{Outcome, Record};
use valmetal_domain::names::UserId;
use valmetal_domain::subscription::ports::{ForgetSubscription, KeepSubscription, ReadSubscriptions};
use valmetal_domain::subscription::{SubscriptionId, TopicSubscription};

use super::item;
use super::keys::{self, SUBSCRIPTION_PREFIX};
use super::table::{self, Table};
use super::transaction::{Guard, Transaction};

/// Keeps subscriptions, each on its person's side and, so that no two persons have the same one, under its own id.
///
/// | IAM on `EntityHierarchy` | what needs it |
/// | --- | --- |
/// | `dynamodb:Query` | [`ReadSubscriptions`] |
/// | `dynamodb:PutItem`, also on `Idempotency` | [`KeepSubscription`] |
/// | `dynamodb:DeleteItem` | [`ForgetSubscription`] |
#[derive(Debug, Clone)]
pub struct Subscriptions {
    entities: Table,
    request_table: Option<String>,
}

impl Subscriptions {
    /// The subscriptions in this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { entities: Table::new(client, entity_table), request_table: None }
    }

    /// The same, with the answers of requests that may be repeated.
    #[must_use]
    pub fn with_requests(mut self, request_table: impl Into<String>) -> Self {
        self.request_table = Some(request_table.into());
        self
    }
}

#[async_trait]
impl ReadSubscriptions for Subscriptions {
    async fn read_subscriptions(&self, user: &UserId) -> Result<Vec<TopicSubscription>, StoreError> {
        let query = self.entities.query_prefix(keys::user_partition(user), SUBSCRIPTION_PREFIX);
        item::read_all(&table::all(query).await?)
    }
}

#[async_trait]
impl KeepSubscription for Subscriptions {
    async fn keep_subscription(
        &self,
        user: &UserId,
        subscription: &TopicSubscription,
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError> {
        let mut transaction = Transaction::with_capacity(3);
        if let Some(request) = request {
            transaction.keep_request(self.request_table.as_deref(), request)?;
        }
        let none: Guard = 0.into();
        let own = item::write(keys::subscription(user, &subscription.id), subscription)?;
        let subscriber = item::write(keys::subscriber(&subscription.id), user)?;
        transaction.put_if(&self.entities.name, own, none)?;
        transaction.put_if(&self.entities.name, subscriber, none)?;
        transaction.write(&self.entities.client).await
    }
}

#[async_trait]
impl ForgetSubscription for Subscriptions {
    async fn forget_subscription(&self, user: &UserId, id: &SubscriptionId) -> Result<(), StoreError> {
        let mut transaction = Transaction::with_capacity(2);
        let there = Guard { version: None, role: None };
        transaction.delete_if(&self.entities.name, &keys::subscription(user, id), there)?;
        transaction.delete(&self.entities.name, &keys::subscriber(id))?;
        transaction.write(&self.entities.client).await.map(|_| ())
    }
}
