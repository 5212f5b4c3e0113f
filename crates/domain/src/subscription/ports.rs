//! What subscriptions need from outside, one small trait an operation.

use std::collections::HashMap;

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Failure, Filter, Reach, SubscribeError, SubscriptionId, Target, TopicSubscription};
pub use crate::alarm::ports::StoreError;
use crate::entity::{Channel, Member};
use crate::idempotency::{Outcome, Record};
use crate::names::{FarmId, UserId};

/// Reads a person's own memberships.
#[async_trait]
pub trait ReadOwnMembers: Send + Sync {
    /// The person as a member of those of `farms` where they are one, consistently; at most 100 are asked for.
    async fn read_own_members(&self, user: &UserId, farms: &[FarmId]) -> Result<Vec<Member>, StoreError>;
}

/// Subscribes to the topic.
#[async_trait]
pub trait SubscribeToTopic: Send + Sync {
    /// Subscribes `target` with `filter`. The same again is the same subscription.
    async fn subscribe_to_topic(
        &self,
        target: &Target,
        filter: &Filter,
    ) -> Result<SubscriptionId, SubscribeError>;
}

/// Unsubscribes from the topic.
#[async_trait]
pub trait UnsubscribeFromTopic: Send + Sync {
    /// Ends the subscription; one that is gone is ended.
    async fn unsubscribe_from_topic(&self, id: &SubscriptionId) -> Result<(), StoreError>;
}

/// Reads a person's subscriptions.
#[async_trait]
pub trait ReadSubscriptions: Send + Sync {
    /// All of them, consistently.
    async fn read_subscriptions(&self, user: &UserId) -> Result<Vec<TopicSubscription>, StoreError>;
}

/// Remembers whose a subscription is.
#[async_trait]
pub trait KeepSubscription: Send + Sync {
    /// Writes it, with the request that may be repeated. One that is another person's is [`StoreError::Conflict`].
    async fn keep_subscription(
        &self,
        user: &UserId,
        subscription: &TopicSubscription,
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError>;
}

/// Forgets a subscription.
#[async_trait]
pub trait ForgetSubscription: Send + Sync {
    /// Removes it; one that is not this person's is [`StoreError::Conflict`].
    async fn forget_subscription(&self, user: &UserId, id: &SubscriptionId) -> Result<(), StoreError>;
}

/// Notes whether a channel worked.
#[async_trait]
pub trait NoteReach: Send + Sync {
    /// At `at` the person's channel took a message, or failed so.
    async fn note_reach(
        &self,
        user: &UserId,
        channel: Channel,
        at: Timestamp,
        failure: Option<Failure>,
    ) -> Result<(), StoreError>;
}

/// Reads whose channels work.
#[async_trait]
pub trait ReadReach: Send + Sync {
    /// What was seen of the channels of those of `users` who were ever told anything.
    async fn read_reach(&self, users: &[UserId]) -> Result<HashMap<UserId, Vec<Reach>>, StoreError>;
}
