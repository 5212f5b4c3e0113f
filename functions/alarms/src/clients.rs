//! What the functions are built from: the tables, the queue and the workflow that the environment names, and one client of each
//! service used.

use std::sync::Arc;

use aws_types::SdkConfig;
use jiff::tz::TimeZoneDatabase;
use valmetal_aws::client;
use valmetal_aws::dynamodb::{
    ChangeWriter, Claims, ConditionReader, FarmAlarms, FarmReader, FarmWriter, Journal, OutstandingReader,
    Reaches, WhatIfs,
};
use valmetal_aws::push::WebPush;
use valmetal_aws::ses::Mails;
use valmetal_aws::sfn::Escalations;
use valmetal_aws::sns::{TextMessages, Topic};
use valmetal_aws::sqs::{AlarmTimers, DeadLetters};
use valmetal_aws::ssm::SecureParameter;
use valmetal_domain::entity::contact::PushHosts;
use valmetal_domain::notification::ports::SendPush;
use valmetal_runtime::error::Error;
use valmetal_runtime::handler::Init;
use valmetal_runtime::ids::new_id;

use crate::alarm_queue::AlarmIntake;
use crate::effects::Effects;
use crate::notification::{Browsers, Floods, Messenger, Settings};

/// Makes what one function uses, and nothing else.
pub struct Clients {
    init: Init,
    config: SdkConfig,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl Clients {
    /// From the environment of `init`.
    pub fn new(init: Init) -> Result<Self, Error> {
        let config = client::from_lambda_environment()?;
        Ok(Self { init, dynamodb: client::dynamodb(&config), config })
    }

    /// What reads conditions with their places and definitions.
    pub fn conditions(&self) -> Result<Arc<ConditionReader>, Error> {
        let (alarms, entities) = self.tables()?;
        Ok(Arc::new(ConditionReader::new(self.dynamodb.clone(), alarms, entities)))
    }

    /// What writes transitions.
    pub fn changes(&self) -> Result<Arc<ChangeWriter>, Error> {
        let (alarms, entities) = self.tables()?;
        let journal_days = self.init.env.days("JOURNAL_DAYS")?;
        Ok(Arc::new(ChangeWriter::new(self.dynamodb.clone(), alarms, entities, journal_days)))
    }

    /// What finds the conditions that owe something.
    pub fn outstanding(&self) -> Result<Arc<OutstandingReader>, Error> {
        let (alarms, _) = self.tables()?;
        Ok(Arc::new(OutstandingReader::new(self.dynamodb.clone(), alarms)))
    }

    /// What sends messages to people.
    pub fn messenger(&self) -> Result<Messenger, Error> {
        let env = &self.init.env;
        let (alarms, _) = self.tables()?;
        let claims = Arc::new(Claims::new(self.dynamodb.clone(), alarms));
        let sns = client::sns(&self.config);
        Ok(Messenger {
            claims: claims.clone(),
            settlements: claims,
            mail: Arc::new(Mails::new(&client::ses(&self.config), env.text("MAIL_FROM")?)),
            sms: Arc::new(TextMessages::new(&sns)),
            browsers: self.browsers()?,
            reach: Arc::new(Reaches::new(self.dynamodb.clone(), self.tables()?.1)),
            topic: Arc::new(Topic::new(&sns, env.arn("EQUIPMENT_ALARMS_TOPIC_ARN")?)),
            zones: TimeZoneDatabase::bundled(),
            metrics: self.init.metrics.clone(),
        })
    }

    /// What tells browsers; where there is no key, web push is not set up.
    fn browsers(&self) -> Result<Browsers, Error> {
        let env = &self.init.env;
        let (_, entities) = self.tables()?;
        let push: Option<Arc<dyn SendPush>> = if env.optional("VAPID_PUBLIC_KEY")?.is_none() {
            None
        } else {
            let hosts = PushHosts::parse(&env.text("PUSH_HOSTS")?);
            let key = SecureParameter::new(client::ssm(&self.config), env.text("VAPID_KEY_PARAMETER")?);
            Some(Arc::new(WebPush::new(hosts, key, format!("mailto:{}", env.text("MAIL_FROM")?))?))
        };
        Ok(Browsers {
            push,
            members: Arc::new(FarmReader::new(self.dynamodb.clone(), entities.clone())),
            commit: Arc::new(FarmWriter::new(self.dynamodb.clone(), entities)),
        })
    }

    /// What reads the setting of an alarm.
    pub fn settings(&self) -> Result<Settings, Error> {
        let (_, entities) = self.tables()?;
        let farms = Arc::new(FarmReader::new(self.dynamodb.clone(), entities));
        Ok(Settings {
            farm: farms.clone(),
            members: farms.clone(),
            entities: farms.clone(),
            tree: farms.clone(),
            places: farms,
            web_url: self.init.env.url("WEB_URL")?,
        })
    }

    /// What sees floods.
    pub fn floods(&self) -> Result<Floods, Error> {
        let (alarms, _) = self.tables()?;
        Ok(Floods { alarms: Arc::new(FarmAlarms::new(self.dynamodb.clone(), alarms)) })
    }

    /// What reads who was told.
    pub fn told(&self) -> Result<Arc<Claims>, Error> {
        let (alarms, _) = self.tables()?;
        Ok(Arc::new(Claims::new(self.dynamodb.clone(), alarms)))
    }

    /// What reads a farm's journal.
    pub fn journal(&self) -> Result<Arc<Journal>, Error> {
        let alarms = self.init.env.text("ALARM_TABLE")?;
        Ok(Arc::new(Journal::new(self.dynamodb.clone(), alarms)))
    }

    /// What reads what-ifs and writes how far they are.
    pub fn what_ifs(&self) -> Result<Arc<WhatIfs>, Error> {
        let alarms = self.init.env.text("ALARM_TABLE")?;
        Ok(Arc::new(WhatIfs::new(self.dynamodb.clone(), alarms)))
    }

    /// Where messages go that are given up.
    pub fn dead_letters(&self) -> Result<Arc<DeadLetters>, Error> {
        Ok(Arc::new(DeadLetters::new(client::sqs(&self.config), self.init.env.text("ALARM_DLQ_URL")?)))
    }

    /// What takes messages of the alarm queue.
    pub fn intake(&self) -> Result<AlarmIntake, Error> {
        let Init { env, metrics, clock, .. } = &self.init;
        let (_, entities) = self.tables()?;
        let conditions = self.conditions()?;
        let farms = Arc::new(FarmReader::new(self.dynamodb.clone(), entities));
        let escalations =
            Arc::new(Escalations::new(client::sfn(&self.config), env.arn("ESCALATION_STATE_MACHINE_ARN")?));
        let timers = Arc::new(AlarmTimers::new(client::sqs(&self.config), env.text("ALARM_QUEUE_URL")?));
        Ok(AlarmIntake {
            conditions: conditions.clone(),
            things: conditions,
            tree: farms.clone(),
            places: farms,
            commit: self.changes()?,
            effects: Effects {
                start: escalations.clone(),
                stop: escalations,
                timer: timers,
                metrics: metrics.clone(),
                clock: clock.clone(),
            },
            metrics: metrics.clone(),
            clock: clock.clone(),
            new_id,
        })
    }

    fn tables(&self) -> Result<(String, String), Error> {
        Ok((self.init.env.text("ALARM_TABLE")?, self.init.env.text("ENTITY_TABLE")?))
    }
}
