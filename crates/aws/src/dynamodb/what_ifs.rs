//! What-ifs that were asked, each forgotten after its time.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::Membership;
use valmetal_domain::idempotency::{Outcome, Record};
use valmetal_domain::replay::ports::{AddWhatIf, ReadWhatIf, WriteWhatIf};
use valmetal_domain::replay::{WhatIfJob, WhatIfRef};

use super::item;
use super::table::Table;
use super::transaction::Transaction;
use super::{keys, records};

/// Adds what-ifs.
///
/// IAM: `dynamodb:PutItem` on `Alarms` and `Idempotency`, `dynamodb:ConditionCheckItem` on `EntityHierarchy`.
#[derive(Debug, Clone)]
pub struct WhatIfAdder {
    client: Client,
    alarm_table: String,
    entity_table: String,
    request_table: String,
}

impl WhatIfAdder {
    /// Adds to these tables.
    pub fn new(
        client: Client,
        alarm_table: impl Into<String>,
        entity_table: impl Into<String>,
        request_table: impl Into<String>,
    ) -> Self {
        Self {
            client,
            alarm_table: alarm_table.into(),
            entity_table: entity_table.into(),
            request_table: request_table.into(),
        }
    }
}

#[async_trait]
impl AddWhatIf for WhatIfAdder {
    async fn add_what_if(
        &self,
        job: &WhatIfJob,
        request: Option<Record>,
        member: Option<Membership>,
    ) -> Result<Outcome, StoreError> {
        let mut transaction = Transaction::with_capacity(3);
        if let Some(request) = &request {
            transaction.keep_request(Some(&self.request_table), request)?;
        }
        if let Some(member) = &member {
            transaction.require_membership(&self.entity_table, member)?;
        }
        transaction.put_if(&self.alarm_table, records::what_if(job)?, 0)?;
        transaction.write(&self.client).await
    }
}

/// Reads what-ifs and writes how far they are.
///
/// IAM on `Alarms`: [`ReadWhatIf`] `dynamodb:GetItem`, [`WriteWhatIf`] `dynamodb:PutItem`.
#[derive(Debug, Clone)]
pub struct WhatIfs {
    alarms: Table,
}

impl WhatIfs {
    /// The what-ifs in this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadWhatIf for WhatIfs {
    async fn read_what_if(&self, reference: &WhatIfRef) -> Result<Option<WhatIfJob>, StoreError> {
        let key = keys::what_if(&reference.farm_id, &reference.what_if_id);
        self.alarms.get(&key).await?.as_ref().map(item::read).transpose()
    }
}

#[async_trait]
impl WriteWhatIf for WhatIfs {
    async fn write_what_if(&self, job: &WhatIfJob) -> Result<(), StoreError> {
        let mut transaction = Transaction::with_capacity(1);
        transaction.put_if(&self.alarms.name, records::what_if(job)?, job.version - 1)?;
        transaction.write(&self.alarms.client).await.map(drop)
    }
}
