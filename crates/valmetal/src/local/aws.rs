//! Clients of AWS services, pointed at the emulator.

use std::{error::Error, fmt::Display};

use anyhow::{Result, anyhow};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_async::{
    rt::sleep::{SharedAsyncSleep, TokioSleep},
    time::{SharedTimeSource, SystemTimeSource},
};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::{behavior_version::BehaviorVersion, result::SdkError};
use aws_smithy_types::error::{display::DisplayErrorContext, metadata::ProvideErrorMetadata};
use aws_types::{SdkConfig, region::Region};

use super::{
    emulator::{self, ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY},
    settings::Ports,
};

/// The administrator's configuration of an instance, made by hand: the caller's own AWS settings are not read.
pub(crate) fn config(ports: Ports) -> SdkConfig {
    let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "valmetal");
    let http_client =
        aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(REGION))
        .endpoint_url(emulator::endpoint(ports))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .http_client(http_client)
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SharedTimeSource::new(SystemTimeSource::new()))
        .build()
}

/// A client of S3 that names buckets in the path: the emulator has no host names for them.
pub(crate) fn s3(config: &SdkConfig) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(config).force_path_style(true).build();
    aws_sdk_s3::Client::from_conf(config)
}

/// Says what a failed call was for, and the service's own words.
pub(crate) trait Explain<T> {
    /// The result, or `what` with the service's message.
    fn explain(self, what: impl Display) -> Result<T>;
}

impl<T, E, R> Explain<T> for Result<T, SdkError<E, R>>
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    R: std::fmt::Debug + Send + Sync + 'static,
{
    fn explain(self, what: impl Display) -> Result<T> {
        self.map_err(|error| match error.message() {
            Some(message) => anyhow!("{what}: {message}"),
            None => anyhow!("{what}: {}", DisplayErrorContext(&error)),
        })
    }
}
