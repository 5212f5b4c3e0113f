//! What a deployment runs. Which of the functions this process is, `_HANDLER` says.

mod iot;

use std::{process::ExitCode, sync::Arc};

use async_trait::async_trait;
use deployment::{
    apply_catalogue::ApplyCatalogue, configure_iot::ConfigureIot, custom_resource::PutAnswer,
    migrate_database::MigrateDatabase,
};
use valmetal_aws::{
    appconfig::DeployedConfiguration,
    client::{self, Presigned},
    dynamodb::CatalogueStore,
};
use valmetal_postgres::{Config, Database, SignIn};
use valmetal_runtime::{
    error::Error,
    handler::{Entry, Init, Shape, serve},
};

use iot::Settings;

fn main() -> ExitCode {
    serve(
        "deployment",
        vec![
            Entry::new(
                "configure-iot",
                Shape::Field("ResourceType", "Custom::IotConfiguration"),
                configure_iot,
            ),
            Entry::new(
                "apply-catalogue",
                Shape::Field("ResourceType", "Custom::AppliedCatalogue"),
                apply_catalogue,
            ),
            Entry::new(
                "migrate-database",
                Shape::Field("ResourceType", "Custom::MigratedDatabase"),
                migrate_database,
            ),
        ],
    )
}

async fn configure_iot(_: Init) -> Result<ConfigureIot, Error> {
    let config = client::from_lambda_environment()?;
    let answers = Answers(Presigned::from_lambda_environment()?);
    Ok(ConfigureIot { settings: Arc::new(Settings(client::iot(&config))), answers: Arc::new(answers) })
}

async fn apply_catalogue(init: Init) -> Result<ApplyCatalogue, Error> {
    let config = client::from_lambda_environment()?;
    let catalogue = Arc::new(CatalogueStore::new(client::dynamodb(&config), init.env.text("ALARM_TABLE")?));
    let deployed = DeployedConfiguration::new(
        client::appconfig(&config),
        init.env.text("APPCONFIG_APPLICATION")?,
        init.env.text("APPCONFIG_ENVIRONMENT")?,
        init.env.text("APPCONFIG_CATALOGUE")?,
    );
    Ok(ApplyCatalogue {
        fetch: Arc::new(deployed),
        read: catalogue.clone(),
        definitions: catalogue.clone(),
        status: catalogue,
        answers: Arc::new(Answers(Presigned::from_lambda_environment()?)),
        clock: init.clock,
    })
}

async fn migrate_database(init: Init) -> Result<MigrateDatabase, Error> {
    let config = client::from_lambda_environment()?;
    let variable = |name: &str| init.env.optional(name).ok().flatten();
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let credentials = config.credentials_provider().ok_or("the environment has no credentials")?;
    let database = Database::open(Config::read(variable, || SignIn::Iam { region, credentials })?);
    Ok(MigrateDatabase { database, answers: Arc::new(Answers(Presigned::from_lambda_environment()?)) })
}

/// Answers CloudFormation at the presigned address that it gave.
struct Answers(Presigned);

#[async_trait]
impl PutAnswer for Answers {
    async fn put_answer(&self, url: &str, body: String) -> Result<(), Error> {
        Ok(self.0.put(url, body).await?)
    }
}
