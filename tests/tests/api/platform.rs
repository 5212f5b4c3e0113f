//! The running platform, and both ways to its API.

use serde::Deserialize;
use valmetal_simulator::{
    api::Api,
    target::{Target, User},
};
use valmetal_tests::local_cloud;

/// The platform under test.
pub(crate) struct Platform {
    /// By the functions.
    pub(crate) target: Target,
    own: Own,
}

/// What a simulator does not need to know of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "the names of the status")]
struct Own {
    api_server_url: String,
    metrics_url: String,
    postgres_url: String,
}

/// One way to the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// A function for each route, behind the front door.
    Functions,
    /// The server of all routes.
    Server,
}

impl Platform {
    /// The platform that runs.
    pub(crate) fn find() -> Self {
        let status = local_cloud::status();
        Self { target: Target::parse(&status).unwrap(), own: serde_json::from_str(&status).unwrap() }
    }

    /// The same platform, with another server of all routes.
    pub(crate) fn served_at(mut self, url: &str) -> Self {
        url.clone_into(&mut self.own.api_server_url);
        self
    }

    /// Where the API is.
    pub(crate) fn url(&self, way: Way) -> &str {
        match way {
            Way::Functions => self.target.api_url.trim_end_matches('/'),
            Way::Server => self.own.api_server_url.trim_end_matches('/'),
        }
    }

    /// Where the server's metrics are.
    pub(crate) fn metrics_url(&self) -> &str {
        &self.own.metrics_url
    }

    /// Where the database is, with a password.
    pub(crate) fn postgres_url(&self) -> &str {
        &self.own.postgres_url
    }

    /// The client of somebody.
    pub(crate) fn client(&self, way: Way, user: &User) -> Api {
        let target = Target { api_url: self.url(way).to_owned(), ..self.target.clone() };
        Api::new(&target, user).unwrap()
    }

    /// The demo's administrator.
    pub(crate) fn admin(&self) -> &User {
        self.target.user("admin").expect("the demo has an administrator")
    }
}
