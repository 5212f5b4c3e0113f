//! `POST /v1/things`: a piece of equipment becomes a thing, with a certificate of its own.
//!
//! | step | after a failure there |
//! | --- | --- |
//! | the thing gets its place | the next try of anybody goes on |
//! | its entry in the registry | as before |
//! | a certificate that is not active, attached to the thing, with the devices' policy | the next try ends it and makes another |
//! | the answer is kept, without a private key | a repeat by signing request activates; else the key is lost: retire it |
//! | the certificate is activated | as before |
//!
//! AWS calls: 12, and one more for each certificate of a try that failed.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::Operation,
    alarm::ports::StoreError,
    entity::{
        Change, EntityChanges, Membership, Place, Tree,
        ports::{CommitEntityChanges, ReadPlaces, ReadTree},
    },
    idempotency::{Answer, Attempt, Outcome, ReadAnswer, Record},
    names::{EntityId, FarmId, Model, ThingName},
    thing::{
        NewThing,
        ports::{
            ActivateCertificate, AttachCertificate, EndCertificate, IssueCertificate, ListCertificates,
            RegisterThing,
        },
    },
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, State},
    idempotency::{answer, respond},
    problem::{FieldError, Problem},
};

use super::issued::Provisioned;
use crate::{farm_access::allow, hierarchy::refused, repeat::answered, store::unavailable, tries::Tries};

/// The longest signing request, in bytes: AWS IoT's.
const MAX_SIGNING_REQUEST: usize = 4_096;

/// What provisioning needs.
#[derive(Clone)]
pub(super) struct Provisioning {
    /// Reads what a repeat was answered.
    pub requests: Arc<dyn ReadAnswer>,
    /// Reads the farm's equipment.
    pub tree: Arc<dyn ReadTree>,
    /// Reads where things stand.
    pub places: Arc<dyn ReadPlaces>,
    /// Writes the thing's place, and the answer.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// Makes the entry in the registry.
    pub registry: Arc<dyn RegisterThing>,
    /// Lists what an earlier try left.
    pub list: Arc<dyn ListCertificates>,
    /// Makes the certificate.
    pub issue: Arc<dyn IssueCertificate>,
    /// Gives it to the thing.
    pub attach: Arc<dyn AttachCertificate>,
    /// Makes it work.
    pub activate: Arc<dyn ActivateCertificate>,
    /// Ends what an earlier try left.
    pub end: Arc<dyn EndCertificate>,
    /// The time.
    pub clock: Clock,
}

/// A thing that is to be.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "NewThing")]
pub(super) struct Wanted {
    /// Its name, which no other thing of the account has.
    thing_name: ThingName,
    /// The farm.
    farm_id: FarmId,
    /// The equipment that it is.
    entity_id: EntityId,
    /// What kind of machine it is.
    model: Model,
    /// The thing of the same farm through which it is connected, where it has no connection of its own.
    gateway: Option<ThingName>,
    /// A certificate signing request as PEM. Without one the certificate comes with a private key, once.
    csr: Option<String>,
}

/// Provisions the thing and answers 201 with its certificate.
pub(super) async fn provision(
    State(provisioning): State<Provisioning>,
    caller: Caller,
    Keyed { body, attempt }: Keyed<Wanted>,
) -> Result<Response, Problem> {
    let Wanted { thing_name, farm_id, entity_id, model, gateway, csr } = body;
    let member = allow(&caller, Operation::ProvisionThing, &farm_id, "farm")?;
    let thing = NewThing { name: thing_name, farm_id, entity_id, model };
    if thing.has_reserved_name() {
        return Err(unprocessable(
            "thingName",
            "reservedName",
            "The platform's own clients have such names.",
        ));
    }
    if csr.as_ref().is_some_and(|csr| csr.is_empty() || csr.len() > MAX_SIGNING_REQUEST) {
        return Err(unprocessable("csr", "length", "It must have 1 to 4096 bytes."));
    }
    let now = provisioning.clock.now();
    if let Some(before) = answered(&*provisioning.requests, attempt.as_ref(), now).await? {
        return provisioning.repeat(before).await;
    }
    provisioning.install(&thing, gateway, member.as_ref()).await?;
    let provisioned = provisioning.certify(thing, csr.as_deref()).await?;
    let outcome = provisioning.keep(&provisioned, attempt, member).await?;
    if let Outcome::Replayed(before) = outcome {
        // The same request at the same time was faster.
        return provisioning.repeat(before).await;
    }
    provisioning.activate.activate_certificate(&provisioned.certificate_arn).await.map_err(unavailable)?;
    respond(outcome, answer(StatusCode::CREATED, &provisioned)?)
}

