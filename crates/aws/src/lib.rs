//! The domain's traits on AWS services, a module a service.
//!
//! Nothing here decides anything: rules are in `valmetal-domain`. A service's module and its SDK crate are there only
//! under the feature of its name, so a function links what it calls and nothing more.

#[cfg(feature = "appconfig")]
pub mod appconfig;
pub mod client;
#[cfg(feature = "dynamodb")]
pub mod dynamodb;
pub mod error;
#[cfg(feature = "iot")]
pub mod iot;
pub mod jitter;
#[cfg(feature = "lambda")]
pub mod lambda;
#[cfg(feature = "ses")]
pub mod ses;
#[cfg(feature = "sfn")]
pub mod sfn;
#[cfg(feature = "sns")]
pub mod sns;
#[cfg(feature = "sqs")]
pub mod sqs;
