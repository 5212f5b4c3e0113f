//! `GET /v1/farms/{farmId}/feed/sequences`: what a farm's machines ran, the last to end first.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    feed::{
        MAX_DAYS, SequenceSummary,
        ports::{ReadSequences, SequenceFilter, SequencePosition},
    },
    names::{FarmId, ThingName},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::{FieldError, Problem},
};

use crate::{farm_access::allow, store::unavailable};

/// The period where the query names none, in hours.
const USUAL_HOURS: i64 = 7 * 24;

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads sequences.
    pub sequences: Arc<dyn ReadSequences>,
    /// The time.
    pub clock: Clock,
}

/// The query; a period is the last seven days where nothing is said, and at most 31.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wanted {
    /// Of this device only.
    device: Option<ThingName>,
    /// With steps that ended at this time or later.
    from: Option<Timestamp>,
    /// With steps that ended before this time.
    to: Option<Timestamp>,
    #[serde(default)]
    limit: Limit<50, 200>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<SequenceSummary>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let Wanted { device, from, to, limit, cursor } = wanted;
    // A cursor holds for what was asked, and what was not said is not asked: the period goes on with the first page's time.
    let query = (&farm, &device, from, to);
    let position: Option<Position> = cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let now = position.as_ref().map_or_else(|| lists.clock.now(), |position| position.now);
    let to = to.unwrap_or(now);
    let from = from.unwrap_or(to - SignedDuration::from_hours(USUAL_HOURS));
    check(from, to)?;
    let filter = SequenceFilter { farm_id: farm.clone(), device_id: device.clone(), from, to };

    let after = position.map(|position| position.after);
    let read = lists.sequences.read_sequences(&filter, after.as_ref(), limit.get()).await;
    let items = read.map_err(unavailable)?;
    let is_full = u32::try_from(items.len()).is_ok_and(|length| length >= limit.get());
    let next = items.last().filter(|_| is_full).map(|last| Position {
        now,
        after: SequencePosition {
            ended_at: last.ended_at,
            device_id: last.device_id.clone(),
            sequence_id: last.sequence_id.clone(),
        },
    });
    let cursor = next.map(|position| cursor::seal(&query, &position)).transpose()?;
    Ok(Json(Page { items, cursor }))
}

/// Where the next page begins.
#[derive(serde::Serialize, Deserialize)]
struct Position {
    now: Timestamp,
    after: SequencePosition,
}

fn check(from: Timestamp, to: Timestamp) -> Result<(), Problem> {
    let longest = SignedDuration::from_hours(24 * i64::try_from(MAX_DAYS).unwrap_or(i64::MAX));
    let length = to.duration_since(from);
    if length > SignedDuration::ZERO && length <= longest {
        return Ok(());
    }
    let error = FieldError::new("from", "range", "It must be before `to`, and by at most 31 days.");
    Err(Problem::bad_request("invalidQuery", "The query is not what this route takes.").errors([error]))
}
