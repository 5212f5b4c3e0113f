//! `GET /v1/farms/{farmId}/alarms`: the alarms of a farm, the newest raise first.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    alarm::{
        DerivedState, Severity,
        ports::{AlarmFilter, ReadDefinitions, ReadFarmAlarms},
    },
    names::FarmId,
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Limit, List, Page, Path, Query, State, cursor},
    problem::Problem,
};

use super::shape::Alarm;
use crate::{escalations::Executions, farm_access::allow, language::AcceptLanguage, store::unavailable};

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads the alarms.
    pub alarms: Arc<dyn ReadFarmAlarms>,
    /// Reads their titles.
    pub definitions: Arc<dyn ReadDefinitions>,
    /// Knows the executions' names.
    pub executions: Executions,
}

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Wanted {
    #[serde(default)]
    state: List<DerivedState>,
    #[serde(default)]
    severity: List<Severity>,
    under: Option<String>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    #[serde(default)]
    limit: Limit<50, 200>,
    cursor: Option<String>,
}

/// Answers a page.
pub(super) async fn list(
    State(lists): State<Lists>,
    caller: Caller,
    language: AcceptLanguage,
    Path(farm): Path<FarmId>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<Page<Alarm>>, Problem> {
    allow(&caller, Operation::Read, &farm, "farm")?;
    let Wanted { state, severity, under, from, to, limit, cursor } = wanted;
    let filter = AlarmFilter { states: state.0, severities: severity.0, under, from, to };
    let query = (&farm, &filter);
    let position = cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;

    let (conditions, next) =
        lists.alarms.read_farm_alarms(&farm, &filter, limit.get(), position).await.map_err(unavailable)?;
    let mut codes: Vec<_> = conditions.iter().map(|condition| condition.key.code.clone()).collect();
    codes.sort();
    codes.dedup();
    let definitions = lists.definitions.read_definitions(&codes).await.map_err(unavailable)?;

    let items = conditions
        .iter()
        .map(|condition| {
            Alarm::of(condition, definitions.get(&condition.key.code), language, &lists.executions)
        })
        .collect();
    let cursor = next.map(|position| cursor::seal(&query, &position)).transpose()?;
    Ok(Json(Page { items, cursor }))
}
