//! SES: mail.

use async_trait::async_trait;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message};
use aws_smithy_types::retry::RetryConfig;
use valmetal_domain::entity::contact::MailAddress;
use valmetal_domain::notification::ports::SendMail;
use valmetal_domain::notification::{Mail, SendError};

use crate::error::{send_error, unbuildable_message};

const SEND: &str = "ses:SendEmail";

/// Sends plain-text mails from one address.
///
/// IAM: `ses:SendEmail` on the identity of that address.
#[derive(Debug, Clone)]
pub struct Mails {
    client: Client,
    from: String,
}

impl Mails {
    /// Mails from this address, which SES has verified.
    pub fn new(client: &Client, from: impl Into<String>) -> Self {
        Self { client: once(client), from: from.into() }
    }
}

#[async_trait]
impl SendMail for Mails {
    async fn send_mail(&self, to: &MailAddress, mail: &Mail) -> Result<(), SendError> {
        let text = |data: &str| {
            let content = Content::builder().data(data).charset("UTF-8").build();
            content.map_err(|error| unbuildable_message(&error))
        };
        let message = Message::builder()
            .subject(text(&mail.subject)?)
            .body(Body::builder().text(text(&mail.body)?).build())
            .build();
        self.client
            .send_email()
            .from_email_address(&self.from)
            .destination(Destination::builder().to_addresses(to.as_str()).build())
            .content(EmailContent::builder().simple(message).build())
            .send()
            .await
            .map_err(|error| send_error(SEND, error))?;
        Ok(())
    }
}

/// The same client, which tries every call once: a message whose answer was lost would go out twice.
fn once(client: &Client) -> Client {
    Client::from_conf(client.config().to_builder().retry_config(RetryConfig::disabled()).build())
}
