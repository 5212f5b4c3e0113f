//! What routes are built from: the tables and the workflow that the environment names, and a client of each service used.

use std::sync::Arc;

use aws_types::SdkConfig;
use valmetal_aws::{
    appconfig::DeployedConfiguration,
    appconfig_versions::CatalogueVersions,
    client,
    cognito::UserPool,
    dynamodb::{
        ActsOnAlarms, AnsweredRequests, AuditTrail, CatalogueStore, ChangeWriter, CommandReader,
        ConditionReader, DefinitionReader, FarmAlarms, FarmReader, FarmWriter, Indicators, Journal, Reaches,
        Subscriptions, WhatIfAdder, WhatIfs,
    },
    iot::{Certificates, FleetIndex, Registry},
    iot_data::Shadows,
    lambda::WhatIfRunner,
    push::WebPush,
    s3::{Bucket, Exports, Files},
    ses::Mails,
    sfn::Escalations,
    sns::{TextMessages, TopicSubscriptions},
    ssm::SecureParameter,
};
use valmetal_domain::{entity::contact::PushHosts, notification::ports::SendPush};
use valmetal_postgres::{Config as DatabaseConfig, Database, SignIn};
use valmetal_runtime::{
    config::Env,
    error::Error,
    handler::{Init, Shared},
};

use crate::escalations::Executions;

/// The variable with the ARN of the escalation's state machine.
const STATE_MACHINE: &str = "ESCALATION_STATE_MACHINE_ARN";

/// The database that the environment names, or none: one for all routes of a process, so that they share its connections.
pub(crate) fn database(env: &Env, shared: &Shared) -> Result<Database, Error> {
    let config = shared.get_or_make(client::from_lambda_environment)?;
    shared.get_or_make(|| {
        let sign_in = || {
            let (region, credentials) = (config.region(), config.credentials_provider());
            match (region, credentials) {
                (Some(region), Some(credentials)) => SignIn::Iam { region: region.to_string(), credentials },
                _ => SignIn::Password,
            }
        };
        let variable = |name: &str| env.optional(name).ok().flatten();
        Ok::<_, Error>(Database::open(DatabaseConfig::read(variable, sign_in)?))
    })
}

/// Makes what one route uses, and nothing else.
pub(crate) struct Clients {
    env: Env,
    config: SdkConfig,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl Clients {
    /// From the environment of `init`.
    pub(crate) fn new(init: &Init) -> Result<Self, Error> {
        let config = init.shared.get_or_make(client::from_lambda_environment)?;
        let dynamodb = init.shared.get_or_make(|| Ok::<_, Error>(client::dynamodb(&config)))?;
        Ok(Self { env: init.env.clone(), config, dynamodb })
    }

    /// Reads conditions with their places and definitions.
    pub(crate) fn conditions(&self) -> Result<Arc<ConditionReader>, Error> {
        let (alarms, entities) = (self.env.text("ALARM_TABLE")?, self.env.text("ENTITY_TABLE")?);
        Ok(Arc::new(ConditionReader::new(self.dynamodb.clone(), alarms, entities)))
    }

    /// Reads definitions.
    pub(crate) fn definitions(&self) -> Result<Arc<DefinitionReader>, Error> {
        Ok(Arc::new(DefinitionReader::new(self.dynamodb.clone(), self.env.text("ALARM_TABLE")?)))
    }

    /// Reads the alarms of a farm.
    pub(crate) fn farm_alarms(&self) -> Result<Arc<FarmAlarms>, Error> {
        Ok(Arc::new(FarmAlarms::new(self.dynamodb.clone(), self.env.text("ALARM_TABLE")?)))
    }

    /// Reads journals.
    pub(crate) fn journal(&self) -> Result<Arc<Journal>, Error> {
        Ok(Arc::new(Journal::new(self.dynamodb.clone(), self.env.text("ALARM_TABLE")?)))
    }

    /// Writes transitions and commands, and the answers of requests that may be repeated.
    pub(crate) fn changes(&self) -> Result<Arc<ChangeWriter>, Error> {
        let (alarms, entities) = (self.env.text("ALARM_TABLE")?, self.env.text("ENTITY_TABLE")?);
        let writer =
            ChangeWriter::new(self.dynamodb.clone(), alarms, entities, self.env.days("JOURNAL_DAYS")?);
        Ok(Arc::new(writer.with_requests(self.env.text("IDEMPOTENCY_TABLE")?)))
    }

    /// Keeps the what-ifs that are asked.
    pub(crate) fn new_what_ifs(&self) -> Result<Arc<WhatIfAdder>, Error> {
        let (alarms, entities) = (self.env.text("ALARM_TABLE")?, self.env.text("ENTITY_TABLE")?);
        let requests = self.env.text("IDEMPOTENCY_TABLE")?;
        Ok(Arc::new(WhatIfAdder::new(self.dynamodb.clone(), alarms, entities, requests)))
    }

    /// Reads what-ifs.
    pub(crate) fn what_ifs(&self) -> Result<Arc<WhatIfs>, Error> {
        Ok(Arc::new(WhatIfs::new(self.dynamodb.clone(), self.env.text("ALARM_TABLE")?)))
    }

    /// Hands what-ifs over to the function that runs them.
    pub(crate) fn what_if_runner(&self) -> Result<Arc<WhatIfRunner>, Error> {
        let function = self.env.text("WHAT_IF_FUNCTION")?;
        Ok(Arc::new(WhatIfRunner::new(client::lambda(&self.config), function)))
    }

    /// Reads farms, hierarchies, members and places.
    pub(crate) fn farms(&self) -> Result<Arc<FarmReader>, Error> {
        Ok(Arc::new(FarmReader::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?)))
    }

