//! All resources of the API, for whoever serves or describes them together.

use valmetal_runtime::{http::Route, openapi::Description};

use crate::{
    alarms, audit, commands, configuration, content, entities, farms, feed, files, maintenance, members,
    openapi, records, server::live, subscriptions, telemetry, things, users,
};

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
    Resource { name: "feed", routes: feed::routes, descriptions: feed::descriptions },
    Resource { name: "telemetry", routes: telemetry::routes, descriptions: telemetry::descriptions },
    Resource { name: "things", routes: things::routes, descriptions: things::descriptions },
    Resource { name: "commands", routes: commands::routes, descriptions: commands::descriptions },
    Resource { name: "users", routes: users::routes, descriptions: users::descriptions },
    Resource {
        name: "subscriptions",
        routes: subscriptions::routes,
        descriptions: subscriptions::descriptions,
    },
    Resource { name: "files", routes: files::routes, descriptions: files::descriptions },
    Resource {
        name: "configuration",
        routes: configuration::routes,
        descriptions: configuration::descriptions,
    },
    Resource { name: "audit", routes: audit::routes, descriptions: audit::descriptions },
    Resource { name: "records", routes: records::routes, descriptions: records::descriptions },
    Resource { name: "maintenance", routes: maintenance::routes, descriptions: maintenance::descriptions },
    Resource { name: "content", routes: content::routes, descriptions: content::descriptions },
    Resource { name: "openapi", routes: openapi::routes, descriptions: openapi::descriptions },
];

/// What only a server can serve, since a function's answer has an end.
pub const SERVER_ONLY: &[Resource] =
    &[Resource { name: "live", routes: live::routes, descriptions: live::descriptions }];
