//! What one transaction changes in a farm's hierarchy, its members and its places.

use super::{Entity, Farm, Member, Membership, Place};
use crate::audit::AuditRecord;
use crate::idempotency;
use crate::names::FarmId;

/// The most items that one transaction of the store holds.
pub const MAX_TRANSACTION_ITEMS: usize = 100;

/// Changes that are written all or none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntityChanges {
    /// The changes, each of another item.
    pub changes: Vec<Change>,
    /// The request that this answers, where its client may repeat it.
    pub request: Option<idempotency::Record>,
    /// Who made them, for the farm's audit.
    pub audit: Option<AuditRecord>,
}

/// One change, with the version it was made from: the item must still have it, and 0 means that there must be none.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The farm from now on, in the list of farms and beside what stands on it: two items.
    PutFarm(u64, Farm),
    /// There is no such farm any more, on neither side, nor its row in the fleet's list, nor what that is made from: four
    /// items.
    DeleteFarm(u64, FarmId),
    /// The entity from now on.
    PutEntity(u64, Entity),
    /// There is no such entity any more.
    DeleteEntity(u64, Entity),
    /// The place from now on.
    PutPlace(u64, Place),
    /// The thing stands nowhere any more.
    DeletePlace(u64, Place),
    /// The member from now on, on the farm's and on the person's side: two items.
    PutMember(u64, Box<Member>),
    /// The member's own settings from now on: what they are there stays, and so does the person's side.
    PutSettings(u64, Box<Member>),
    /// No member any more, on either side: two items.
    DeleteMember(u64, Box<Member>),
    /// No member any more, on either side, whatever the member was: two items.
    EndMembership(Membership),
    /// Nothing changes, but the whole is refused ([`StoreError::NotMember`](super::ports::StoreError)) unless this
    /// membership still stands: a token may be older than its end.
    RequireMember(Membership),
}

impl EntityChanges {
    /// These changes, which no request may repeat.
    pub const fn new(changes: Vec<Change>) -> Self {
        Self { changes, request: None, audit: None }
    }

    /// How many items of the store the transaction touches.
    pub fn items(&self) -> usize {
        let of_changes: usize = self
            .changes
            .iter()
            .map(|change| match change {
                Change::DeleteFarm(..) => 4,
                Change::PutFarm(..)
                | Change::PutMember(..)
                | Change::DeleteMember(..)
                | Change::EndMembership(..) => 2,
                _ => 1,
            })
            .sum();
        of_changes + usize::from(self.request.is_some()) + usize::from(self.audit.is_some())
    }
}
