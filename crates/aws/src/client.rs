//! How an AWS client is made: one [`SdkConfig`] per process, by hand.
//!
//! The SDK's own `aws_config::load_defaults` looks for profiles, SSO sessions and instance metadata, loads every
//! certificate of the operating system and links HTTP/2 and a second TLS library. A Lambda function needs none of it: its region
//! and credentials are in its environment, and it talks to Amazon alone. `docs/decisions/0005-one-tls-stack-and-five-roots.md`
//! has the numbers.
//!
//! Nothing here opens a connection; the first call of a client does.

use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpConnector;
use aws_smithy_runtime_api::client::stalled_stream_protection::StalledStreamProtectionConfig;
use aws_smithy_types::retry::{ReconnectMode, RetryConfig};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;
#[cfg(feature = "s3")]
use aws_types::service_config::ServiceConfigKey;

mod endpoint;
mod environment;
mod error;
mod fetch;
mod http;
mod presigned;
#[cfg(feature = "push")]
mod push;
mod services;
mod task;
mod trust;

#[cfg(test)]
mod tests;

pub use error::ClientError;
pub use fetch::{Fetch, FetchError};
pub use presigned::{Presigned, PutError};
#[cfg(feature = "push")]
pub(crate) use push::push_connector;
pub use services::*;

use endpoint::ServiceEndpoints;
use environment::Environment;

/// Calls of one operation at most, the first one included.
pub(crate) const ATTEMPTS: u32 = 3;

/// The longest first back-off. AWS services that answer in milliseconds ask for tens of them, not for the SDK's second.
const INITIAL_BACKOFF: Duration = Duration::from_millis(50);

/// The longest of all back-offs.
const MAX_BACKOFF: Duration = Duration::from_millis(500);

/// TCP and TLS to a regional endpoint.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(1);

/// One attempt with its answer read.
pub(crate) const ATTEMPT_TIMEOUT: Duration = Duration::from_millis(1_500);

/// An operation with all its attempts: less than the five seconds of a function on the alarm queue.
const OPERATION_TIMEOUT: Duration = Duration::from_secs(4);

/// The configuration of every client in a Lambda function, from what Lambda puts into its environment.
///
/// | variable | what |
/// | --- | --- |
/// | `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` | needed |
/// | `AWS_SESSION_TOKEN` | Lambda always sets it; keys of a user have none |
/// | `AWS_ENDPOINT_URL`, `AWS_ENDPOINT_URL_<SERVICE>` | another endpoint for all services or for one |
/// | `SSL_CERT_FILE` | the certificate authorities to trust in place of Amazon's |
///
/// Call it once, in init. It does no I/O, reading `SSL_CERT_FILE` apart.
///
/// # Errors
/// A needed variable that is missing or empty, by name; a `SSL_CERT_FILE` that cannot be read or holds no certificate.
pub fn from_lambda_environment() -> Result<SdkConfig, ClientError> {
    from_environment(&Environment::of_process())
}

/// The configuration of every client in a long-running task: as [`from_lambda_environment`], but where the environment names
/// the agent of ECS (`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI`), credentials come from there, and are
/// renewed.
///
/// # Errors
/// As of [`from_lambda_environment`].
pub fn from_task_environment() -> Result<SdkConfig, ClientError> {
    let environment = Environment::of_process();
    let Some(credentials) = task::TaskCredentials::of(&environment)? else {
        return from_environment(&environment);
    };
    let mut config = reaching(&environment)?;
    config.set_credentials_provider(Some(SharedCredentialsProvider::new(credentials)));
    Ok(config.build())
}

/// The configuration of clients whose calls nobody signs, such as a user pool's sign-in: region and endpoints as in
/// [`from_lambda_environment`], and no credentials.
///
/// # Errors
/// A missing `AWS_REGION`; a `SSL_CERT_FILE` that cannot be read or holds no certificate.
pub fn without_credentials() -> Result<SdkConfig, ClientError> {
    reaching(&Environment::of_process()).map(aws_types::sdk_config::Builder::build)
}

/// [`from_lambda_environment`] with the environment as a value.
fn from_environment(environment: &Environment) -> Result<SdkConfig, ClientError> {
    let mut config = reaching(environment)?;
    let credentials = Credentials::new(
        environment.needed("AWS_ACCESS_KEY_ID", "an access key id")?,
        environment.needed("AWS_SECRET_ACCESS_KEY", "the access key's secret")?,
        environment.optional("AWS_SESSION_TOKEN"),
        None,
        "LambdaEnvironment",
    );
    config.set_credentials_provider(Some(SharedCredentialsProvider::new(credentials)));
    Ok(config.build())
}

/// Where the services are and how they are reached.
fn reaching(environment: &Environment) -> Result<aws_types::sdk_config::Builder, ClientError> {
    let region = environment.needed("AWS_REGION", "the region, such as eu-west-1")?;
    let authorities = trust::authorities(environment.optional("SSL_CERT_FILE").as_deref())?;
    let mut config = common();
    config
        .set_region(Region::new(region))
        .set_http_client(Some(http::client(authorities)))
        .set_endpoint_url(environment.optional(endpoint::VARIABLE))
        .set_service_config(Some(ServiceEndpoints::of(environment)));
    Ok(config)
}

/// Whom connections trust that no SDK makes: the same as its own.
///
/// # Errors
/// `SSL_CERT_FILE` cannot be read or holds no certificate.
pub(crate) fn authorities() -> Result<rustls::RootCertStore, ClientError> {
    trust::authorities(Environment::of_process().optional("SSL_CERT_FILE").as_deref())
}

/// Another endpoint of the service with this id than the region's own.
#[cfg(feature = "s3")]
pub(crate) fn endpoint_of(config: &SdkConfig, service: &str) -> Option<String> {
    let key = ServiceConfigKey::builder().service_id(service).env(endpoint::VARIABLE).profile("endpoint_url");
    let own = key.build().ok().and_then(|key| config.service_config()?.load_config(key));
    own.or_else(|| config.endpoint_url().map(str::to_owned))
}

/// A connector that trusts whom the SDK's clients trust, for requests that no SDK makes.
///
/// # Errors
/// `SSL_CERT_FILE` cannot be read or holds no certificate.
pub(crate) fn connector() -> Result<SharedHttpConnector, ClientError> {
    Ok(http::connector(authorities()?))
}

/// What does not depend on where the process runs: behaviour, retries, timeouts, clocks.
///
/// A long-running server, whose credentials expire and come from elsewhere, gets its constructor beside
/// [`from_lambda_environment`] and starts here too.
fn common() -> aws_types::sdk_config::Builder {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(ATTEMPTS)
                .with_initial_backoff(INITIAL_BACKOFF)
                .with_max_backoff(MAX_BACKOFF)
                // What happens to a connection, hyper sees itself.
                .with_reconnect_mode(ReconnectMode::ReuseAllConnections),
        )
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(CONNECT_TIMEOUT)
                .operation_attempt_timeout(ATTEMPT_TIMEOUT)
                .operation_timeout(OPERATION_TIMEOUT)
                .build(),
        )
        // Every answer is small and read whole within the attempt's timeout; watching its throughput buys nothing.
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .sleep_impl(TokioSleep::new())
        .time_source(SystemTimeSource::new())
}
