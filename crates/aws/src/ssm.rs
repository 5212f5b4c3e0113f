//! SSM: secrets.

use aws_sdk_ssm::Client;
use valmetal_domain::alarm::ports::StoreError;

use crate::error::{CallFailed, store_error};

const GET: &str = "ssm:GetParameter";

/// A secret in an encrypted parameter.
///
/// IAM: `ssm:GetParameter` on the parameter, and `kms:Decrypt` where its key is not the account's own `aws/ssm`.
#[derive(Debug, Clone)]
pub struct SecureParameter {
    client: Client,
    name: String,
}

impl SecureParameter {
    /// The parameter of this name.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into() }
    }

    /// Its value.
    ///
    /// # Errors
    /// There is none, or it cannot be read now.
    pub async fn read(&self) -> Result<String, StoreError> {
        let answer = self.client.get_parameter().name(&self.name).with_decryption(true).send().await;
        let answer = answer.map_err(|error| store_error(GET, error))?;
        let value = answer.parameter.and_then(|parameter| parameter.value);
        value.ok_or_else(|| StoreError::Unavailable(CallFailed::new(GET, "an answer without a value").into()))
    }
}
