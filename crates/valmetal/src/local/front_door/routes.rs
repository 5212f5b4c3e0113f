//! Which part of the platform serves a request: by path, as CloudFront's behaviours and the load balancer's
//! rules do on AWS.

/// The parts behind the front door, each by the address that a request's path is appended to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Origins {
    /// The HTTP API of API Gateway: `/v1/*`.
    pub(crate) http_api: Option<String>,
    /// The API's server, for what a function cannot serve: `/v1/live`.
    pub(crate) api_server: Option<String>,
    /// The web client: everything else.
    pub(crate) web_client: Option<String>,
}

impl Origins {
    /// The origin of a request; `None` if no part of this deployment serves it.
    pub(super) fn of(&self, path: &str) -> Option<&str> {
        if path == "/v1/live" {
            return self.api_server.as_deref();
        }
        if path == "/v1" || path.starts_with("/v1/") {
            self.http_api.as_deref()
        } else {
            self.web_client.as_deref()
        }
    }
}
