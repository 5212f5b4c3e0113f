//! Mail: SES sends in the name of verified senders only. On AWS an operator verifies theirs once.

use anyhow::Result;
use aws_sdk_sesv2::{Client, operation::create_email_identity::CreateEmailIdentityError};
use aws_types::SdkConfig;

use super::aws::Explain as _;

/// Who sends the mails: the template's parameter `MailFrom`.
pub(crate) const SENDER: &str = "alarms@valmetal.example";

/// Verifies the sender; one that is verified stays so.
///
/// # Errors
/// When SES refuses.
pub(crate) async fn verify(config: &SdkConfig) -> Result<()> {
    let verified = Client::new(config).create_email_identity().email_identity(SENDER).send().await;
    let is_known = |error: &CreateEmailIdentityError| error.is_already_exists_exception();
    match verified {
        Err(error) if error.as_service_error().is_some_and(is_known) => Ok(()),
        verified => verified.explain("the sender of mails cannot be verified").map(|_| ()),
    }
}
