//! What things need from outside, one small trait an operation.

use async_trait::async_trait;
use serde_json::Value;

use super::{Certificate, FoundThing, IssuedCertificate, NewThing, Registration};
pub use crate::alarm::ports::StoreError;
use crate::names::ThingName;

/// Searches the fleet.
#[async_trait]
pub trait SearchFleet: Send + Sync {
    /// A page of at most `limit` things that `query` finds, from `cursor` on. A query that the index cannot take is
    /// [`StoreError::Refused`].
    async fn search_fleet(
        &self,
        query: &str,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<FoundThing>, Option<String>), StoreError>;
}

/// Reads the registry.
#[async_trait]
pub trait ReadRegistration: Send + Sync {
    /// The thing's entry, where it has one.
    async fn read_registration(&self, thing: &ThingName) -> Result<Option<Registration>, StoreError>;
}

/// Reads shadows.
#[async_trait]
pub trait ReadShadow: Send + Sync {
    /// The thing's shadow as AWS IoT answers it, where it has one.
    async fn read_shadow(&self, thing: &ThingName) -> Result<Option<Value>, StoreError>;
}

/// Makes an entry in the registry.
#[async_trait]
pub trait RegisterThing: Send + Sync {
    /// Makes it; one that is there with the same attributes stays. With others: [`StoreError::Conflict`].
    async fn register_thing(&self, thing: &NewThing) -> Result<(), StoreError>;
}

/// Lists the certificates of a thing.
#[async_trait]
pub trait ListCertificates: Send + Sync {
    /// All that are attached to it; none where there is no such thing.
    async fn list_certificates(&self, thing: &ThingName) -> Result<Vec<Certificate>, StoreError>;
}

/// Makes certificates.
#[async_trait]
pub trait IssueCertificate: Send + Sync {
    /// A certificate that is not active, from a signing request in PEM, or with a key pair of its own. A request that
    /// cannot be signed is [`StoreError::Refused`].
    async fn issue_certificate(&self, signing_request: Option<&str>)
    -> Result<IssuedCertificate, StoreError>;
}

/// Gives a certificate to a thing.
#[async_trait]
pub trait AttachCertificate: Send + Sync {
    /// Attaches the devices' policy to the certificate, and the certificate to the thing.
    async fn attach_certificate(&self, thing: &ThingName, certificate: &str) -> Result<(), StoreError>;
}

/// Makes a certificate work.
#[async_trait]
pub trait ActivateCertificate: Send + Sync {
    /// Activates the certificate with this ARN; an active one stays so. Whether there is one.
    async fn activate_certificate(&self, certificate: &str) -> Result<bool, StoreError>;
}

/// Ends a certificate.
#[async_trait]
pub trait EndCertificate: Send + Sync {
    /// Deactivates the certificate, which disconnects the thing, detaches it and deletes it, in this order. What is done
    /// already is passed over.
    async fn end_certificate(&self, thing: &ThingName, certificate: &str) -> Result<(), StoreError>;
}

/// Deletes a shadow.
#[async_trait]
pub trait DeleteShadow: Send + Sync {
    /// Deletes the thing's shadow, where it has one.
    async fn delete_shadow(&self, thing: &ThingName) -> Result<(), StoreError>;
}

/// Deletes an entry of the registry.
#[async_trait]
pub trait DeleteThing: Send + Sync {
    /// Deletes it, where it is there. No certificate may be attached to the thing any more.
    async fn delete_thing(&self, thing: &ThingName) -> Result<(), StoreError>;
}
