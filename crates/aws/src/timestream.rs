//! Timestream for `LiveAnalytics`: feed sequences and telemetry of accounts that have it.
//!
//! A record is identified by its dimensions and its time. The same again is taken in silence; the same with other values is refused,
//! for its version, which a step takes from the device's number, is not greater. What Timestream refuses goes to the archive in S3 with
//! its reason, so nothing is lost. It cannot see that a number came again with another time or of another thing: that is two records
//! here.

mod bins;
mod columns;
mod feed;
mod history;
mod read;
mod samples;
mod sequences;
mod sql;
mod totals;
mod write;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use aws_types::SdkConfig;
use valmetal_domain::alarm::ports::StoreError;

use crate::error::CallFailed;
use crate::s3::Bucket;

/// What the database, its tables and the archive are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The database, such as `valmetal-autorationx`.
    pub database: String,
    /// The table of feed records, such as `feed_sequence`.
    pub feed_table: String,
    /// The table of samples.
    pub telemetry_table: String,
    /// The bucket for what Timestream refuses.
    pub archive: String,
}

/// The clients of Timestream and its archive.
///
/// | IAM | on |
/// | --- | --- |
/// | `timestream:DescribeEndpoints` | everything: it knows no resource |
/// | `timestream:WriteRecords` to store, `timestream:Select` and `timestream:DescribeTable` to read | the tables |
/// | `s3:PutObject` | the archive |
#[derive(Debug, Clone)]
pub struct Timestream {
    write: aws_sdk_timestreamwrite::Client,
    query: aws_sdk_timestreamquery::Client,
    archive: Bucket,
    names: Names,
    /// The tables that were seen to have all of their columns: they lose none.
    complete: Arc<Mutex<BTreeSet<String>>>,
}

impl Timestream {
    /// Asks for the endpoints of this account, and asks again before they expire.
    ///
    /// # Errors
    /// Where no endpoint is answered.
    pub async fn connect(config: &SdkConfig, names: Names) -> Result<Self, StoreError> {
        let away = |error: Box<dyn std::error::Error + Send + Sync>| {
            StoreError::Unavailable(CallFailed::new("timestream:DescribeEndpoints", error.to_string()).into())
        };
        let write = aws_sdk_timestreamwrite::Client::new(config);
        let (write, reload_write) = write.with_endpoint_discovery_enabled().await.map_err(away)?;
        let query = aws_sdk_timestreamquery::Client::new(config);
        let (query, reload_query) = query.with_endpoint_discovery_enabled().await.map_err(away)?;
        tokio::spawn(reload_write.reload_task());
        tokio::spawn(reload_query.reload_task());
        let archive = Bucket::open(config, &names.archive).map_err(|error| away(error.into()))?;
        Ok(Self { write, query, archive, names, complete: Arc::default() })
    }
}

/// The feed store.
#[derive(Debug, Clone)]
pub struct FeedStore(Timestream);

impl FeedStore {
    /// The one of `timestream`.
    pub const fn new(timestream: Timestream) -> Self {
        Self(timestream)
    }
}

/// The telemetry store. Its retention is the table's own.
#[derive(Debug, Clone)]
pub struct TelemetryStore(Timestream);

impl TelemetryStore {
    /// The one of `timestream`.
    pub const fn new(timestream: Timestream) -> Self {
        Self(timestream)
    }
}
