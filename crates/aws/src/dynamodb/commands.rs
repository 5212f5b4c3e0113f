//! Commands: each is an item of its machine, and the pending one stands there a second time, under a key that there is once.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::KeysAndAttributes;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::command::ports::{
    CommandChange, CommitCommand, ReadCommand, ReadCommands, ReadDueCommands, ReadPendingCommands,
    ReadTarget, Target,
};
use valmetal_domain::command::{Command, CommandStatus};
use valmetal_domain::entity::Place;
use valmetal_domain::idempotency::{Attempt, Outcome};
use valmetal_domain::names::{CommandId, ThingName};

use super::commit::ChangeWriter;
use super::item::{self, Item, s};
use super::keys::{self, COMMAND_PREFIX, Key, PENDING_COMMANDS, PK, SK};
use super::records;
use super::table::{BATCH_GET, Table, batch_get, consistent, page};
use super::times;
use super::transaction::Transaction;
use crate::error::unbuildable;

/// Reads commands with the places of their machines.
///
/// | IAM | what needs it |
/// | --- | --- |
/// | `dynamodb:BatchGetItem` on `Alarms` and `EntityHierarchy` | [`ReadTarget`], [`ReadCommand`] |
/// | the same on `Idempotency` | [`ReadTarget`] |
/// | `dynamodb:BatchGetItem` on `Alarms` | [`ReadPendingCommands`] |
/// | `dynamodb:Query` on `Alarms` | [`ReadCommands`] |
#[derive(Debug, Clone)]
pub struct CommandReader {
    alarms: Table,
    entity_table: String,
    request_table: Option<String>,
}

impl CommandReader {
    /// A reader of these tables.
    pub fn new(client: Client, alarm_table: impl Into<String>, entity_table: impl Into<String>) -> Self {
        Self {
            alarms: Table::new(client, alarm_table),
            entity_table: entity_table.into(),
            request_table: None,
        }
    }

    /// The same reader, which also reads the answers of requests that may be repeated.
    #[must_use]
    pub fn with_requests(mut self, request_table: impl Into<String>) -> Self {
        self.request_table = Some(request_table.into());
        self
    }

    /// One read of an item of `Alarms` and a machine's place, with the answer to `attempt`.
    async fn read(
        &self,
        alarm: &Key,
        thing: &ThingName,
        attempt: Option<&Attempt>,
    ) -> Result<(Option<Item>, Option<Place>, Option<Item>), StoreError> {
        let mut wanted = HashMap::with_capacity(3);
        wanted.insert(self.alarms.name.clone(), consistent([alarm])?);
        wanted.insert(self.entity_table.clone(), consistent([&keys::place(thing)])?);
        if let (Some(table), Some(attempt)) = (&self.request_table, attempt) {
            let key = [(PK.to_owned(), s(keys::request(attempt)))].into();
            let request = KeysAndAttributes::builder().consistent_read(true).keys(key).build();
            wanted.insert(table.clone(), request.map_err(|error| unbuildable(BATCH_GET, error))?);
        }
        let mut found = batch_get(&self.alarms.client, wanted).await?;
        let mut of = |table: &String| found.remove(table).and_then(|mut items| items.pop());
        let place = of(&self.entity_table).as_ref().map(item::read).transpose()?;
        Ok((of(&self.alarms.name), place, self.request_table.as_ref().and_then(of)))
    }
}

#[async_trait]
impl ReadTarget for CommandReader {
    async fn read_target(&self, thing: &ThingName, attempt: Option<&Attempt>) -> Result<Target, StoreError> {
        let (pending, place, answered) = self.read(&keys::pending_command(thing), thing, attempt).await?;
        let answered = match (answered, attempt) {
            (Some(item), Some(attempt)) => Some(records::read_request(item, attempt)?),
            _ => None,
        };
        Ok(Target { place, pending: pending.as_ref().map(item::read).transpose()?, answered })
    }
}

