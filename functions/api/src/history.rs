//! The stores of feed and telemetry that `FEED_STORE` names.

use std::sync::Arc;

use valmetal_aws::{client, timestream};
use valmetal_domain::{
    feed::ports::FeedStore,
    telemetry::{Retention, ports::TelemetryStore},
};
use valmetal_runtime::{error::Error, handler::Init};

use crate::clients::database;

/// The feed store.
pub(crate) async fn feed_store(init: &Init) -> Result<Arc<dyn FeedStore>, Error> {
    Ok(if is_timestream(init)? {
        Arc::new(timestream::FeedStore::new(connect(init).await?))
    } else {
        Arc::new(valmetal_postgres::feed::FeedStore::new(database(&init.env, &init.shared)?))
    })
}

/// The telemetry store.
pub(crate) async fn telemetry_store(init: &Init) -> Result<Arc<dyn TelemetryStore>, Error> {
    Ok(if is_timestream(init)? {
        Arc::new(timestream::TelemetryStore::new(connect(init).await?))
    } else {
        let database = database(&init.env, &init.shared)?;
        Arc::new(valmetal_postgres::telemetry::TelemetryStore::new(database, retention(init)?))
    })
}

/// How long samples and bins are kept.
pub(crate) fn retention(init: &Init) -> Result<Retention, Error> {
    let (sample_days, minute_days) =
        (init.env.days("TELEMETRY_SAMPLE_DAYS")?, init.env.days("TELEMETRY_MINUTE_DAYS")?);
    Ok(Retention { sample_days, minute_days })
}

fn is_timestream(init: &Init) -> Result<bool, Error> {
    match init.env.text("FEED_STORE")?.as_str() {
        "timestream" => Ok(true),
        "postgres" => Ok(false),
        other => Err(format!("FEED_STORE must be postgres or timestream, and not {other}").into()),
    }
}

async fn connect(init: &Init) -> Result<timestream::Timestream, Error> {
    let config = init.shared.get_or_make(client::from_lambda_environment)?;
    let names = timestream::Names {
        database: init.env.text("TIMESTREAM_DATABASE")?,
        feed_table: init.env.text("TIMESTREAM_FEED_TABLE")?,
        telemetry_table: init.env.text("TIMESTREAM_TELEMETRY_TABLE")?,
        archive: init.env.text("TIMESTREAM_ARCHIVE")?,
    };
    Ok(timestream::Timestream::connect(&config, names).await?)
}
