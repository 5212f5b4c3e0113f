//! `GET /v1/farms/{farmId}/feed/export`: a farm's records as a file.
//!
//! A month of a large farm is more than a function may answer, so the file is kept for a while and the answer is a link.

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Date};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    access::Operation,
    entity::ports::ReadFarm,
    feed::{
        Days, FeedRecord, export as file,
        ports::{KeepExport, ReadFeedRecords},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    error::Error,
    http::{Json, Path, Query, State},
    ids::new_id,
    problem::Problem,
};

use super::summary;
use crate::{farm_access::allow, store::unavailable};

/// How many records are read at once.
const AT_ONCE: u32 = 5_000;
/// For how long the link holds.
const VALID: Duration = Duration::from_mins(15);

/// What an export needs.
#[derive(Clone)]
pub(super) struct Exports {
    /// Reads the farm's time zone.
    pub farms: Arc<dyn ReadFarm>,
    /// Reads its records.
    pub records: Arc<dyn ReadFeedRecords>,
    /// Keeps the file.
    pub keep: Arc<dyn KeepExport>,
    /// The time.
    pub clock: Clock,
}

/// The days by the farm's clock, both included: the last seven where nothing is said, and at most 31.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    from: Option<Date>,
    to: Option<Date>,
    #[serde(default)]
    format: Format,
}

/// What kind of file.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) enum Format {
    /// Comma-separated values, a record a line.
    #[default]
    Csv,
    /// JSON with the names and shapes of ICAR ADE.
    Icar,
}

/// Where the file can be fetched.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ExportedFeed")]
pub(super) struct Exported {
    /// Whoever has it can fetch the file.
    url: String,
    /// Until when.
    expires_at: Timestamp,
    /// How many records the file has.
    records: u64,
    /// How many bytes it has.
    bytes: u64,
}

/// Answers a link to the file.
pub(super) async fn export(
    State(exports): State<Exports>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(Wanted { from, to, format }): Query<Wanted>,
) -> Result<Json<Exported>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let now = exports.clock.now();
    let days = summary::Wanted { from, to }.days(&*exports.farms, &farm, now).await?;
    let mut file = format.begin();
    let mut records = 0;
    let mut last: Option<FeedRecord> = None;
    loop {
        let page = exports.page(&farm, &days, last.as_ref()).await?;
        for record in &page {
            format.add(&mut file, record, records == 0)?;
            records += 1;
        }
        let is_last = page.len() < AT_ONCE as usize;
        last = page.into_iter().next_back();
        if is_last {
            break;
        }
    }
    format.end(&mut file);
    let bytes = file.len() as u64;
    let name = format!("feed/{farm}/{}.{}", new_id(), format.extension());
    let url = exports.keep.keep_export(&name, format.media_type(), file.into_bytes(), VALID).await;
    Ok(Json(Exported { url: url.map_err(unavailable)?, expires_at: now + VALID, records, bytes }))
}

impl Exports {
    async fn page(
        &self,
        farm: &FarmId,
        days: &Days,
        last: Option<&FeedRecord>,
    ) -> Result<Vec<FeedRecord>, Problem> {
        let after = last.map(|last| (last.step.event_end, &last.device_id, last.step.device_seq));
        let read = self.records.read_feed_records(farm, days.begin(), days.end(), after, AT_ONCE).await;
        read.map_err(unavailable)
    }
}

impl Format {
    fn begin(self) -> String {
        match self {
            Self::Csv => file::csv_head(),
            Self::Icar => r#"{"member":["#.to_owned(),
        }
    }

    fn add(self, text: &mut String, record: &FeedRecord, is_first: bool) -> Result<(), Error> {
        match self {
            Self::Csv => text.push_str(&file::csv_line(record)?),
            Self::Icar => {
                text.push_str(if is_first { "" } else { "," });
                text.push_str(&file::icar(record)?.to_string());
            }
        }
        Ok(())
    }

    fn end(self, text: &mut String) {
        if matches!(self, Self::Icar) {
            text.push_str("]}");
        }
    }

    const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Icar => "json",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Icar => "application/json",
        }
    }
}
