//! `GET /v1/farms/{farmId}/alarms`: the alarms of a farm, the newest raise first.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    alarm::{
        DerivedState, Severity,
        ports::{AlarmFilter, ReadDefinitions, ReadFarmAlarms},
    },
    entity::{path, ports::ReadTree},
    names::{EntityId, FarmId},
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
    /// Reads what stands where.
    pub tree: Arc<dyn ReadTree>,
    /// Reads their titles.
    pub definitions: Arc<dyn ReadDefinitions>,
    /// Knows the executions' names.
    pub executions: Executions,
}

impl Lists {
    /// What is at or below the path `top` now. Where an alarm says that its machine stands may be older than a move.
    async fn below(&self, farm: &FarmId, top: &str) -> Result<BTreeSet<EntityId>, Problem> {
        let tree = self.tree.read_tree(farm).await.map_err(unavailable)?;
        let below = tree.into_iter().filter(|entity| path::is_at_or_below(&entity.path, top));
        Ok(below.map(|entity| entity.id).collect())
    }
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
    let wanted = AlarmFilter { states: state.0, severities: severity.0, machines: None, from, to };
    let query = (&farm, &wanted, &under);
    let position = cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;

    let machines = match &under {
        Some(top) => Some(lists.below(&farm, top).await?),
        None => None,
    };
    let filter = AlarmFilter { machines, ..wanted.clone() };
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
