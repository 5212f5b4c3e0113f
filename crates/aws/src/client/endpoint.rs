//! `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`: other endpoints, as every AWS SDK reads them.

use std::collections::HashMap;

use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use super::environment::Environment;

/// The endpoint of all services.
pub(super) const VARIABLE: &str = "AWS_ENDPOINT_URL";

/// The endpoints of single services, by variable. A client asks for its own when it is made.
#[derive(Debug)]
pub(super) struct ServiceEndpoints(HashMap<String, String>);

impl ServiceEndpoints {
    /// Those that `environment` names.
    pub(super) fn of(environment: &Environment) -> Self {
        Self(environment.starting_with("AWS_ENDPOINT_URL_"))
    }
}

impl LoadServiceConfig for ServiceEndpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        self.0.get(&format!("{}_{service}", key.env())).cloned()
    }
}
