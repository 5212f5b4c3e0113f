//! The versions of the catalogue's document, and which of them is deployed: what an administrator works with.

use async_trait::async_trait;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::alarm::ports::StoreError;

/// A version of the document, by the number that the store gave it; the document has its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CatalogueVersion {
    /// The store's number.
    pub number: u32,
    /// What whoever added it said about it.
    pub description: Option<String>,
}

/// That a version was deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Deployment {
    /// Which deployment; a later one has a greater number.
    pub number: u32,
    /// Of which version.
    pub version: u32,
    /// How far it is, in AppConfig's words.
    pub state: String,
    /// When it was complete.
    pub completed_at: Option<Timestamp>,
}

impl Deployment {
    /// Whether this version was in force, or is.
    fn is_complete(&self) -> bool {
        self.state == "COMPLETE"
    }
}

/// The version to roll back to: the last one before the version that is deployed now and unlike it. `deployments` come newest
/// first.
pub fn before_the_last(deployments: &[Deployment]) -> Option<u32> {
    let mut complete = deployments.iter().filter(|deployment| deployment.is_complete());
    let current = complete.next()?.version;
    complete.map(|deployment| deployment.version).find(|version| *version != current)
}

/// Lists versions.
#[async_trait]
pub trait ListVersions: Send + Sync {
    /// A page of at most `limit`, the newest first, from `cursor` on.
    async fn list_versions(
        &self,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<CatalogueVersion>, Option<String>), StoreError>;
}

/// Reads a version.
#[async_trait]
pub trait ReadVersion: Send + Sync {
    /// Its document, where there is such a version.
    async fn read_version(&self, number: u32) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Adds a version.
#[async_trait]
pub trait AddVersion: Send + Sync {
    /// Keeps the document, and says under which number.
    async fn add_version(&self, document: &[u8], description: Option<&str>) -> Result<u32, StoreError>;
}

/// Lists deployments.
#[async_trait]
pub trait ListDeployments: Send + Sync {
    /// The last ones, the newest first.
    async fn list_deployments(&self) -> Result<Vec<Deployment>, StoreError>;
}

/// Deploys a version.
#[async_trait]
pub trait DeployVersion: Send + Sync {
    /// Starts its deployment, and says which that is. Another one on its way is [`StoreError::Conflict`].
    async fn deploy_version(&self, version: u32, description: &str) -> Result<u32, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployments(of: &[(u32, &str)]) -> Vec<Deployment> {
        let deployment = |(number, (version, state)): (u32, &(u32, &str))| Deployment {
            number,
            version: *version,
            state: (*state).to_owned(),
            completed_at: None,
        };
        (1..).zip(of).map(deployment).collect()
    }

    #[test]
    fn one_rolls_back_to_what_was_in_force_before() {
        for (of, expected) in [
            (vec![], None),
            (vec![(1, "COMPLETE")], None),
            (vec![(2, "COMPLETE"), (1, "COMPLETE")], Some(1)),
            (vec![(2, "COMPLETE"), (2, "COMPLETE"), (1, "COMPLETE")], Some(1)),
            (vec![(3, "DEPLOYING"), (2, "COMPLETE"), (1, "COMPLETE")], Some(1)),
            (vec![(2, "COMPLETE"), (3, "ROLLED_BACK"), (1, "COMPLETE")], Some(1)),
        ] {
            assert_eq!(before_the_last(&deployments(&of)), expected, "{of:?}");
        }
    }
}
