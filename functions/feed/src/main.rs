//! The functions of feed and telemetry on AWS. Which of them this process is, `_HANDLER` says.

mod clients;

use std::process::ExitCode;

use feed::{FindMissedFeedings, KeepHistory, RecordFeed, RecordTelemetry};
use valmetal_runtime::error::Error;
use valmetal_runtime::handler::{Entry, Init, Shape, serve};

use clients::Clients;

fn main() -> ExitCode {
    serve(
        "feed",
        vec![
            Entry::new("record-feed", Shape::Queue("FeedQueue-"), record_feed),
            Entry::new("record-telemetry", Shape::Queue("TelemetryQueue-"), record_telemetry),
            Entry::new("find-missed-feedings", Shape::Named, find_missed_feedings),
            Entry::new("keep-history", Shape::Named, keep_history),
        ],
    )
}

async fn record_feed(init: Init) -> Result<RecordFeed, Error> {
    let metrics = init.metrics.clone();
    let clients = Clients::new(init)?;
    let store = clients.feed_store().await?;
    Ok(RecordFeed {
        conditions: clients.conditions()?,
        store: store.clone(),
        sequences: store,
        alarms: clients.alarms()?,
        dead_letters: clients.dead_letters("FEED_DLQ_URL")?,
        metrics,
    })
}

async fn record_telemetry(init: Init) -> Result<RecordTelemetry, Error> {
    let metrics = init.metrics.clone();
    let clients = Clients::new(init)?;
    Ok(RecordTelemetry {
        store: clients.telemetry_store().await?,
        dead_letters: clients.dead_letters("TELEMETRY_DLQ_URL")?,
        metrics,
    })
}

async fn find_missed_feedings(init: Init) -> Result<FindMissedFeedings, Error> {
    let clock = init.clock.clone();
    let clients = Clients::new(init)?;
    Ok(FindMissedFeedings { feedings: clients.feed_store().await?, alarms: clients.alarms()?, clock })
}

async fn keep_history(init: Init) -> Result<KeepHistory, Error> {
    let clock = init.clock.clone();
    Ok(KeepHistory { store: Clients::new(init)?.telemetry_store().await?, clock })
}
