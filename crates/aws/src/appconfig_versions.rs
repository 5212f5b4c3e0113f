//! AppConfig's control plane: the versions of the alarm catalogue, and which one is deployed.

use async_trait::async_trait;
use aws_sdk_appconfig::Client;
use aws_sdk_appconfig::error::ProvideErrorMetadata as _;
use aws_sdk_appconfig::primitives::Blob;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::catalogue::versions::{
    AddVersion, CatalogueVersion, DeployVersion, Deployment, ListDeployments, ListVersions, ReadVersion,
};

use crate::error::{CallFailed, store_error};

/// The versions of the catalogue in AppConfig.
///
/// | IAM on the application, its environment and its profile | what needs it |
/// | --- | --- |
/// | `appconfig:ListHostedConfigurationVersions` | [`ListVersions`] |
/// | `appconfig:GetHostedConfigurationVersion` | [`ReadVersion`] |
/// | `appconfig:CreateHostedConfigurationVersion` | [`AddVersion`] |
/// | `appconfig:ListDeployments` | [`ListDeployments`] |
/// | `appconfig:StartDeployment`, on the strategy too | [`DeployVersion`] |
#[derive(Debug, Clone)]
pub struct CatalogueVersions {
    client: Client,
    application: String,
    environment: String,
    profile: String,
    strategy: String,
}

impl CatalogueVersions {
    /// The catalogue in this profile, deployed by this strategy, all by their ids.
    pub fn new(
        client: Client,
        application: impl Into<String>,
        environment: impl Into<String>,
        profile: impl Into<String>,
        strategy: impl Into<String>,
    ) -> Self {
        Self {
            client,
            application: application.into(),
            environment: environment.into(),
            profile: profile.into(),
            strategy: strategy.into(),
        }
    }
}

#[async_trait]
impl ListVersions for CatalogueVersions {
    async fn list_versions(
        &self,
        limit: u32,
        cursor: Option<String>,
    ) -> Result<(Vec<CatalogueVersion>, Option<String>), StoreError> {
        let page = self
            .client
            .list_hosted_configuration_versions()
            .application_id(&self.application)
            .configuration_profile_id(&self.profile)
            .max_results(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_next_token(cursor)
            .send()
            .await
            .map_err(|error| store_error("appconfig:ListHostedConfigurationVersions", error))?;
        let versions = page.items().iter().map(|version| CatalogueVersion {
            number: number(version.version_number()),
            description: version.description().map(str::to_owned),
        });
        Ok((versions.collect(), page.next_token().map(str::to_owned)))
    }
}

#[async_trait]
impl ReadVersion for CatalogueVersions {
    async fn read_version(&self, number: u32) -> Result<Option<Vec<u8>>, StoreError> {
        let found = self
            .client
            .get_hosted_configuration_version()
            .application_id(&self.application)
            .configuration_profile_id(&self.profile)
            .version_number(i32::try_from(number).unwrap_or(i32::MAX))
            .send()
            .await;
        match found {
            Ok(version) => Ok(version.content.map(Blob::into_inner)),
            Err(error) if error.code() == Some("ResourceNotFoundException") => Ok(None),
            Err(error) => Err(store_error("appconfig:GetHostedConfigurationVersion", error)),
        }
    }
}

#[async_trait]
impl AddVersion for CatalogueVersions {
    async fn add_version(&self, document: &[u8], description: Option<&str>) -> Result<u32, StoreError> {
        let added = self
            .client
            .create_hosted_configuration_version()
            .application_id(&self.application)
            .configuration_profile_id(&self.profile)
            .content_type("application/json")
            .content(Blob::new(document))
            .set_description(description.map(str::to_owned))
            .send()
            .await
            .map_err(|error| store_error("appconfig:CreateHostedConfigurationVersion", error))?;
        Ok(number(added.version_number))
    }
}

#[async_trait]
impl ListDeployments for CatalogueVersions {
    async fn list_deployments(&self) -> Result<Vec<Deployment>, StoreError> {
        let page = self
            .client
            .list_deployments()
            .application_id(&self.application)
            .environment_id(&self.environment)
            .max_results(50)
            .send()
            .await
            .map_err(|error| store_error("appconfig:ListDeployments", error))?;
        // An environment has the deployments of all its profiles; a summary names the profile and not its id.
        let deployments =
            page.items().iter().filter(|deployment| deployment.configuration_name() == Some(PROFILE));
        let mut deployments: Vec<_> = deployments
            .map(|deployment| Deployment {
                number: number(deployment.deployment_number()),
                version: deployment.configuration_version().and_then(|v| v.parse().ok()).unwrap_or_default(),
                state: deployment.state().map(|state| state.as_str().to_owned()).unwrap_or_default(),
                completed_at: deployment.completed_at().and_then(|at| Timestamp::from_second(at.secs()).ok()),
            })
            .collect();
        deployments.sort_by_key(|deployment| std::cmp::Reverse(deployment.number));
        Ok(deployments)
    }
}

/// The profile's name, which the template gives it.
const PROFILE: &str = "catalogue";

#[async_trait]
impl DeployVersion for CatalogueVersions {
    async fn deploy_version(&self, version: u32, description: &str) -> Result<u32, StoreError> {
        const START: &str = "appconfig:StartDeployment";
        let started = self
            .client
            .start_deployment()
            .application_id(&self.application)
            .environment_id(&self.environment)
            .configuration_profile_id(&self.profile)
            .configuration_version(version.to_string())
            .deployment_strategy_id(&self.strategy)
            .description(description)
            .send()
            .await;
        match started {
            Ok(deployment) => Ok(number(deployment.deployment_number)),
            // Another one is on its way.
            Err(error) if error.code() == Some("ConflictException") => Err(StoreError::Conflict),
            Err(error) if error.code() == Some("BadRequestException") => {
                Err(StoreError::Refused(CallFailed::of(START, error).into()))
            }
            Err(error) => Err(store_error(START, error)),
        }
    }
}

fn number(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
