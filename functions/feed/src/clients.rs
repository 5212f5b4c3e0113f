//! What the functions are built from: the stores that the environment names, and one client of each service used.

use std::sync::Arc;

use aws_types::SdkConfig;
use valmetal_aws::{
    client,
    dynamodb::ConditionReader,
    sqs::{AlarmWords, DeadLetters},
    timestream,
};
use valmetal_domain::{
    feed::ports::FeedStore,
    telemetry::{Retention, ports::TelemetryStore},
};
use valmetal_postgres::{Config, Database, SignIn};
use valmetal_runtime::{error::Error, handler::Init};

/// Makes what one function uses, and nothing else.
pub(crate) struct Clients {
    init: Init,
    config: SdkConfig,
}

impl Clients {
    /// From the environment of `init`.
    pub(crate) fn new(init: Init) -> Result<Self, Error> {
        Ok(Self { init, config: client::from_lambda_environment()? })
    }

    /// The feed store that `FEED_STORE` names.
    pub(crate) async fn feed_store(&self) -> Result<Arc<dyn FeedStore>, Error> {
        Ok(if self.is_timestream()? {
            Arc::new(timestream::FeedStore::new(self.timestream().await?))
        } else {
            Arc::new(valmetal_postgres::feed::FeedStore::new(self.database()?))
        })
    }

    /// The telemetry store that `FEED_STORE` names.
    pub(crate) async fn telemetry_store(&self) -> Result<Arc<dyn TelemetryStore>, Error> {
        Ok(if self.is_timestream()? {
            Arc::new(timestream::TelemetryStore::new(self.timestream().await?))
        } else {
            let env = &self.init.env;
            let retention = Retention {
                sample_days: env.days("TELEMETRY_SAMPLE_DAYS")?,
                minute_days: env.days("TELEMETRY_MINUTE_DAYS")?,
            };
            Arc::new(valmetal_postgres::telemetry::TelemetryStore::new(self.database()?, retention))
        })
    }

    /// Reads conditions with their places.
    pub(crate) fn conditions(&self) -> Result<Arc<ConditionReader>, Error> {
        let env = &self.init.env;
        let dynamodb = client::dynamodb(&self.config);
        Ok(Arc::new(ConditionReader::new(dynamodb, env.text("ALARM_TABLE")?, env.text("ENTITY_TABLE")?)))
    }

    /// Tells the alarm core.
    pub(crate) fn alarms(&self) -> Result<Arc<AlarmWords>, Error> {
        Ok(Arc::new(AlarmWords::new(client::sqs(&self.config), self.init.env.text("ALARM_QUEUE_URL")?)))
    }

    /// Where messages go that are given up.
    pub(crate) fn dead_letters(&self, variable: &str) -> Result<Arc<DeadLetters>, Error> {
        Ok(Arc::new(DeadLetters::new(client::sqs(&self.config), self.init.env.text(variable)?)))
    }

    fn is_timestream(&self) -> Result<bool, Error> {
        match self.init.env.text("FEED_STORE")?.as_str() {
            "timestream" => Ok(true),
            "postgres" => Ok(false),
            other => Err(format!("FEED_STORE must be postgres or timestream, and not {other}").into()),
        }
    }

    async fn timestream(&self) -> Result<timestream::Timestream, Error> {
        let env = &self.init.env;
        let names = timestream::Names {
            database: env.text("TIMESTREAM_DATABASE")?,
            feed_table: env.text("TIMESTREAM_FEED_TABLE")?,
            telemetry_table: env.text("TIMESTREAM_TELEMETRY_TABLE")?,
            archive: env.text("TIMESTREAM_ARCHIVE")?,
        };
        Ok(timestream::Timestream::connect(&self.config, names).await?)
    }

    fn database(&self) -> Result<Database, Error> {
        let variable = |name: &str| self.init.env.optional(name).ok().flatten();
        let sign_in = || SignIn::Iam {
            region: self.config.region().map(ToString::to_string).unwrap_or_default(),
            credentials: self.config.credentials_provider().expect("the environment has credentials"),
        };
        Ok(Database::open(Config::read(variable, sign_in)?))
    }
}
