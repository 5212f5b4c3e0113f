//! The credentials of a task of ECS: its agent gives them out by HTTP, for some hours.

use std::time::SystemTime;

use aws_credential_types::{
    Credentials,
    provider::{self, ProvideCredentials, error::CredentialsError, future},
};
use jiff::Timestamp;
use serde::Deserialize;

use super::{ClientError, Fetch, environment::Environment};

/// Where the agent of a task is.
const AGENT: &str = "http://169.254.170.2";

/// Asks the agent. Whoever makes a client of it keeps the answer until shortly before it expires.
#[derive(Debug)]
pub(super) struct TaskCredentials {
    fetch: Fetch,
    url: String,
    authorization: Option<String>,
}

/// What the agent answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Given {
    access_key_id: String,
    secret_access_key: String,
    token: String,
    expiration: Timestamp,
}

impl TaskCredentials {
    /// The agent that the environment names; none where the process is no task.
    pub(super) fn of(environment: &Environment) -> Result<Option<Self>, ClientError> {
        let url = match environment.optional("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            Some(path) => format!("{AGENT}{path}"),
            None => match environment.optional("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
                Some(url) => url,
                None => return Ok(None),
            },
        };
        let authorization = environment.optional("AWS_CONTAINER_AUTHORIZATION_TOKEN");
        Ok(Some(Self { fetch: Fetch::new()?, url, authorization }))
    }

    async fn ask(&self) -> provider::Result {
        let answer = self.fetch.get(&self.url, self.authorization.clone()).await;
        let answer = answer.map_err(CredentialsError::provider_error)?;
        let given: Given =
            serde_json::from_slice(&answer).map_err(CredentialsError::invalid_configuration)?;
        Ok(Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.token),
            Some(SystemTime::from(given.expiration)),
            "EcsTask",
        ))
    }
}

impl ProvideCredentials for TaskCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.ask())
    }
}
