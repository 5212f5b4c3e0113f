//! Things: machines as AWS IoT knows them. How the fleet is searched, how a thing gets its certificate, how it ends.
//!
//! A thing is provisioned in an order in which a failure halfway leaves nothing that works and nobody knows of: it gets its
//! place, then its entry in the registry and a certificate that is not active yet, with its policy; the answer is kept;
//! and only then is the certificate activated. It is retired the other way round: what the thing can do ends first, and its
//! place, by which a repeat finds what is left to be done, last.

pub mod ports;
pub mod query;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use query::{BadQuery, FleetQuery};

use crate::names::{EntityId, FarmId, Model, ThingName};
use crate::presence::OWN_CLIENT_PREFIX;

/// The attribute of the registry with the farm that a thing stands on. Only the platform writes it.
pub const FARM_ATTRIBUTE: &str = "farmId";
/// The attribute of the registry with the equipment that a thing is.
pub const ENTITY_ATTRIBUTE: &str = "entityId";
/// The attribute of the registry with the kind of machine.
pub const MODEL_ATTRIBUTE: &str = "model";

/// A thing that is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewThing {
    /// Its name, which is its MQTT client's id too.
    pub name: ThingName,
    /// The farm it stands on.
    pub farm_id: FarmId,
    /// The equipment that it is.
    pub entity_id: EntityId,
    /// What kind of machine it is.
    pub model: Model,
}

impl NewThing {
    /// Whether its name is one that the platform's own MQTT clients connect under.
    pub fn has_reserved_name(&self) -> bool {
        self.name.as_str().starts_with(OWN_CLIENT_PREFIX)
    }

    /// Its attributes in the registry.
    pub fn attributes(&self) -> [(&'static str, &str); 3] {
        [
            (FARM_ATTRIBUTE, self.farm_id.as_str()),
            (ENTITY_ATTRIBUTE, self.entity_id.as_str()),
            (MODEL_ATTRIBUTE, self.model.as_str()),
        ]
    }
}

/// A certificate of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its ARN.
    pub arn: String,
    /// Whether the thing may connect with it.
    pub active: bool,
}

/// A certificate that was just made, not active yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// Its ARN.
    pub arn: String,
    /// Its id.
    pub id: String,
    /// Itself, as PEM.
    pub pem: String,
    /// Its private key as PEM, where it was not made from a signing request.
    pub private_key: Option<PrivateKey>,
}

/// A private key: shown to nobody but the person who provisions, once.
#[derive(Clone, PartialEq, Eq)]
pub struct PrivateKey(pub String);

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey")
    }
}

/// A thing's entry in the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Registration {
    /// AWS IoT's own id.
    pub thing_id: Option<String>,
    /// Its type, where it has one.
    pub thing_type_name: Option<String>,
    /// Its attributes.
    pub attributes: BTreeMap<String, String>,
    /// The version of the entry.
    pub version: i64,
}

/// A thing that a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FoundThing {
    /// Its name.
    pub thing_name: ThingName,
    /// Its type, where it has one.
    pub thing_type_name: Option<String>,
    /// Its attributes in the registry.
    pub attributes: BTreeMap<String, String>,
    /// The desired and the reported state of its shadow, where it has one.
    pub shadow: Option<Value>,
    /// Whether it is connected, by the index.
    pub connected: Option<bool>,
    /// Since when it is so.
    pub connected_at: Option<Timestamp>,
}

impl FoundThing {
    /// Whether it stands on `farm`, by the attribute that only the platform writes.
    pub fn stands_on(&self, farm: &FarmId) -> bool {
        self.attributes.get(FARM_ATTRIBUTE).is_some_and(|id| id == farm.as_str())
    }
}
