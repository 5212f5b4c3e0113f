//! All resources of the API, for whoever serves or describes them together.

use valmetal_runtime::{http::Route, openapi::Description};

use crate::{alarms, entities, farms, members};

/// A resource: its routes and their descriptions.
#[derive(Clone, Copy)]
pub struct Resource {
    /// Its name.
    pub name: &'static str,
    /// Makes its routes.
    pub routes: fn() -> Vec<Route>,
    /// Makes their descriptions.
    pub descriptions: fn() -> Vec<Description>,
}

/// All of them. A function of Lambda knows only its own, so that it does not hold the others.
pub const ALL: &[Resource] = &[
    Resource { name: "farms", routes: farms::routes, descriptions: farms::descriptions },
    Resource { name: "entities", routes: entities::routes, descriptions: entities::descriptions },
    Resource { name: "members", routes: members::routes, descriptions: members::descriptions },
    Resource { name: "alarms", routes: alarms::routes, descriptions: alarms::descriptions },
];
