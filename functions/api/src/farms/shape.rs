//! A farm as clients see it.

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::Role,
    entity::{Farm, FarmIndicator, Language, TimeZoneName},
    names::FarmId,
};
use valmetal_runtime::claims::Caller;

/// A farm.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Farm")]
pub(super) struct FarmView {
    id: FarmId,
    name: String,
    timezone: TimeZoneName,
    language: Language,
    /// What the caller is there.
    role: Option<Role>,
    version: u64,
}

impl FarmView {
    /// `farm` as `caller` sees it.
    pub(super) fn of(farm: &Farm, caller: &Caller) -> Self {
        Self {
            id: farm.id.clone(),
            name: farm.name.to_string(),
            timezone: farm.timezone.clone(),
            language: farm.language,
            role: caller.role_on(&farm.id),
            version: farm.version,
        }
    }
}

/// A farm in a list, with what is wrong there; `null` where nothing ever was.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListedFarm {
    #[serde(flatten)]
    farm: FarmView,
    indicator: Option<FarmIndicator>,
}

impl ListedFarm {
    /// `farm` as `caller` sees it, with its row of the fleet's list.
    pub(super) fn of(farm: &Farm, indicator: Option<FarmIndicator>, caller: &Caller) -> Self {
        Self { farm: FarmView::of(farm, caller), indicator }
    }
}