impl Provisioning {
    /// Answers a request that was served before: by signing request as then, since nothing of it is secret; else nobody has
    /// the private key any more.
    async fn repeat(&self, before: Answer) -> Result<Response, Problem> {
        if before.status != StatusCode::CREATED.as_u16() {
            let detail =
                "The thing was provisioned, and its private key was shown once. Retire it to begin anew.";
            return Err(Problem::conflict("keyNotKept", detail));
        }
        let provisioned: Provisioned = serde_json::from_str(&before.body)?;
        let is_there = self.activate.activate_certificate(&provisioned.certificate_arn).await;
        if !is_there.map_err(unavailable)? {
            return Err(Problem::conflict("thingRetired", "The thing was retired since."));
        }
        respond(Outcome::Replayed(before.clone()), before)
    }

    /// Gives the thing its place. One that stands there already stays: an earlier try got no further.
    async fn install(
        &self,
        thing: &NewThing,
        gateway: Option<ThingName>,
        member: Option<&Membership>,
    ) -> Result<(), Problem> {
        let mut tries = Tries::new();
        loop {
            let names: Vec<_> = std::iter::once(thing.name.clone()).chain(gateway.clone()).collect();
            let (entities, places) =
                futures::try_join!(self.tree.read_tree(&thing.farm_id), self.places.read_places(&names))
                    .map_err(unavailable)?;
            let tree = Tree::new(entities);
            if tree.get(&thing.entity_id).is_none() {
                return Err(unprocessable("entityId", "noSuchEntity", "The farm has no such equipment."));
            }
            let place = places.iter().find(|place| place.thing == thing.name);
            if place.is_some_and(|place| stands_there(place, thing)) {
                return Ok(());
            }
            if place.is_some() {
                return Err(Problem::conflict("thingExists", "Another machine has this name."));
            }
            if let Some(gateway) = &gateway
                && !places.iter().any(|place| place.thing == *gateway && place.farm_id == thing.farm_id)
            {
                return Err(unprocessable("gateway", "noSuchThing", "The farm has no such thing."));
            }
            let (_, mut changes) =
                tree.install(&thing.entity_id, thing.name.clone(), gateway.clone()).map_err(refused)?;
            changes.changes.extend(member.cloned().map(Change::RequireMember));
            match self.commit.commit_entity_changes(&changes).await {
                Ok(_) => return Ok(()),
                Err(StoreError::Conflict) if tries.again().await => {}
                Err(error) => return Err(unavailable(error)),
            }
        }
    }

    /// Registers the thing and gives it a certificate that is not active yet.
    async fn certify(&self, thing: NewThing, csr: Option<&str>) -> Result<Provisioned, Problem> {
        self.registry.register_thing(&thing).await.map_err(|error| match error {
            StoreError::Conflict => {
                Problem::conflict("thingExists", "AWS IoT has another thing of this name. Retire it first.")
            }
            error => unavailable(error),
        })?;
        let left = self.list.list_certificates(&thing.name).await.map_err(unavailable)?;
        if left.iter().any(|certificate| certificate.active) {
            let detail = "The thing has a certificate already. Retire it to begin anew.";
            return Err(Problem::conflict("alreadyProvisioned", detail));
        }
        for certificate in left {
            self.end.end_certificate(&thing.name, &certificate.arn).await.map_err(unavailable)?;
        }
        let certificate = self.issue.issue_certificate(csr).await.map_err(|error| match error {
            StoreError::Refused(inside) if csr.is_some() => {
                unprocessable("csr", "invalid", "AWS IoT cannot sign it.").because(inside)
            }
            error => unavailable(error),
        })?;
        self.attach.attach_certificate(&thing.name, &certificate.arn).await.map_err(unavailable)?;
        Ok(Provisioned::new(thing, certificate))
    }

    /// Keeps what a repeat is answered, if the caller still may do this: of a private key only that there was one.
    async fn keep(
        &self,
        provisioned: &Provisioned,
        attempt: Option<Attempt>,
        member: Option<Membership>,
    ) -> Result<Outcome, Problem> {
        let kept = if provisioned.has_key() {
            Answer { status: StatusCode::CONFLICT.as_u16(), body: String::new() }
        } else {
            answer(StatusCode::CREATED, provisioned)?
        };
        let mut changes = EntityChanges::new(member.map(Change::RequireMember).into_iter().collect());
        changes.request = attempt.map(|attempt| Record::new(attempt, kept, self.clock.now()));
        self.commit.commit_entity_changes(&changes).await.map_err(unavailable)
    }
}

fn stands_there(place: &Place, thing: &NewThing) -> bool {
    place.farm_id == thing.farm_id && place.entity_id == thing.entity_id && place.retiring.is_empty()
}

fn unprocessable(field: &'static str, code: &'static str, rule: &'static str) -> Problem {
    let error = FieldError::new(field, code, rule);
    Problem::unprocessable("invalidValue", "The request breaks a rule of provisioning.").errors([error])
}
