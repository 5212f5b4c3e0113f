//! `DELETE /v1/things/{thingName}`: the machine is no thing any more.
//!
//! | step | why there |
//! | --- | --- |
//! | its certificates are written down at its place | a certificate that was detached is found nowhere else |
//! | each is deactivated, its policy and the thing detached, and it is deleted | what the thing can do ends first |
//! | the shadow is deleted | it outlives the thing otherwise, and a later one of the name would find it |
//! | the entry in the registry is deleted | it cannot be while a certificate is attached |
//! | its place is deleted | as long as it is there, a repeat does what is left to be done |
//!
//! AWS calls: 6, and six more for each certificate; the event of the registry deletes the place too, where this does not get
//! that far.

use std::sync::Arc;

use axum::response::Response;
use valmetal_domain::{
    access::Operation,
    alarm::ports::StoreError,
    entity::{
        Change, EntityChanges, EntityRefusal, Membership, Place, Tree,
        ports::{CommitEntityChanges, ReadPlaces, ReadTree},
    },
    names::ThingName,
    thing::ports::{DeleteShadow, DeleteThing, EndCertificate, ListCertificates},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Path, State},
    problem::Problem,
};

use crate::{
    farm_access::allow,
    hierarchy::{Proposal, write},
    store::unavailable,
    tries::Tries,
};

/// What retiring a thing needs.
#[derive(Clone)]
pub(super) struct Retirement {
    /// Reads where it stands.
    pub places: Arc<dyn ReadPlaces>,
    /// Reads its farm's equipment.
    pub tree: Arc<dyn ReadTree>,
    /// Writes what is left to be done, and its place's end.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// Lists its certificates.
    pub list: Arc<dyn ListCertificates>,
    /// Ends them.
    pub end: Arc<dyn EndCertificate>,
    /// Deletes its shadow.
    pub shadows: Arc<dyn DeleteShadow>,
    /// Deletes its entry.
    pub registry: Arc<dyn DeleteThing>,
    /// The time.
    pub clock: Clock,
}

/// Retires the thing and answers 204.
pub(super) async fn retire(
    State(retirement): State<Retirement>,
    caller: Caller,
    Path(thing): Path<ThingName>,
) -> Result<Response, Problem> {
    let place = retirement.announce(&caller, &thing).await?;
    for certificate in &place.retiring {
        retirement.end.end_certificate(&thing, certificate).await.map_err(unavailable)?;
    }
    retirement.shadows.delete_shadow(&thing).await.map_err(unavailable)?;
    retirement.registry.delete_thing(&thing).await.map_err(unavailable)?;
    let propose = async || retirement.leave(&place).await;
    write(&*retirement.commit, &caller, None, retirement.clock.now(), propose).await
}

impl Retirement {
    /// Writes down at the thing's place what is to be ended, if the caller still may do this. Answers the place as it is then.
    async fn announce(&self, caller: &Caller, thing: &ThingName) -> Result<Place, Problem> {
        let mut tries = Tries::new();
        loop {
            let place = self.place(thing).await?.ok_or_else(|| Problem::not_found("thing"))?;
            let member = allow(caller, Operation::RetireThing, &place.farm_id, "thing")?;
            let certificates = self.list.list_certificates(thing).await.map_err(unavailable)?;
            let (next, changes) = announced(place, certificates.into_iter().map(|one| one.arn), member);
            match self.commit.commit_entity_changes(&changes).await {
                Ok(_) => return Ok(next),
                Err(StoreError::Conflict) if tries.again().await => {}
                Err(error) => return Err(unavailable(error)),
            }
        }
    }

    /// Takes the thing from its place, unless the event of the registry was faster.
    async fn leave(&self, announced: &Place) -> Result<Proposal, Problem> {
        let nothing = || Proposal::silent(EntityChanges::default(), None);
        let Some(place) = self.place(&announced.thing).await? else { return Ok(nothing()) };
        let tree = Tree::new(self.tree.read_tree(&place.farm_id).await.map_err(unavailable)?);
        match tree.remove_thing(&place.entity_id, &place) {
            Ok((_, changes)) => Ok(Proposal::silent(changes, None)),
            Err(EntityRefusal::NoSuchEntity | EntityRefusal::HasNoThing) => Ok(nothing()),
            Err(refusal) => Err(crate::hierarchy::refused(refusal)),
        }
    }

    async fn place(&self, thing: &ThingName) -> Result<Option<Place>, Problem> {
        Ok(self.places.read_places(std::slice::from_ref(thing)).await.map_err(unavailable)?.pop())
    }
}

/// `place` with these certificates to be ended, beside those that an earlier try knew, and what writes it.
fn announced(
    place: Place,
    certificates: impl IntoIterator<Item = String>,
    member: Option<Membership>,
) -> (Place, EntityChanges) {
    let from = place.version;
    let mut next = Place { version: from + 1, ..place };
    next.retiring.extend(certificates);
    let changes = std::iter::once(Change::PutPlace(from, next.clone()));
    let changes = changes.chain(member.map(Change::RequireMember)).collect();
    (next, EntityChanges::new(changes))
}
