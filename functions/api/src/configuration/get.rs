//! `GET /v1/configuration`: the catalogue in the caller's language, and which flags are on for them.

use std::{collections::BTreeMap, sync::Arc};

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::PlatformOperation,
    alarm::{Definition, Severity},
    catalogue::{Catalogue, ports::FetchCatalogue},
    flags::{Flags, ports::FetchFlags},
    names::AlarmCode,
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Json, State},
    problem::Problem,
};

use super::cached::Cached;
use crate::{farm_access::allow_on_platform, language::AcceptLanguage};

/// What the configuration is read from, and what is known of it.
#[derive(Clone)]
pub(super) struct Configuration {
    catalogue: Arc<dyn FetchCatalogue>,
    flags: Arc<dyn FetchFlags>,
    known_catalogue: Arc<Cached<Arc<Catalogue>>>,
    known_flags: Arc<Cached<Arc<Flags>>>,
    clock: Clock,
}

impl Configuration {
    /// Fetched from there; nothing is known yet.
    pub(super) fn new(catalogue: Arc<dyn FetchCatalogue>, flags: Arc<dyn FetchFlags>, clock: Clock) -> Self {
        let (known_catalogue, known_flags) = (Arc::new(Cached::new()), Arc::new(Cached::new()));
        Self { catalogue, flags, known_catalogue, known_flags, clock }
    }
}

/// What is configured for the caller.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Configuration")]
pub(super) struct View {
    catalogue_version: u64,
    definitions: Vec<DefinitionView>,
    /// Which features are on for the caller, by name.
    flags: BTreeMap<String, bool>,
}

/// What an alarm code means, in one language.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct DefinitionView {
    code: AlarmCode,
    severity: Severity,
    title: String,
    cause: String,
    consequence: String,
    steps: Vec<String>,
}

impl DefinitionView {
    fn of(definition: &Definition, language: AcceptLanguage) -> Self {
        let card = language.of(&definition.texts);
        Self {
            code: definition.code.clone(),
            severity: definition.severity,
            title: card.title.clone(),
            cause: card.cause.clone(),
            consequence: card.consequence.clone(),
            steps: card.steps.clone(),
        }
    }
}

/// Answers the configuration.
pub(super) async fn get(
    State(configuration): State<Configuration>,
    caller: Caller,
    language: AcceptLanguage,
) -> Result<Json<View>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ReadConfiguration)?;
    let now = configuration.clock.now();
    let (catalogue, flags) = futures::try_join!(
        configuration.known_catalogue.get(
            now,
            || configuration.catalogue.fetch_catalogue(),
            |document| Catalogue::parse(document).map(Arc::new),
        ),
        configuration.known_flags.get(
            now,
            || configuration.flags.fetch_flags(),
            |document| Flags::parse(document).map(Arc::new),
        ),
    )?;
    let definitions =
        catalogue.definitions.values().map(|definition| DefinitionView::of(definition, language)).collect();
    let flags = flags.of(&caller).into_iter().map(|(name, on)| (name.to_owned(), on)).collect();
    Ok(Json(View { catalogue_version: catalogue.version, definitions, flags }))
}
