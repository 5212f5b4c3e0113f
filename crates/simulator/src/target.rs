//! The platform that is simulated against, as `valmetal status --json` describes it.

use std::{collections::BTreeMap, path::PathBuf};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::{
    rt::sleep::{SharedAsyncSleep, TokioSleep},
    time::{SharedTimeSource, SystemTimeSource},
};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_types::{SdkConfig, region::Region};
use serde::Deserialize;

/// Where everything is, and who may use it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The HTTP API, without `/v1`.
    pub api_url: String,
    /// Where devices connect.
    pub mqtt: Mqtt,
    /// The AWS services.
    pub aws: Aws,
    /// The outputs of the stack.
    pub outputs: BTreeMap<String, String>,
    /// Who can sign in.
    pub users: Vec<User>,
    /// The machines that can connect.
    pub devices: Vec<Machine>,
}

/// Where devices connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mqtt {
    /// The host, as its certificate names it.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The certificate authority of the host.
    pub ca_file: PathBuf,
}

/// The AWS services, and the access of whoever simulates.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Aws {
    /// One endpoint for all.
    pub endpoint_url: String,
    /// The region.
    pub region: String,
    /// The access key.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
}

/// A person who can sign in.
#[derive(Debug, Clone, Deserialize)]
pub struct User {
    /// What they sign in with.
    pub username: String,
    /// Their password.
    pub password: String,
    /// `admin`, `technician`, `farmer` or `worker`.
    pub role: String,
    /// The ids of their farms.
    pub farms: Vec<String>,
}

/// A machine that can connect.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Machine {
    /// The thing.
    pub thing_name: String,
    /// The farm that it stands on.
    pub farm_id: String,
    /// The equipment that it is.
    pub entity_id: String,
    /// Its certificate.
    pub cert_file: PathBuf,
    /// Its private key.
    pub key_file: PathBuf,
}

impl Target {
    /// Reads the answer of `valmetal status --json`.
    pub fn parse(status: &str) -> serde_json::Result<Self> {
        serde_json::from_str(status)
    }

    /// The AWS services.
    pub fn aws(&self) -> SdkConfig {
        let credentials =
            Credentials::new(&self.aws.access_key_id, &self.aws.secret_access_key, None, None, "status");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::v2026_01_12())
            .region(Region::new(self.aws.region.clone()))
            .endpoint_url(&self.aws.endpoint_url)
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
            .time_source(SharedTimeSource::new(SystemTimeSource::new()))
            .build()
    }

    /// Somebody of this role.
    pub fn user(&self, role: &str) -> Option<&User> {
        self.users.iter().find(|user| user.role == role)
    }
}
