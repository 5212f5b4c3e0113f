//! A machine: its connection, its shadow, what it measured, and what was asked of it.

use serde::Deserialize;
use serde_json::Value;
use valmetal_domain::{entity::Connectivity, telemetry::Bin};

/// A thing.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Thing {
    /// Its name.
    pub(crate) thing_name: String,
    /// The thing through which it is connected.
    pub(crate) gateway: Option<String>,
    /// Whether it is connected, and since when.
    pub(crate) connectivity: Connectivity,
    /// Its entry in the registry.
    pub(crate) registration: Option<Registration>,
    /// What it is, and what it is to be.
    pub(crate) shadow: Option<Shadow>,
}

/// A thing's entry in the registry.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Registration {
    /// What the platform keeps there.
    #[serde(default)]
    pub(crate) attributes: Attributes,
}

/// What the platform keeps of a thing in the registry.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Attributes {
    /// The model of the machine.
    pub(crate) model: Option<String>,
}

/// A thing's shadow.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Shadow {
    /// Its two halves.
    pub(crate) state: ShadowState,
}

/// What a machine reports of itself and what it is asked to be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ShadowState {
    /// What it says that it is.
    pub(crate) reported: Value,
    /// What it is to be.
    pub(crate) desired: Value,
}

/// What a machine measured, in equal parts of time.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Telemetry {
    /// What one of `items` is in.
    pub(crate) unit: Option<String>,
    /// How wide each is, in seconds.
    pub(crate) bin: u64,
    /// The bins that hold anything, by time.
    pub(crate) items: Vec<Bin>,
}