#[async_trait]
impl ReadCommand for CommandReader {
    async fn read_command(
        &self,
        thing: &ThingName,
        id: &CommandId,
    ) -> Result<(Option<Place>, Option<Command>), StoreError> {
        let (command, place, _) = self.read(&keys::command(thing, id), thing, None).await?;
        Ok((place, command.as_ref().map(item::read).transpose()?))
    }
}

#[async_trait]
impl ReadCommands for CommandReader {
    async fn read_commands(
        &self,
        thing: &ThingName,
        limit: u32,
        before: Option<CommandId>,
    ) -> Result<(Vec<Command>, Option<CommandId>), StoreError> {
        let query = self
            .alarms
            .query_prefix(keys::thing_partition(thing), COMMAND_PREFIX)
            .scan_index_forward(false)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(before.map(|id| keys::command(thing, &id).attributes()));
        let (items, next) = page(query).await?;
        let next = next.and_then(|key| {
            item::text(&key, SK)?.strip_prefix(COMMAND_PREFIX).and_then(|id| CommandId::new(id).ok())
        });
        Ok((item::read_all(&items)?, next))
    }
}

#[async_trait]
impl ReadPendingCommands for CommandReader {
    async fn read_pending_commands(&self, things: &[ThingName]) -> Result<Vec<Command>, StoreError> {
        let keys: HashSet<Key> = things.iter().map(keys::pending_command).collect();
        item::read_all(&self.alarms.get_all(keys).await?)
    }
}

/// Finds the commands whose time is over in `OutstandingIndex`, which lags the table a little.
///
/// IAM: `dynamodb:Query` on `OutstandingIndex` of `Alarms`.
#[derive(Debug, Clone)]
pub struct DueCommands {
    alarms: Table,
}

impl DueCommands {
    /// A reader of this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadDueCommands for DueCommands {
    async fn read_due_commands(&self, by: Timestamp, limit: u32) -> Result<Vec<ThingName>, StoreError> {
        let query = self
            .alarms
            .query()
            .index_name("OutstandingIndex")
            .key_condition_expression("outstanding = :commands AND dueAt <= :by")
            .projection_expression("pk")
            .expression_attribute_values(":commands", s(PENDING_COMMANDS))
            .expression_attribute_values(":by", s(times::sortable(by)))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let (items, _) = page(query).await?;
        items
            .iter()
            .map(|item| {
                keys::thing_of(item)
                    .ok_or_else(|| StoreError::Unreadable(format!("{} is due", item::name(item))))
            })
            .collect()
    }
}

/// One `TransactWriteItems` of the command, its copy while it is pending, the membership that it rests on and the answered
/// request. Commands are kept as long as the journal.
///
/// IAM: `dynamodb:PutItem` and `dynamodb:DeleteItem` on `Alarms`; `dynamodb:ConditionCheckItem` on `EntityHierarchy` where a
/// command rests on a membership; `dynamodb:PutItem` on `Idempotency` where [`ChangeWriter::with_requests`] is used.
#[async_trait]
impl CommitCommand for ChangeWriter {
    async fn commit_command(&self, change: &CommandChange) -> Result<Outcome, StoreError> {
        let CommandChange { from, command, request, member } = change;
        let mut transaction = Transaction::with_capacity(4);
        if let Some(request) = request {
            transaction.keep_request(self.request_table.as_deref(), request)?;
        }
        transaction.put_if(&self.alarm_table, records::command(command, self.journal_kept)?, *from)?;
        if command.status == CommandStatus::Pending {
            transaction.put_if(&self.alarm_table, records::pending_command(command)?, *from)?;
        } else {
            let pending = keys::pending_command(&command.thing_name);
            transaction.delete_if(&self.alarm_table, &pending, *from)?;
        }
        if let Some(member) = member {
            transaction.require_membership(&self.entity_table, member)?;
        }
        transaction.write(&self.client).await
    }
}