    /// Reads the index of what is wrong.
    pub(crate) fn indicators(&self) -> Result<Arc<Indicators>, Error> {
        Ok(Arc::new(Indicators::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?)))
    }

    /// Writes farms, hierarchies, members and places.
    pub(crate) fn farm_changes(&self) -> Result<Arc<FarmWriter>, Error> {
        Ok(Arc::new(FarmWriter::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?)))
    }

    /// The same, and the answers of requests that may be repeated.
    pub(crate) fn keyed_farm_changes(&self) -> Result<Arc<FarmWriter>, Error> {
        let writer = FarmWriter::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?);
        Ok(Arc::new(writer.with_requests(self.env.text("IDEMPOTENCY_TABLE")?)))
    }

    /// Starts, stops and describes executions.
    pub(crate) fn escalations(&self) -> Result<Arc<Escalations>, Error> {
        Ok(Arc::new(Escalations::new(client::sfn(&self.config), self.env.arn(STATE_MACHINE)?)))
    }

    /// Knows the ARNs of executions.
    pub(crate) fn executions(&self) -> Result<Executions, Error> {
        Ok(Executions::of(&self.env.arn(STATE_MACHINE)?))
    }

    /// Reads what requests were answered before.
    pub(crate) fn answered_requests(&self) -> Result<Arc<AnsweredRequests>, Error> {
        Ok(Arc::new(AnsweredRequests::new(self.dynamodb.clone(), self.env.text("IDEMPOTENCY_TABLE")?)))
    }

    /// Reads commands with the places of their machines.
    pub(crate) fn commands(&self) -> Result<Arc<CommandReader>, Error> {
        Ok(Arc::new(self.command_reader()?))
    }

    /// The same, and the answers of requests that may be repeated.
    pub(crate) fn keyed_commands(&self) -> Result<Arc<CommandReader>, Error> {
        Ok(Arc::new(self.command_reader()?.with_requests(self.env.text("IDEMPOTENCY_TABLE")?)))
    }

    fn command_reader(&self) -> Result<CommandReader, Error> {
        let (alarms, entities) = (self.env.text("ALARM_TABLE")?, self.env.text("ENTITY_TABLE")?);
        Ok(CommandReader::new(self.dynamodb.clone(), alarms, entities))
    }

    /// Reads and changes shadows.
    pub(crate) fn shadows(&self) -> Arc<Shadows> {
        Arc::new(Shadows::new(client::iot_data(&self.config)))
    }

    /// Keeps exports for whoever asked for them.
    pub(crate) fn exports(&self) -> Result<Arc<Exports>, Error> {
        Ok(Arc::new(Exports::new(Bucket::open(&self.config, self.env.text("EXPORT_BUCKET")?)?)))
    }

    /// Searches the fleet.
    pub(crate) fn fleet(&self) -> Arc<FleetIndex> {
        Arc::new(FleetIndex::new(client::iot(&self.config)))
    }

    /// Reads and writes the registry of things.
    pub(crate) fn registry(&self) -> Arc<Registry> {
        Arc::new(Registry::new(client::iot(&self.config)))
    }

    /// Makes and ends certificates of things.
    pub(crate) fn certificates(&self) -> Result<Arc<Certificates>, Error> {
        let policy = self.env.text("DEVICE_POLICY")?;
        Ok(Arc::new(Certificates::new(client::iot(&self.config), policy)))
    }

    /// The people of the user pool.
    pub(crate) fn user_pool(&self) -> Result<Arc<UserPool>, Error> {
        Ok(Arc::new(UserPool::new(client::cognito(&self.config), self.env.text("USER_POOL_ID")?)))
    }

    /// Whose the subscriptions to the topic are.
    pub(crate) fn subscriptions(&self) -> Result<Arc<Subscriptions>, Error> {
        Ok(Arc::new(Subscriptions::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?)))
    }

    /// The same, and the answers of requests that may be repeated.
    pub(crate) fn keyed_subscriptions(&self) -> Result<Arc<Subscriptions>, Error> {
        let subscriptions = Subscriptions::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?);
        Ok(Arc::new(subscriptions.with_requests(self.env.text("IDEMPOTENCY_TABLE")?)))
    }

    /// Subscribes to the topic and unsubscribes.
    pub(crate) fn topic_subscriptions(&self) -> Result<Arc<TopicSubscriptions>, Error> {
        let topic = self.env.arn("EQUIPMENT_ALARMS_TOPIC_ARN")?;
        Ok(Arc::new(TopicSubscriptions::new(client::sns(&self.config), topic)))
    }

    /// Sends mails.
    pub(crate) fn mails(&self) -> Result<Arc<Mails>, Error> {
        Ok(Arc::new(Mails::new(&client::ses(&self.config), self.env.text("MAIL_FROM")?)))
    }

    /// Sends text messages.
    pub(crate) fn text_messages(&self) -> Arc<TextMessages> {
        Arc::new(TextMessages::new(&client::sns(&self.config)))
    }

    /// Sends messages to browsers; none where web push is not set up.
    pub(crate) fn web_push(&self) -> Result<Option<Arc<dyn SendPush>>, Error> {
        if self.env.optional("VAPID_PUBLIC_KEY")?.is_none() {
            return Ok(None);
        }
        let hosts = PushHosts::parse(&self.env.text("PUSH_HOSTS")?);
        let key = SecureParameter::new(client::ssm(&self.config), self.env.text("VAPID_KEY_PARAMETER")?);
        let subject = format!("mailto:{}", self.env.text("MAIL_FROM")?);
        Ok(Some(Arc::new(WebPush::new(hosts, key, subject)?)))
    }

    /// Whether people's channels work.
    pub(crate) fn reaches(&self) -> Result<Arc<Reaches>, Error> {
        Ok(Arc::new(Reaches::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?)))
    }

    /// Reads what people did to alarms.
    pub(crate) fn acts_on_alarms(&self) -> Result<Arc<ActsOnAlarms>, Error> {
        Ok(Arc::new(ActsOnAlarms::new(self.dynamodb.clone(), self.env.text("ALARM_TABLE")?)))
    }

    /// Reads and writes what people changed.
    pub(crate) fn audit_trail(&self) -> Result<Arc<AuditTrail>, Error> {
        Ok(Arc::new(AuditTrail::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?)))
    }

    /// The same, and the answers of requests that may be repeated.
    pub(crate) fn keyed_audit_trail(&self) -> Result<Arc<AuditTrail>, Error> {
        let trail = AuditTrail::new(self.dynamodb.clone(), self.env.text("ENTITY_TABLE")?);
        Ok(Arc::new(trail.with_requests(self.env.text("IDEMPOTENCY_TABLE")?)))
    }

    /// The files of farms.
    pub(crate) fn files(&self) -> Result<Arc<Files>, Error> {
        Ok(Arc::new(Files::new(Bucket::open(&self.config, self.env.text("FILES_BUCKET")?)?)))
    }

    /// The catalogue that is deployed.
    pub(crate) fn deployed_catalogue(&self) -> Result<Arc<DeployedConfiguration>, Error> {
        self.deployed("APPCONFIG_CATALOGUE")
    }

    /// The flags that are deployed.
    pub(crate) fn deployed_flags(&self) -> Result<Arc<DeployedConfiguration>, Error> {
        self.deployed("APPCONFIG_FLAGS")
    }

    fn deployed(&self, profile: &str) -> Result<Arc<DeployedConfiguration>, Error> {
        Ok(Arc::new(DeployedConfiguration::new(
            client::appconfig(&self.config),
            self.env.text("APPCONFIG_APPLICATION")?,
            self.env.text("APPCONFIG_ENVIRONMENT")?,
            self.env.text(profile)?,
        )))
    }

    /// The versions of the catalogue.
    pub(crate) fn catalogue_versions(&self) -> Result<Arc<CatalogueVersions>, Error> {
        Ok(Arc::new(CatalogueVersions::new(
            client::appconfig_versions(&self.config),
            self.env.text("APPCONFIG_APPLICATION")?,
            self.env.text("APPCONFIG_ENVIRONMENT")?,
            self.env.text("APPCONFIG_CATALOGUE")?,
            self.env.text("APPCONFIG_STRATEGY")?,
        )))
    }

    /// Which catalogue is in force.
    pub(crate) fn catalogue_status(&self) -> Result<Arc<CatalogueStore>, Error> {
        Ok(Arc::new(CatalogueStore::new(self.dynamodb.clone(), self.env.text("ALARM_TABLE")?)))
    }
}
