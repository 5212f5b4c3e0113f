//! The domain's traits on AWS services, a module a service.
//!
//! Nothing here decides anything: rules are in `valmetal-domain`. A service's module and its SDK crate are there only
//! under the feature of its name, so a function links what it calls and nothing more.

#[cfg(feature = "appconfig")]
pub mod appconfig;
#[cfg(feature = "appconfig-versions")]
pub mod appconfig_versions;
pub mod client;
#[cfg(feature = "cognito")]
pub mod cognito;
#[cfg(feature = "dynamodb")]
pub mod dynamodb;
pub mod error;
#[cfg(feature = "iot")]
pub mod iot;
#[cfg(feature = "iot-data")]
pub mod iot_data;
pub mod jitter;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "live")]
pub mod live;
#[cfg(feature = "push")]
pub mod push;
#[cfg(feature = "s3")]
pub mod s3;
#[cfg(feature = "ses")]
pub mod ses;
#[cfg(feature = "sfn")]
pub mod sfn;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "sqs")]
pub mod sqs;
#[cfg(feature = "ssm")]
pub mod ssm;
#[cfg(feature = "timestream")]
pub mod timestream;
