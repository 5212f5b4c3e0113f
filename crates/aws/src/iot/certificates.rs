//! Certificates: by what a thing shows who it is.

use async_trait::async_trait;
use aws_sdk_iot::Client;
use aws_sdk_iot::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_iot::types::CertificateStatus;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::names::ThingName;
use valmetal_domain::thing::ports::{
    ActivateCertificate, AttachCertificate, EndCertificate, IssueCertificate, ListCertificates,
};
use valmetal_domain::thing::{Certificate, IssuedCertificate, PrivateKey};

use crate::error::{CallFailed, store_error};

/// The certificates of things, with the policy that every device has.
///
/// | IAM | what needs it |
/// | --- | --- |
/// | `iot:ListThingPrincipals`, `iot:DescribeCertificate` | [`ListCertificates`] |
/// | `iot:CreateKeysAndCertificate`, `iot:CreateCertificateFromCsr` | [`IssueCertificate`] |
/// | `iot:AttachPolicy`, `iot:AttachThingPrincipal` | [`AttachCertificate`] |
/// | `iot:UpdateCertificate` | [`ActivateCertificate`] |
/// | `iot:UpdateCertificate`, `iot:DetachPolicy`, `iot:DetachThingPrincipal`, `iot:DeleteCertificate` | [`EndCertificate`] |
#[derive(Debug, Clone)]
pub struct Certificates {
    client: Client,
    policy: String,
}

impl Certificates {
    /// The account's certificates; `policy` is the name of the devices' policy.
    pub fn new(client: Client, policy: impl Into<String>) -> Self {
        Self { client, policy: policy.into() }
    }

    async fn is_active(&self, arn: &str) -> Result<Option<bool>, StoreError> {
        let described = self.client.describe_certificate().certificate_id(id_of(arn)?).send().await;
        let Some(described) = unless_gone("iot:DescribeCertificate", described)? else { return Ok(None) };
        let status = described.certificate_description.and_then(|description| description.status);
        Ok(Some(status == Some(CertificateStatus::Active)))
    }

    async fn set_status(&self, arn: &str, status: CertificateStatus) -> Result<bool, StoreError> {
        let set =
            self.client.update_certificate().certificate_id(id_of(arn)?).new_status(status).send().await;
        Ok(unless_gone("iot:UpdateCertificate", set)?.is_some())
    }
}

#[async_trait]
impl ListCertificates for Certificates {
    async fn list_certificates(&self, thing: &ThingName) -> Result<Vec<Certificate>, StoreError> {
        let listed = self.client.list_thing_principals().thing_name(thing.as_str()).send().await;
        let Some(listed) = unless_gone("iot:ListThingPrincipals", listed)? else { return Ok(Vec::new()) };
        let mut certificates = Vec::new();
        for arn in listed.principals() {
            if let Some(active) = self.is_active(arn).await? {
                certificates.push(Certificate { arn: arn.clone(), active });
            }
        }
        Ok(certificates)
    }
}

#[async_trait]
impl IssueCertificate for Certificates {
    async fn issue_certificate(
        &self,
        signing_request: Option<&str>,
    ) -> Result<IssuedCertificate, StoreError> {
        let (arn, id, pem, private_key) = if let Some(signing_request) = signing_request {
            let made = self
                .client
                .create_certificate_from_csr()
                .certificate_signing_request(signing_request)
                .set_as_active(false)
                .send()
                .await
                .map_err(|error| store_error("iot:CreateCertificateFromCsr", error))?;
            (made.certificate_arn, made.certificate_id, made.certificate_pem, None)
        } else {
            let made = self
                .client
                .create_keys_and_certificate()
                .set_as_active(false)
                .send()
                .await
                .map_err(|error| store_error("iot:CreateKeysAndCertificate", error))?;
            let private_key = made.key_pair.and_then(|pair| pair.private_key).map(PrivateKey);
            (made.certificate_arn, made.certificate_id, made.certificate_pem, private_key)
        };
        match (arn, id, pem) {
            (Some(arn), Some(id), Some(pem)) => Ok(IssuedCertificate { arn, id, pem, private_key }),
            _ => Err(StoreError::Unreadable("a certificate was made without ARN, id or PEM".to_owned())),
        }
    }
}

#[async_trait]
impl AttachCertificate for Certificates {
    async fn attach_certificate(&self, thing: &ThingName, certificate: &str) -> Result<(), StoreError> {
        self.client
            .attach_thing_principal()
            .thing_name(thing.as_str())
            .principal(certificate)
            .send()
            .await
            .map_err(|error| store_error("iot:AttachThingPrincipal", error))?;
        self.client
            .attach_policy()
            .policy_name(&self.policy)
            .target(certificate)
            .send()
            .await
            .map_err(|error| store_error("iot:AttachPolicy", error))?;
        Ok(())
    }
}

#[async_trait]
impl ActivateCertificate for Certificates {
    async fn activate_certificate(&self, certificate: &str) -> Result<bool, StoreError> {
        self.set_status(certificate, CertificateStatus::Active).await
    }
}

#[async_trait]
impl EndCertificate for Certificates {
    async fn end_certificate(&self, thing: &ThingName, certificate: &str) -> Result<(), StoreError> {
        if !self.set_status(certificate, CertificateStatus::Inactive).await? {
            return Ok(());
        }
        let detached = self.client.detach_policy().policy_name(&self.policy).target(certificate).send().await;
        unless_gone("iot:DetachPolicy", detached)?;
        let detached = self
            .client
            .detach_thing_principal()
            .thing_name(thing.as_str())
            .principal(certificate)
            .send()
            .await;
        unless_gone("iot:DetachThingPrincipal", detached)?;
        // Policies that somebody attached by hand go with it.
        let deleted = self
            .client
            .delete_certificate()
            .certificate_id(id_of(certificate)?)
            .force_delete(true)
            .send()
            .await;
        unless_gone("iot:DeleteCertificate", deleted)?;
        Ok(())
    }
}

/// The id in a certificate's ARN.
fn id_of(arn: &str) -> Result<&str, StoreError> {
    arn.rsplit_once(":cert/").map(|(_, id)| id).ok_or_else(|| {
        let detail = "the principal is no certificate of AWS IoT";
        StoreError::Refused(CallFailed::new("iot:DescribeCertificate", detail).into())
    })
}

/// The answer of a call; none where what it is about is not there.
fn unless_gone<T, E>(
    operation: &'static str,
    answer: Result<T, SdkError<E, HttpResponse>>,
) -> Result<Option<T>, StoreError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(None),
        Err(error) => Err(store_error(operation, error)),
    }
}
