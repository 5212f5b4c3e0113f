//! What is wrong at an entity and below it: the rows of `EntityAlarmIndicatorIndex`, and the sums over them that are
//! made by whoever reads.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place::ConnectivityStatus;
use super::{Counts, Entity, EntityKind, Place, path};
use crate::alarm::{DerivedState, Severity};
use crate::names::{EntityId, ThingName};

/// What is wrong at one entity and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Indicator {
    /// The entity.
    pub entity_id: EntityId,
    /// Where it is.
    pub path: String,
    /// What it is.
    pub kind: EntityKind,
    /// What people call it.
    pub name: String,
    /// The thing that it is, where it is one.
    pub thing_name: Option<ThingName>,
    /// A thing's connection. Of anything else only that a thing below is disconnected, since the index holds nothing of
    /// a thing that is well.
    pub connectivity: Option<ConnectivityStatus>,
    /// The numbers.
    #[serde(flatten)]
    pub summary: Summary,
}

/// Counts as people read them. What is shelved, suppressed or out of service is counted apart from the rest.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// The worst severity of what `counts` counts.
    pub highest_severity: Option<Severity>,
    /// The most pressing state of all, of whatever severity.
    pub highest_state: Option<DerivedState>,
    /// What is neither normal nor counted apart, by severity.
    pub counts: BySeverity,
    /// How many of `counts` wait for an acknowledgement.
    pub unacknowledged: u32,
    /// Put aside by a person.
    pub shelved: u32,
    /// Suppressed by design.
    pub suppressed: u32,
    /// Out of service.
    pub out_of_service: u32,
}

/// A number for each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BySeverity {
    /// Critical.
    pub critical: u32,
    /// High.
    pub high: u32,
    /// Medium.
    pub medium: u32,
    /// Low.
    pub low: u32,
}

impl BySeverity {
    fn of(&mut self, severity: Severity) -> &mut u32 {
        match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
        }
    }
}

impl From<&Counts> for Summary {
    fn from(counts: &Counts) -> Self {
        let mut summary = Self::default();
        for (severity, state, n) in counts.iter() {
            summary.highest_state = Some(summary.highest_state.map_or(state, |known| known.min(state)));
            match state {
                DerivedState::Shelved => summary.shelved += n,
                DerivedState::SuppressedByDesign => summary.suppressed += n,
                DerivedState::OutOfService => summary.out_of_service += n,
                _ => {
                    *summary.counts.of(severity) += n;
                    summary.highest_severity = summary.highest_severity.max(Some(severity));
                    if is_unacknowledged(state) {
                        summary.unacknowledged += n;
                    }
                }
            }
        }
        summary
    }
}

const fn is_unacknowledged(state: DerivedState) -> bool {
    matches!(
        state,
        DerivedState::Unacknowledged
            | DerivedState::LatchedUnacknowledged
            | DerivedState::ReturnedUnacknowledged
    )
}

/// The ids of the entities that [`roll_up`] needs to know: those of `places` and of everything above them, down from
/// `under` where that is given.
pub fn entities_of(places: &[Place], under: Option<&str>) -> Vec<EntityId> {
    let mut ids: Vec<EntityId> = places
        .iter()
        .flat_map(|place| path::with_ancestors(&place.path))
        .filter(|path| under.is_none_or(|top| path::is_at_or_below(path, top)))
        .filter_map(|path| EntityId::new(path::last_id(path)).ok())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The indicators of `places` (rows of the index) and of everything above them, sorted by path. Above `under` nothing is
/// summed, since what else is there was not read.
///
/// The index lags a little: an ancestor that is not among `entities` was moved or deleted meanwhile, and is left out.
pub fn roll_up(entities: &[Entity], places: &[Place], under: Option<&str>) -> Vec<Indicator> {
    let mut sums: BTreeMap<&str, (Counts, bool, Option<&Place>)> = BTreeMap::new();
    for place in places.iter().filter(|place| place.shows()) {
        let disconnected = place.connectivity.status == ConnectivityStatus::Disconnected;
        for path in path::with_ancestors(&place.path) {
            if under.is_some_and(|top| !path::is_at_or_below(path, top)) {
                continue;
            }
            let (counts, any_disconnected, own) = sums.entry(path).or_default();
            counts.add_all(&place.counts);
            *any_disconnected |= disconnected;
            if path == place.path {
                *own = Some(place);
            }
        }
    }
    let by_id: BTreeMap<&str, &Entity> = entities.iter().map(|e| (e.id.as_str(), e)).collect();
    sums.into_iter()
        .filter_map(|(path, (counts, any_disconnected, own))| {
            let summary = Summary::from(&counts);
            if let Some(place) = own {
                return Some(Indicator {
                    entity_id: place.entity_id.clone(),
                    path: path.to_owned(),
                    kind: EntityKind::Equipment,
                    name: place.name.clone(),
                    thing_name: Some(place.thing.clone()),
                    connectivity: Some(place.connectivity.status),
                    summary,
                });
            }
            let entity = by_id.get(path::last_id(path)).filter(|entity| entity.path == path)?;
            Some(Indicator {
                entity_id: entity.id.clone(),
                path: path.to_owned(),
                kind: entity.kind,
                name: entity.name.to_string(),
                thing_name: entity.thing_name.clone(),
                connectivity: any_disconnected.then_some(ConnectivityStatus::Disconnected),
                summary,
            })
        })
        .collect()
}
