//! Feature flags: a document that says which features are on, and for whom.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::access::{Caller, Role};
use crate::names::FarmId;

pub mod ports;
#[cfg(test)]
mod tests;

/// The flags that are deployed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flags {
    /// By name.
    flags: BTreeMap<String, Flag>,
}

/// One flag. It is on for a caller who has one of its roles and one of its farms, where it names any.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flag {
    enabled: bool,
    #[serde(default)]
    roles: Option<BTreeSet<Role>>,
    #[serde(default)]
    farms: Option<BTreeSet<FarmId>>,
}

impl Flags {
    /// Reads a document, such as `{"flags": {"webPush": {"enabled": true, "roles": ["farmer"]}}}`.
    pub fn parse(document: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(document)
    }

    /// Which flags are on for `caller`.
    pub fn of(&self, caller: &Caller) -> BTreeMap<&str, bool> {
        self.flags.iter().map(|(name, flag)| (name.as_str(), flag.is_on_for(caller))).collect()
    }
}

impl Flag {
    fn is_on_for(&self, caller: &Caller) -> bool {
        let role = |roles: &BTreeSet<Role>| caller.role.is_some_and(|role| roles.contains(&role));
        let farm = |farms: &BTreeSet<FarmId>| farms.iter().any(|farm| caller.role_on(farm).is_some());
        self.enabled && self.roles.as_ref().is_none_or(role) && self.farms.as_ref().is_none_or(farm)
    }
}
