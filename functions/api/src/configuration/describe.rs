//! What the routes of the configuration do, for the OpenAPI document.

use valmetal_domain::access::PlatformOperation;
use valmetal_runtime::openapi::Description;

use super::{catalogue::Judgement, deploy, get, validate, versions};

const NEEDS: PlatformOperation = PlatformOperation::ManageCatalogue;

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("get-configuration", get::get)
            .summary("The alarm catalogue in the caller's language, and the features that are on for them")
            .needs_on_platform(PlatformOperation::ReadConfiguration)
            .answers::<get::View>(200)
            .refuses([503]),
        Description::of("list-catalogue-versions", versions::list)
            .summary("The versions of the catalogue, their deployments, and what is in force")
            .needs_on_platform(NEEDS)
            .answers::<versions::Versions>(200),
        Description::of("add-catalogue-version", versions::add)
            .summary("Keeps a good catalogue, without putting it into force")
            .needs_on_platform(NEEDS)
            .answers::<versions::Added>(201)
            .refuses([422]),
        Description::of("get-catalogue-version", versions::get)
            .summary("The document of a version, as it was added")
            .needs_on_platform(NEEDS)
            .answers::<serde_json::Value>(200),
        Description::of("validate-catalogue", validate::validate)
            .summary("What is wrong with a catalogue, with the path of every fault")
            .needs_on_platform(NEEDS)
            .answers::<Judgement>(200),
        Description::of("deploy-catalogue", deploy::deploy)
            .summary("Puts a version into force")
            .needs_on_platform(NEEDS)
            .answers::<deploy::Deployed>(202)
            .refuses([404, 409, 422]),
        Description::of("roll-back-catalogue", deploy::roll_back)
            .summary("Puts the version into force that was before")
            .needs_on_platform(NEEDS)
            .answers::<deploy::Deployed>(202)
            .refuses([409]),
    ]
}
