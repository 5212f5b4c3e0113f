//! The user pool's triggers. Which of them this process is, `_HANDLER` says.

use std::{process::ExitCode, sync::Arc};

use identity::AddFarmClaims;
use valmetal_aws::{client, dynamodb::FarmReader};
use valmetal_runtime::{
    error::Error,
    handler::{Entry, Init, Shape, serve},
};

fn main() -> ExitCode {
    serve("identity", vec![Entry::new("add-farm-claims", Shape::Any, add_farm_claims)])
}

async fn add_farm_claims(init: Init) -> Result<AddFarmClaims, Error> {
    let config = client::from_lambda_environment()?;
    let table = init.env.text("ENTITY_TABLE")?;
    Ok(AddFarmClaims { memberships: Arc::new(FarmReader::new(client::dynamodb(&config), table)) })
}
