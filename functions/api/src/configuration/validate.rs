//! `POST /v1/configuration/catalogue/validate`: what is wrong with a catalogue, without keeping it.

use std::sync::Arc;

use valmetal_domain::{
    access::PlatformOperation,
    catalogue::{Catalogue, Fault, Verdict, ports::ReadCatalogueStatus},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Body, Json, State},
    problem::Problem,
};

use super::catalogue::{Document, Judgement};
use crate::{farm_access::allow_on_platform, store::unavailable};

/// Answers every fault with its path, also that its number is in force with another content.
pub(super) async fn validate(
    State(status): State<Arc<dyn ReadCatalogueStatus>>,
    caller: Caller,
    Body(document): Body<Document>,
) -> Result<Json<Judgement>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ManageCatalogue)?;
    let bytes = document.catalogue.get().as_bytes();
    let known = status.read_catalogue_status().await.map_err(unavailable)?;
    let faults: Vec<Fault> = match known.judge(bytes, Clock::system().now()) {
        Verdict::Refuse { status } => {
            status.refused.map(|refused| refused.faults.as_slice().to_vec()).unwrap_or_default()
        }
        // In force, or refused before with the same faults.
        Verdict::Known => {
            Catalogue::parse(bytes).err().map(|faults| faults.as_slice().to_vec()).unwrap_or_default()
        }
        Verdict::Apply { .. } => Vec::new(),
    };
    let version = Catalogue::parse(bytes).ok().map(|catalogue| catalogue.version);
    Ok(Json(Judgement { valid: faults.is_empty(), faults, version }))
}
