//! `GET /v1/farms/{farmId}/audit` and `GET /v1/audit`: who did what, the newest first.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{Operation, PlatformOperation},
    audit::{
        Entry, Scope, Stretch, merge,
        ports::{ReadActsOnAlarms, ReadAuditRecords, Window},
    },
    names::{FarmId, UserId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::{FieldError, Problem},
};

use crate::{
    farm_access::{allow, allow_on_platform},
    store::unavailable,
};

/// The period where the query names none.
const USUAL: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the audit of a farm needs.
#[derive(Clone)]
pub(super) struct FarmAudits {
    /// Reads what people did to alarms.
    pub alarms: Arc<dyn ReadActsOnAlarms>,
    /// Reads what they changed.
    pub records: Arc<dyn ReadAuditRecords>,
    /// The time.
    pub clock: Clock,
}

/// What the audit of the platform needs.
#[derive(Clone)]
pub(super) struct PlatformAudits {
    /// Reads what people changed.
    pub records: Arc<dyn ReadAuditRecords>,
    /// The time.
    pub clock: Clock,
}

/// The query; the last thirty days where nothing is said.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wanted {
    /// Whose acts; everybody's where nothing is said.
    user_id: Option<UserId>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    #[serde(default)]
    limit: Limit<50, 200>,
    cursor: Option<String>,
}

/// Answers a page of a farm's audit. It may be short and yet have a next one: most of the journal is no person's.
pub(super) async fn of_farm(
    State(audits): State<FarmAudits>,
    caller: Caller,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Entry>>, Problem> {
    allow(&caller, Operation::ReadAudit, &farm, "farm")?;
    let query = Asked::new(farm.as_str(), wanted, audits.clock.now())?;
    let scope = Scope::Farm(farm.clone());
    let (alarms, records) = futures::try_join!(
        audits.alarms.read_acts_on_alarms(&farm, &query.window, query.limit),
        audits.records.read_audit_records(&scope, &query.window, query.limit),
    )
    .map_err(unavailable)?;
    query.page(alarms, records)
}

/// Answers a page of the platform's audit.
pub(super) async fn of_platform(
    State(audits): State<PlatformAudits>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Entry>>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let query = Asked::new("platform", wanted, audits.clock.now())?;
    let records = audits.records.read_audit_records(&Scope::Platform, &query.window, query.limit).await;
    query.page(Stretch::default(), records.map_err(unavailable)?)
}

/// What a query comes to.
struct Asked<'a> {
    of: &'a str,
    user_id: Option<UserId>,
    /// As the query says it: a cursor holds for what was asked, not for when.
    said: (Option<Timestamp>, Option<Timestamp>),
    window: Window,
    limit: u32,
}

impl<'a> Asked<'a> {
    fn new(of: &'a str, wanted: Wanted, now: Timestamp) -> Result<Self, Problem> {
        let to = wanted.to.unwrap_or(Timestamp::MAX);
        let from = wanted.from.unwrap_or_else(|| to.min(now) - USUAL);
        if from >= to {
            let error = FieldError::new("from", "range", "It must be before `to`.");
            let detail = "The query is not what this route takes.";
            return Err(Problem::bad_request("invalidQuery", detail).errors([error]));
        }
        let limit = wanted.limit.get();
        let said = (wanted.from, wanted.to);
        let mut asked =
            Self { of, user_id: wanted.user_id, said, window: Window { from, to, before: None }, limit };
        asked.window.before =
            wanted.cursor.map(|sealed| cursor::open(&asked.query(), &sealed)).transpose()?;
        Ok(asked)
    }

    fn query(&self) -> impl serde::Serialize {
        ("audit", self.of.to_owned(), self.user_id.clone(), self.said)
    }

    fn page(&self, mut one: Stretch, mut other: Stretch) -> Result<Json<Page<Entry>>, Problem> {
        if let Some(user) = &self.user_id {
            one.entries.retain(|(_, entry)| entry.user_id == *user);
            other.entries.retain(|(_, entry)| entry.user_id == *user);
        }
        let (items, next) = merge(one, other, self.limit as usize);
        let cursor = next.map(|position| cursor::seal(&self.query(), &position)).transpose()?;
        Ok(Json(Page { items, cursor }))
    }
}
