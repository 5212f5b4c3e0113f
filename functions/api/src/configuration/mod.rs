//! What is configured: the catalogue and the flags in force for the caller; for administrators the versions of the catalogue.

mod cached;
mod catalogue;
mod deploy;
mod describe;
mod get;
mod validate;
mod versions;

use std::sync::Arc;

use valmetal_domain::catalogue::{ports::ReadCatalogueStatus, versions::ReadVersion};
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// The largest body with a catalogue: what AppConfig holds in one version.
const CATALOGUE_BYTES: usize = 1024 * 1024;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const VERSIONS: &str = "/v1/configuration/catalogue/versions";
    const VERSION: &str = "/v1/configuration/catalogue/versions/{version}";
    const VALIDATE: &str = "/v1/configuration/catalogue/validate";
    const DEPLOY: &str = "/v1/configuration/catalogue/deploy";
    const ROLL_BACK: &str = "/v1/configuration/catalogue/roll-back";
    vec![
        Route::get("get-configuration", "/v1/configuration", get::get, configuration),
        Route::get("list-catalogue-versions", VERSIONS, versions::list, lists),
        Route::post("add-catalogue-version", VERSIONS, versions::add, additions).body_limit(CATALOGUE_BYTES),
        Route::get("get-catalogue-version", VERSION, versions::get, version),
        Route::post("validate-catalogue", VALIDATE, validate::validate, status).body_limit(CATALOGUE_BYTES),
        Route::post("deploy-catalogue", DEPLOY, deploy::deploy, deploying),
        Route::post("roll-back-catalogue", ROLL_BACK, deploy::roll_back, rolling_back),
    ]
}

async fn configuration(init: Init) -> Result<get::Configuration, Error> {
    let clients = Clients::new(&init)?;
    Ok(get::Configuration::new(clients.deployed_catalogue()?, clients.deployed_flags()?, init.clock))
}

async fn lists(init: Init) -> Result<versions::Lists, Error> {
    let clients = Clients::new(&init)?;
    let versions = clients.catalogue_versions()?;
    Ok(versions::Lists {
        versions: versions.clone(),
        deployments: versions,
        status: clients.catalogue_status()?,
    })
}

async fn additions(init: Init) -> Result<versions::Additions, Error> {
    let clients = Clients::new(&init)?;
    Ok(versions::Additions {
        answered: clients.answered_requests()?,
        versions: clients.catalogue_versions()?,
        audit: clients.keyed_audit_trail()?,
        clock: init.clock,
    })
}

async fn version(init: Init) -> Result<Arc<dyn ReadVersion>, Error> {
    Ok(Clients::new(&init)?.catalogue_versions()?)
}

async fn status(init: Init) -> Result<Arc<dyn ReadCatalogueStatus>, Error> {
    Ok(Clients::new(&init)?.catalogue_status()?)
}

async fn deploying(init: Init) -> Result<deploy::Deploying, Error> {
    let clients = Clients::new(&init)?;
    let versions = clients.catalogue_versions()?;
    Ok(deploy::Deploying {
        versions: versions.clone(),
        deploy: versions,
        audit: clients.keyed_audit_trail()?,
        clock: init.clock,
    })
}

async fn rolling_back(init: Init) -> Result<deploy::RollingBack, Error> {
    let clients = Clients::new(&init)?;
    let versions = clients.catalogue_versions()?;
    Ok(deploy::RollingBack {
        deployments: versions.clone(),
        deploy: versions,
        audit: clients.keyed_audit_trail()?,
        clock: init.clock,
    })
}
