//! Lambda: what is run in the background, by the function that is there for it.

use async_trait::async_trait;
use aws_sdk_lambda::Client;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::replay::WhatIfRef;
use valmetal_domain::replay::ports::HandOverWhatIf;

use crate::error::store_error;

/// Hands what-ifs over to a function. Lambda keeps the event until the function has run, tries it again where that fails, and
/// sends what it gives up where the template says.
///
/// IAM: `lambda:InvokeFunction` on the function.
#[derive(Debug, Clone)]
pub struct WhatIfRunner {
    client: Client,
    function: String,
}

impl WhatIfRunner {
    /// Hands over to the function of this name.
    pub fn new(client: Client, function: impl Into<String>) -> Self {
        Self { client, function: function.into() }
    }
}

#[async_trait]
impl HandOverWhatIf for WhatIfRunner {
    async fn hand_over_what_if(&self, reference: &WhatIfRef) -> Result<(), StoreError> {
        let event = serde_json::to_vec(reference).map_err(|error| StoreError::Refused(Box::new(error)))?;
        self.client
            .invoke()
            .function_name(&self.function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(event))
            .send()
            .await
            .map_err(|error| store_error("lambda:Invoke", error))?;
        Ok(())
    }
}
