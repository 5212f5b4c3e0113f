//! What the routes of things do, for the OpenAPI document.

use valmetal_domain::{
    access::{Operation, PlatformOperation},
    thing::FoundThing,
};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{get, issued, provision, retire, search};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("search-fleet", search::search)
            .summary("Searches the things of the caller's farms")
            .detail(
                "In the syntax of fleet indexing: fields with values, AND, OR, NOT, parentheses, quotes, wildcards and ranges, \
                 without escapes. A page may be short, or empty, and still have a cursor.",
            )
            .needs_on_platform(PlatformOperation::SearchFleet)
            .answers::<Page<FoundThing>>(200),
        Description::of("provision-thing", provision::provision)
            .summary("Makes a piece of equipment a thing with a certificate of its own")
            .detail(
                "The private key is answered once and kept nowhere: a repeat by the same key is 409. By a signing request there is \
                 no such secret, and a repeat is answered as before.",
            )
            .needs(Operation::ProvisionThing)
            .answers::<issued::Provisioned>(201)
            .refuses([404, 409]),
        Description::of("get-thing", get::get)
            .summary("A thing: its place and connectivity, its entry in the registry, its shadow")
            .needs(Operation::Read)
            .answers::<get::Thing>(200),
        Description::of("retire-thing", retire::retire)
            .summary("Ends a thing with its certificates; what failed halfway can be repeated")
            .needs(Operation::RetireThing)
            .answers_nothing(204),
    ]
}
