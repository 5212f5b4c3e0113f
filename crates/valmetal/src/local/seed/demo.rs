//! The demo's file.

use std::{collections::HashSet, fmt, fs, path::Path};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use valmetal_domain::{
    entity::{DisplayName, EntityKind, FarmRole, Language, TimeZoneName, contact::PhoneNumber},
    names::{EntityId, FarmId, ThingName},
};

use crate::local::yaml;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Demo {
    pub(super) farms: Vec<Farm>,
    pub(super) users: Vec<User>,
}

/// A farm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Farm {
    pub(super) id: FarmId,
    pub(super) name: DisplayName,
    pub(super) timezone: TimeZoneName,
    pub(super) language: Language,
    pub(super) below: Vec<Entity>,
}

/// A node of a farm, with what stands below it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entity {
    pub(super) id: EntityId,
    pub(super) kind: EntityKind,
    pub(super) name: DisplayName,
    pub(super) thing: Option<Thing>,
    #[serde(default)]
    pub(super) below: Vec<Entity>,
}

/// The thing that an entity is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thing {
    pub(super) name: ThingName,
    pub(super) model: String,
    /// The thing through which it is connected.
    pub(super) gateway: Option<ThingName>,
}

/// A person.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    pub(super) username: String,
    pub(super) name: DisplayName,
    pub(super) role: Role,
    pub(super) language: Language,
    pub(super) farms: Vec<FarmId>,
    pub(super) phone: Option<PhoneNumber>,
}

/// What a person is on the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Role {
    Admin,
    Technician,
    Farmer,
    Worker,
}

impl Role {
    /// The group of the user pool.
    pub(super) fn group(self) -> String {
        format!("{self}s")
    }

    /// What the person is on each of their farms; an administrator needs no membership.
    pub(super) fn on_a_farm(self) -> Option<FarmRole> {
        match self {
            Self::Admin => None,
            Self::Technician => Some(FarmRole::Technician),
            Self::Farmer => Some(FarmRole::Farmer),
            Self::Worker => Some(FarmRole::Worker),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Admin => "admin",
            Self::Technician => "technician",
            Self::Farmer => "farmer",
            Self::Worker => "worker",
        })
    }
}

impl Demo {
    /// Every thing with its entity and farm.
    pub(super) fn things(&self) -> Vec<(&FarmId, &EntityId, &Thing)> {
        let mut found = Vec::new();
        for farm in &self.farms {
            farm.visit(&mut |_, entity| {
                found.extend(entity.thing.as_ref().map(|thing| (&farm.id, &entity.id, thing)));
            });
        }
        found
    }

    /// The farms that a person is a member of.
    pub(super) fn farms_of<'a>(&'a self, user: &'a User) -> impl Iterator<Item = &'a Farm> {
        self.farms.iter().filter(|farm| user.farms.contains(&farm.id))
    }
}

impl Farm {
    /// Calls `see` with every entity and its parent's id, parents first.
    pub(super) fn visit<'a>(&'a self, see: &mut impl FnMut(EntityId, &'a Entity)) {
        visit(&self.id.clone().into(), &self.below, see);
    }
}

fn visit<'a>(parent: &EntityId, entities: &'a [Entity], see: &mut impl FnMut(EntityId, &'a Entity)) {
    for entity in entities {
        see(parent.clone(), entity);
        visit(&entity.id, &entity.below, see);
    }
}

/// Reads the file.
///
/// # Errors
/// When it does not parse, names a thing twice, or a user's farm or a thing's gateway does not exist in it.
pub(super) fn read(path: &Path) -> Result<Demo> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> Result<Demo> {
    let demo: Demo = serde_json::from_value(yaml::parse(text)?)?;
    let mut names = HashSet::new();
    for (.., thing) in demo.things() {
        if !names.insert(&thing.name) {
            bail!("the thing {} is there twice", thing.name);
        }
    }
    for (.., thing) in demo.things() {
        if let Some(gateway) = thing.gateway.as_ref().filter(|gateway| !names.contains(gateway)) {
            bail!("the gateway {gateway} of {} is no thing of the demo", thing.name);
        }
    }
    for user in &demo.users {
        if let Some(farm) = user.farms.iter().find(|id| demo.farms.iter().all(|farm| farm.id != **id)) {
            bail!("the farm {farm} of {} is not in the demo", user.username);
        }
    }
    Ok(demo)
}

#[cfg(test)]
mod tests;
