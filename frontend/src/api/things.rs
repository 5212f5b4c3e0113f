//! Things, as those see them who look after the fleet.

use serde::Deserialize;
use serde_json::Value;
use valmetal_domain::{
    entity::Connectivity,
    names::{EntityId, FarmId, ThingName},
    thing::Registration,
};

/// A thing with everything that is known of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ThingInside {
    /// Its name.
    pub(crate) thing_name: ThingName,
    /// Its farm.
    pub(crate) farm_id: FarmId,
    /// The machine that it is.
    pub(crate) entity_id: EntityId,
    /// What people call it.
    pub(crate) name: String,
    /// The thing through which it is connected.
    pub(crate) gateway: Option<ThingName>,
    /// Whether it is connected.
    pub(crate) connectivity: Connectivity,
    /// Its entry in the registry; none while it is being provisioned or retired.
    pub(crate) registration: Option<Registration>,
    /// Its shadow as AWS IoT has it.
    pub(crate) shadow: Option<Value>,
}

/// A thing that was just provisioned. The private key is here, this once; so it is not shown by `Debug`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Provisioned {
    /// Its name.
    pub(crate) thing_name: ThingName,
    /// The certificate's id.
    pub(crate) certificate_id: String,
    /// The certificate as PEM.
    pub(crate) certificate_pem: String,
    /// The private key as PEM; none where the certificate was made from a signing request.
    pub(crate) private_key: Option<String>,
}
