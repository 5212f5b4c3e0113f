//! Writing what changes a farm's hierarchy, its members and its places.

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::ports::CommitEntityChanges;
use valmetal_domain::entity::{Change, EntityChanges, Member, Membership};
use valmetal_domain::idempotency::Outcome;

use super::transaction::{Guard, Transaction};
use super::{keys, records};

/// Writes farms, entities, places and members: one `TransactWriteItems` of at most a hundred items, each on the condition
/// that it still is the version that the change was made from.
///
/// IAM on `EntityHierarchy`: `dynamodb:PutItem`, `dynamodb:DeleteItem` where something is deleted,
/// `dynamodb:ConditionCheckItem` where a change rests on a membership; `dynamodb:PutItem` on `Idempotency` where
/// [`Self::with_requests`] is used.
#[derive(Debug, Clone)]
pub struct FarmWriter {
    client: Client,
    entity_table: String,
    request_table: Option<String>,
}

impl FarmWriter {
    /// A writer to this table.
    pub fn new(client: Client, entity_table: impl Into<String>) -> Self {
        Self { client, entity_table: entity_table.into(), request_table: None }
    }

    /// The same writer, which also keeps the answers of requests that may be repeated.
    #[must_use]
    pub fn with_requests(mut self, request_table: impl Into<String>) -> Self {
        self.request_table = Some(request_table.into());
        self
    }
}

#[async_trait]
impl CommitEntityChanges for FarmWriter {
    async fn commit_entity_changes(&self, changes: &EntityChanges) -> Result<Outcome, StoreError> {
        let mut transaction = Transaction::with_capacity(changes.items());
        if let Some(request) = &changes.request {
            transaction.keep_request(self.request_table.as_deref(), request)?;
        }
        let table = &self.entity_table;
        if let Some(record) = &changes.audit {
            transaction.put(table, records::audit(record)?)?;
        }
        for change in &changes.changes {
            match change {
                Change::PutFarm(from, farm) => {
                    transaction.put_if(table, records::farm(farm)?, *from)?;
                    transaction.put(table, records::farm_itself(farm)?)?;
                }
                Change::DeleteFarm(from, id) => {
                    transaction.delete_if(table, &keys::farm(id), *from)?;
                    transaction.delete(table, &keys::farm_itself(id))?;
                    transaction.delete(table, &keys::roll_up(id))?;
                    transaction.delete(table, &keys::farm_indicator(id))?;
                }
                Change::PutEntity(from, entity) => {
                    transaction.put_if(table, records::entity(entity)?, *from)?;
                }
                Change::DeleteEntity(from, entity) => {
                    transaction.delete_if(table, &keys::entity(&entity.farm_id, &entity.id), *from)?;
                }
                Change::PutPlace(from, place) => {
                    transaction.put_if(table, records::place(place)?, *from)?;
                }
                Change::DeletePlace(from, place) => {
                    transaction.delete_if(table, &keys::place(&place.thing), *from)?;
                }
                Change::PutMember(from, member) => {
                    let guard = member_guard(changes, member, *from);
                    transaction.put_if(table, records::member(member)?, guard)?;
                    transaction.put(table, records::membership(&member.membership())?)?;
                }
                Change::PutSettings(from, member) => {
                    transaction.put_if(table, records::member(member)?, *from)?;
                }
                Change::DeleteMember(from, member) => {
                    let guard = member_guard(changes, member, *from);
                    let key = keys::member(&member.farm_id, &member.user_id);
                    transaction.delete_if(table, &key, guard)?;
                    transaction.delete(table, &keys::membership(&member.user_id, &member.farm_id))?;
                }
                Change::EndMembership(ended) => {
                    transaction.delete(table, &keys::member(&ended.farm_id, &ended.user_id))?;
                    transaction.delete(table, &keys::membership(&ended.user_id, &ended.farm_id))?;
                }
                // An item is in a transaction once: what changes the same membership checks its role.
                Change::RequireMember(membership) if changes_member(changes, membership) => {}
                Change::RequireMember(membership) => transaction.require_membership(table, membership)?,
            }
        }
        transaction.write(&self.client).await
    }
}

/// Whether `changes` change or end this membership.
fn changes_member(changes: &EntityChanges, membership: &Membership) -> bool {
    changes.changes.iter().any(|change| match change {
        Change::PutMember(from, member) | Change::DeleteMember(from, member) => {
            *from > 0 && is_of(member, membership)
        }
        _ => false,
    })
}

/// What a member must still be: of this version, and in the required role where the changes rest on this very membership.
fn member_guard(changes: &EntityChanges, member: &Member, from: u64) -> Guard {
    let required = changes.changes.iter().find_map(|change| match change {
        Change::RequireMember(membership) if is_of(member, membership) => Some(membership.role),
        _ => None,
    });
    Guard { version: Some(from), role: required }
}

fn is_of(member: &Member, membership: &Membership) -> bool {
    member.farm_id == membership.farm_id && member.user_id == membership.user_id
}
