//! SNS: text messages to phones, and the topic that teams and other systems subscribe to.

use async_trait::async_trait;
use aws_sdk_sns::Client;
use aws_sdk_sns::operation::unsubscribe::UnsubscribeError;
use aws_sdk_sns::types::MessageAttributeValue;
use aws_smithy_types::retry::RetryConfig;
use serde_json::json;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::contact::PhoneNumber;
use valmetal_domain::notification::ports::{PublishTopic, SendSms};
use valmetal_domain::notification::{SendError, TopicMessage};
use valmetal_domain::subscription::ports::{SubscribeToTopic, UnsubscribeFromTopic};
use valmetal_domain::subscription::{Filter, SubscribeError, SubscriptionId, Target};

use crate::error::{CallFailed, send_error, store_error, unbuildable_message};

const PUBLISH: &str = "sns:Publish";

/// Sends text messages to phones.
///
/// IAM: `sns:Publish` on phone numbers, that is, on everything but topics (`NotResource: arn:aws:sns:*:*:*`).
#[derive(Debug, Clone)]
pub struct TextMessages {
    client: Client,
}

impl TextMessages {
    /// Text messages by the account's settings.
    pub fn new(client: &Client) -> Self {
        Self { client: once(client) }
    }
}

#[async_trait]
impl SendSms for TextMessages {
    async fn send_sms(&self, to: &PhoneNumber, text: &str) -> Result<(), SendError> {
        // Without this, an account whose default is promotional delivers when it is cheap.
        let transactional = attribute("Transactional")?;
        self.client
            .publish()
            .phone_number(to.as_str())
            .message(text)
            .message_attributes("AWS.SNS.SMS.SMSType", transactional)
            .send()
            .await
            .map_err(|error| send_error(PUBLISH, error))?;
        Ok(())
    }
}

/// Publishes to the topic `equipment-alarms`: text for mailboxes, JSON for queues, functions and web hooks.
///
/// IAM: `sns:Publish` on the topic.
#[derive(Debug, Clone)]
pub struct Topic {
    client: Client,
    arn: String,
}

impl Topic {
    /// The topic with this ARN.
    pub fn new(client: &Client, arn: impl Into<String>) -> Self {
        Self { client: once(client), arn: arn.into() }
    }
}

#[async_trait]
impl PublishTopic for Topic {
    async fn publish_topic(&self, message: &TopicMessage) -> Result<(), SendError> {
        let data = message.json.to_string();
        let by_protocol = json!({
            "default": message.text, "sqs": data, "lambda": data, "http": data, "https": data, "firehose": data,
        });
        let mut publish = self
            .client
            .publish()
            .topic_arn(&self.arn)
            .subject(&message.subject)
            .message_structure("json")
            .message(by_protocol.to_string());
        for (name, value) in &message.attributes {
            publish = publish.message_attributes(*name, attribute(value)?);
        }
        publish.send().await.map_err(|error| send_error(PUBLISH, error))?;
        Ok(())
    }
}

/// The subscriptions to the topic.
///
/// IAM on the topic: [`SubscribeToTopic`] `sns:Subscribe`, [`UnsubscribeFromTopic`] `sns:Unsubscribe`.
#[derive(Debug, Clone)]
pub struct TopicSubscriptions {
    client: Client,
    arn: String,
}

impl TopicSubscriptions {
    /// Those to the topic with this ARN.
    pub fn new(client: Client, arn: impl Into<String>) -> Self {
        Self { client, arn: arn.into() }
    }
}

#[async_trait]
impl SubscribeToTopic for TopicSubscriptions {
    async fn subscribe_to_topic(
        &self,
        target: &Target,
        filter: &Filter,
    ) -> Result<SubscriptionId, SubscribeError> {
        const SUBSCRIBE: &str = "sns:Subscribe";
        let subscribed = self
            .client
            .subscribe()
            .topic_arn(&self.arn)
            .protocol(target.protocol())
            .endpoint(target.endpoint())
            .attributes("FilterPolicy", filter.policy().to_string())
            // Also of a mailbox that has not consented yet.
            .return_subscription_arn(true)
            .send()
            .await
            .map_err(|error| {
                if error.as_service_error().is_some_and(|error| {
                    error.is_filter_policy_limit_exceeded_exception()
                        || error.is_subscription_limit_exceeded_exception()
                }) {
                    return SubscribeError::Full;
                }
                match store_error(SUBSCRIBE, error) {
                    StoreError::Refused(why) if why.to_string().contains("already exists") => {
                        SubscribeError::Taken
                    }
                    StoreError::Refused(why) => SubscribeError::Refused(why.to_string()),
                    other => other.into(),
                }
            })?;
        let id = subscribed.subscription_arn().and_then(|arn| arn.rsplit(':').next());
        id.and_then(SubscriptionId::parse).ok_or_else(|| {
            let detail = "an answer without a subscription";
            StoreError::Unavailable(CallFailed::new(SUBSCRIBE, detail).into()).into()
        })
    }
}

#[async_trait]
impl UnsubscribeFromTopic for TopicSubscriptions {
    async fn unsubscribe_from_topic(&self, id: &SubscriptionId) -> Result<(), StoreError> {
        let arn = format!("{}:{}", self.arn, id.as_str());
        match self.client.unsubscribe().subscription_arn(arn).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.as_service_error().is_some_and(UnsubscribeError::is_not_found_exception) => {
                Ok(())
            }
            Err(error) => Err(store_error("sns:Unsubscribe", error)),
        }
    }
}

fn attribute(value: &str) -> Result<MessageAttributeValue, SendError> {
    let attribute = MessageAttributeValue::builder().data_type("String").string_value(value).build();
    attribute.map_err(|error| unbuildable_message(&error))
}

/// The same client, which tries every call once: a message whose answer was lost would go out twice.
fn once(client: &Client) -> Client {
    Client::from_conf(client.config().to_builder().retry_config(RetryConfig::disabled()).build())
}
