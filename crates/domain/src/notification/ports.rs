//! What telling people needs from outside, one small trait an operation. Who belongs to a farm is read by
//! [`crate::entity::ports::ReadMembers`].

use async_trait::async_trait;

use super::{Claim, ClaimKey, Mail, PushPayload, SendError, Settlement, TopicMessage};
pub use crate::alarm::ports::StoreError;
use crate::entity::Channel;
use crate::entity::contact::{MailAddress, PhoneNumber, PushSubscription};
use crate::names::UserId;

/// Claims a message before it is sent.
#[async_trait]
pub trait ClaimMessage: Send + Sync {
    /// Claims it by one conditional write ([`super::Delivery::may_claim`] is the condition), which leaves it
    /// [`Settlement::Open`]. Where it may not be claimed any more, says how it was settled.
    async fn claim_message(&self, claim: &Claim) -> Result<Claimed, StoreError>;
}

/// How a claim ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimed {
    /// The caller sends it.
    Ours,
    /// It is not to be sent again; this became of it.
    Settled(Settlement),
}

/// Says what became of a claimed message.
#[async_trait]
pub trait SettleMessage: Send + Sync {
    /// Writes it onto the claim.
    async fn settle_message(&self, key: &ClaimKey, settlement: Settlement) -> Result<(), StoreError>;
}

/// Reads who was told of an occurrence.
#[async_trait]
pub trait ReadTold: Send + Sync {
    /// Everybody who was told of this occurrence by any of its escalations, with each channel that was sent or is open.
    async fn read_told(
        &self,
        condition_id: &str,
        occurrence: u64,
    ) -> Result<Vec<(UserId, Channel)>, StoreError>;
}

/// Sends a mail.
#[async_trait]
pub trait SendMail: Send + Sync {
    /// Sends it to one person.
    async fn send_mail(&self, to: &MailAddress, mail: &Mail) -> Result<(), SendError>;
}

/// Sends a text message.
#[async_trait]
pub trait SendSms: Send + Sync {
    /// Sends it to one phone.
    async fn send_sms(&self, to: &PhoneNumber, text: &str) -> Result<(), SendError>;
}

/// Sends a web push message.
#[async_trait]
pub trait SendPush: Send + Sync {
    /// Sends it to one browser; one that is gone is [`SendError::Gone`].
    async fn send_push(&self, to: &PushSubscription, payload: &PushPayload) -> Result<(), SendError>;
}

/// Publishes to the topic `equipment-alarms`.
#[async_trait]
pub trait PublishTopic: Send + Sync {
    /// Publishes it once; who gets it is decided by the subscriptions' filters.
    async fn publish_topic(&self, message: &TopicMessage) -> Result<(), SendError>;
}
