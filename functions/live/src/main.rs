//! The functions behind the tables' streams. Which of them this process is, `_HANDLER` says.

mod outside;

use std::{process::ExitCode, sync::Arc};

use live::{
    archive_journal::ArchiveJournal, publish_live_updates::PublishLiveUpdates, roll_up_farms::RollUpFarms,
};
use valmetal_aws::{client, dynamodb::FarmRollUps, s3::Bucket};
use valmetal_runtime::{
    error::Error,
    handler::{Entry, Init, Shape, serve},
};

use outside::{JournalArchive, LiveTopic};

fn main() -> ExitCode {
    serve(
        "live",
        vec![
            Entry::new("publish-live-updates", Shape::Stream("Alarms"), publish_live_updates),
            Entry::new("roll-up-farms", Shape::Stream("EntityHierarchy"), roll_up_farms),
            Entry::new("archive-journal", Shape::Named, archive_journal),
        ],
    )
}

async fn publish_live_updates(init: Init) -> Result<PublishLiveUpdates, Error> {
    let config = client::from_lambda_environment()?;
    Ok(PublishLiveUpdates { live: Arc::new(LiveTopic(client::iot_data(&config))), metrics: init.metrics })
}

async fn roll_up_farms(init: Init) -> Result<RollUpFarms, Error> {
    let config = client::from_lambda_environment()?;
    let rows = Arc::new(FarmRollUps::new(client::dynamodb(&config), init.env.text("ENTITY_TABLE")?));
    Ok(RollUpFarms { read: rows.clone(), write: rows, metrics: init.metrics })
}

async fn archive_journal(init: Init) -> Result<ArchiveJournal, Error> {
    let config = client::from_lambda_environment()?;
    let archive = JournalArchive(Bucket::open(&config, init.env.text("JOURNAL_ARCHIVE_BUCKET")?)?);
    Ok(ArchiveJournal { archive: Arc::new(archive), metrics: init.metrics })
}
