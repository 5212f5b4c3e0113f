//! What the routes of audits do, for the OpenAPI document.

use valmetal_domain::{
    access::{Operation, PlatformOperation},
    audit::Entry,
};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{list, reachability};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-farm-audit", list::of_farm)
            .summary("Who did what on a farm, the newest first")
            .detail("A page may be short and yet have a next one: most of the journal is no person's.")
            .needs(Operation::ReadAudit)
            .answers::<Page<Entry>>(200),
        Description::of("list-platform-audit", list::of_platform)
            .summary("Who changed what belongs to no farm, the newest first")
            .needs_on_platform(PlatformOperation::ManageCatalogue)
            .answers::<Page<Entry>>(200),
        Description::of("list-reachability", reachability::list)
            .summary("Whose channels were last seen to work")
            .needs(Operation::ReadAudit)
            .answers::<Page<reachability::Person>>(200),
    ]
}
