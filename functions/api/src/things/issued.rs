//! What a person is given who has provisioned a thing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    names::{EntityId, FarmId, ThingName},
    thing::{IssuedCertificate, NewThing},
};

/// A provisioned thing with its certificate.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Provisioned {
    thing_name: ThingName,
    farm_id: FarmId,
    entity_id: EntityId,
    certificate_id: String,
    /// Its ARN, by which a repeat finds it.
    pub(super) certificate_arn: String,
    /// The certificate as PEM.
    certificate_pem: String,
    /// The private key as PEM, this once: nobody keeps it. Not there where the certificate was made from a signing request.
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key: Option<String>,
}

impl Provisioned {
    /// `thing` with `certificate`, and its key.
    pub(super) fn new(thing: NewThing, certificate: IssuedCertificate) -> Self {
        let IssuedCertificate { arn, id, pem, private_key } = certificate;
        Self {
            thing_name: thing.name,
            farm_id: thing.farm_id,
            entity_id: thing.entity_id,
            certificate_id: id,
            certificate_arn: arn,
            certificate_pem: pem,
            private_key: private_key.map(|key| key.0),
        }
    }

    /// Whether it has a private key, which is not kept.
    pub(super) fn has_key(&self) -> bool {
        self.private_key.is_some()
    }
}
