//! AppConfig's data plane.

use async_trait::async_trait;
use aws_sdk_appconfigdata::Client;
use tokio::sync::Mutex;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::catalogue::ports::FetchCatalogue;
use valmetal_domain::flags::ports::FetchFlags;

use crate::error::{CallFailed, store_error};

/// Fetches the document of one profile that is deployed: the alarm catalogue, or the feature flags.
///
/// AppConfig answers only what is new since the last call of a session, so the session's token is kept as long as the process
/// lives. A session that AppConfig has forgotten is begun anew.
///
/// IAM: `appconfig:StartConfigurationSession` and `appconfig:GetLatestConfiguration` on the configuration.
#[derive(Debug)]
pub struct DeployedConfiguration {
    client: Client,
    application: String,
    environment: String,
    profile: String,
    token: Mutex<Option<String>>,
}

impl DeployedConfiguration {
    /// The configuration with these ids.
    pub fn new(
        client: Client,
        application: impl Into<String>,
        environment: impl Into<String>,
        profile: impl Into<String>,
    ) -> Self {
        Self {
            client,
            application: application.into(),
            environment: environment.into(),
            profile: profile.into(),
            token: Mutex::new(None),
        }
    }

    async fn begin(&self) -> Result<String, StoreError> {
        const START: &str = "appconfig:StartConfigurationSession";
        let session = self
            .client
            .start_configuration_session()
            .application_identifier(&self.application)
            .environment_identifier(&self.environment)
            .configuration_profile_identifier(&self.profile)
            .send()
            .await
            .map_err(|error| store_error(START, error))?;
        session.initial_configuration_token.ok_or_else(|| {
            StoreError::Unavailable(CallFailed::new(START, "an answer without a token").into())
        })
    }
}

#[async_trait]
impl FetchCatalogue for DeployedConfiguration {
    async fn fetch_catalogue(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.latest().await
    }
}

#[async_trait]
impl FetchFlags for DeployedConfiguration {
    async fn fetch_flags(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.latest().await
    }
}

impl DeployedConfiguration {
    async fn latest(&self) -> Result<Option<Vec<u8>>, StoreError> {
        let mut kept = self.token.lock().await;
        let token = match kept.take() {
            Some(token) => token,
            None => self.begin().await?,
        };
        // Without a token of its answer, the next call begins anew.
        let latest = self
            .client
            .get_latest_configuration()
            .configuration_token(token)
            .send()
            .await
            .map_err(|error| store_error("appconfig:GetLatestConfiguration", error))?;
        *kept = latest.next_poll_configuration_token;
        let document = latest.configuration.map(aws_smithy_types::Blob::into_inner).unwrap_or_default();
        Ok(Some(document).filter(|document| !document.is_empty()))
    }
}
