//! Reading and writing who did what.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use valmetal_domain::alarm::JournalRecord;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::audit::ports::{ReadActsOnAlarms, ReadAuditRecords, Window, WriteAuditRecord};
use valmetal_domain::audit::{Action, AuditRecord, Entry, Scope, Stretch};
use valmetal_domain::entity::Membership;
use valmetal_domain::idempotency::{Outcome, Record};
use valmetal_domain::names::FarmId;

use super::item::{self, Item, s};
use super::keys::{self, SK};
use super::table::{Table, page};
use super::transaction::Transaction;
use super::{records, times};

/// How many records of the journal one query looks at: most are devices' words, which no person said.
const LOOKED_AT: i32 = 500;

/// How many queries of the journal one page costs at most.
const MAX_QUERIES: usize = 2;

/// Reads what people did to alarms.
///
/// IAM: `dynamodb:Query` on `FarmJournalIndex` of `Alarms`.
#[derive(Debug, Clone)]
pub struct ActsOnAlarms {
    alarms: Table,
}

impl ActsOnAlarms {
    /// The journal in this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadActsOnAlarms for ActsOnAlarms {
    async fn read_acts_on_alarms(
        &self,
        farm: &FarmId,
        window: &Window,
        limit: u32,
    ) -> Result<Stretch, StoreError> {
        let mut query = self
            .alarms
            .query()
            .index_name("FarmJournalIndex")
            .key_condition_expression("journalFarm = :partition AND #at BETWEEN :from AND :before")
            .expression_attribute_names("#at", "at")
            .expression_attribute_names("#event", "event")
            .limit(LOOKED_AT);
        query = within(query, s(farm.as_str()), window);
        // The devices' words are left where they are.
        let mut names = Vec::with_capacity(Action::OF_ALARMS.len());
        for (n, (event, _)) in Action::OF_ALARMS.into_iter().enumerate() {
            query = query.expression_attribute_values(format!(":event{n}"), item::write_value(&event)?);
            names.push(format!(":event{n}"));
        }
        query = query.filter_expression(format!("#event IN ({})", names.join(", ")));

        let mut stretch = Stretch::default();
        let mut start = None;
        for _ in 0..MAX_QUERIES {
            let (items, next) = page(query.clone().set_exclusive_start_key(start)).await?;
            for item in &items {
                let record: JournalRecord = item::read(item)?;
                let position = position(item, "at");
                // The window's end is no part of it, but BETWEEN takes it in.
                if let Some(entry) =
                    Entry::of_journal(&record).filter(|_| Some(&position) != window.before.as_ref())
                {
                    stretch.entries.push((position, entry));
                }
            }
            stretch.read_to = next.as_ref().map(|key| position(key, "at"));
            start = next;
            if start.is_none() || stretch.entries.len() >= limit as usize {
                break;
            }
        }
        Ok(stretch)
    }
}

/// Reads and writes the records of changes.
///
/// IAM on `EntityHierarchy`: [`ReadAuditRecords`] `dynamodb:Query`; [`WriteAuditRecord`] `dynamodb:PutItem`, and
/// `dynamodb:ConditionCheckItem` where it rests on a membership; `dynamodb:PutItem` on `Idempotency` where
/// [`Self::with_requests`] is used.
#[derive(Debug, Clone)]
pub struct AuditTrail {
    entities: Table,
    request_table: Option<String>,
}

impl AuditTrail {
    /// The records in this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { entities: Table::new(client, entity_table), request_table: None }
    }

    /// The same, with the answers of requests that may be repeated.
    #[must_use]
    pub fn with_requests(mut self, request_table: impl Into<String>) -> Self {
        self.request_table = Some(request_table.into());
        self
    }
}

#[async_trait]
impl ReadAuditRecords for AuditTrail {
    async fn read_audit_records(
        &self,
        scope: &Scope,
        window: &Window,
        limit: u32,
    ) -> Result<Stretch, StoreError> {
        let query = self
            .entities
            .query()
            .key_condition_expression("pk = :partition AND sk BETWEEN :from AND :before")
            // One more, since the window's end may be among them.
            .limit(i32::try_from(limit).unwrap_or(i32::MAX).saturating_add(1));
        let (items, next) = page(within(query, s(keys::audit_partition(scope)), window)).await?;
        let mut stretch =
            Stretch { entries: Vec::with_capacity(items.len()), read_to: next.map(|key| position(&key, SK)) };
        for item in &items {
            let position = position(item, SK);
            if Some(&position) != window.before.as_ref() {
                stretch.entries.push((position, item::read(item)?));
            }
        }
        Ok(stretch)
    }
}

#[async_trait]
impl WriteAuditRecord for AuditTrail {
    async fn write_audit_record(
        &self,
        record: &AuditRecord,
        member: Option<&Membership>,
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError> {
        let mut transaction = Transaction::with_capacity(3);
        if let Some(request) = request {
            transaction.keep_request(self.request_table.as_deref(), request)?;
        }
        if let Some(member) = member {
            transaction.require_membership(&self.entities.name, member)?;
        }
        transaction.put(&self.entities.name, records::audit(record)?)?;
        transaction.write(&self.entities.client).await
    }
}

/// The newest first, of the window.
fn within(
    query: QueryFluentBuilder,
    partition: aws_sdk_dynamodb::types::AttributeValue,
    window: &Window,
) -> QueryFluentBuilder {
    // A position goes on after the time, so the text of `to` is before every one of it.
    let before = window.before.clone().unwrap_or_else(|| times::sortable(window.to));
    query
        .expression_attribute_values(":partition", partition)
        .expression_attribute_values(":from", s(times::sortable(window.from)))
        .expression_attribute_values(":before", s(before))
        .scan_index_forward(false)
}

fn position(item: &Item, attribute: &str) -> String {
    item::text(item, attribute).unwrap_or_default().to_owned()
}
