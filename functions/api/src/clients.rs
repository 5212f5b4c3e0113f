//! What routes are built from: the tables and the workflow that the environment names, and a client of each service used.

use std::sync::Arc;

use aws_types::SdkConfig;
use valmetal_aws::{
    client,
    dynamodb::{
        ChangeWriter, ConditionReader, DefinitionReader, FarmAlarms, FarmReader, FarmWriter, Indicators,
        Journal, WhatIfAdder, WhatIfs,
    },
    lambda::WhatIfRunner,
    sfn::Escalations,
};
use valmetal_runtime::{config::Env, error::Error, handler::Init};

use crate::escalations::Executions;

/// The variable with the ARN of the escalation's state machine.
const STATE_MACHINE: &str = "ESCALATION_STATE_MACHINE_ARN";

/// Makes what one route uses, and nothing else.
pub(crate) struct Clients {
    env: Env,
    config: SdkConfig,
    dynamodb: aws_sdk_dynamodb::Client,
}

impl Clients {
    /// From the environment of `init`.
    pub(crate) fn new(init: &Init) -> Result<Self, Error> {
        let config = client::from_lambda_environment()?;
        Ok(Self { env: init.env.clone(), dynamodb: client::dynamodb(&config), config })
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

    /// Writes transitions, and the answers of requests that may be repeated.
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
}
