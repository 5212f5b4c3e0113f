//! Browsers that take every message, or are gone, and what was noted of people's channels.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use jiff::Timestamp;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::contact::PushSubscription;
use valmetal_domain::entity::ports::{CommitEntityChanges, ReadMember};
use valmetal_domain::entity::{Change, Channel, EntityChanges, Member};
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::{FarmId, UserId};
use valmetal_domain::notification::ports::SendPush;
use valmetal_domain::notification::{PushPayload, SendError};
use valmetal_domain::subscription::Failure;
use valmetal_domain::subscription::ports::NoteReach;

use super::store::Store;

/// What was noted: whose channel, and how it failed, where it did.
pub(crate) type Noted = Vec<(String, Channel, Option<Failure>)>;

/// The push services, and the notes; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct PushServices {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    gone: BTreeSet<String>,
    sent: Vec<(String, PushPayload)>,
    noted: Noted,
}

impl PushServices {
    /// From now on nobody is at `endpoint`.
    pub(crate) fn lose(&self, endpoint: &str) {
        self.state.lock().unwrap().gone.insert(endpoint.to_owned());
    }

    /// What was sent, and where to.
    pub(crate) fn sent(&self) -> Vec<(String, PushPayload)> {
        self.state.lock().unwrap().sent.clone()
    }

    /// What was noted of channels, in order.
    pub(crate) fn noted(&self) -> Noted {
        self.state.lock().unwrap().noted.clone()
    }
}

#[async_trait]
impl SendPush for PushServices {
    async fn send_push(&self, to: &PushSubscription, payload: &PushPayload) -> Result<(), SendError> {
        let mut state = self.state.lock().unwrap();
        if state.gone.contains(to.endpoint.as_str()) {
            return Err(SendError::Gone);
        }
        state.sent.push((to.endpoint.as_str().to_owned(), payload.clone()));
        Ok(())
    }
}

#[async_trait]
impl NoteReach for PushServices {
    async fn note_reach(
        &self,
        user: &UserId,
        channel: Channel,
        _: Timestamp,
        failure: Option<Failure>,
    ) -> Result<(), StoreError> {
        self.state.lock().unwrap().noted.push((user.to_string(), channel, failure));
        Ok(())
    }
}

#[async_trait]
impl ReadMember for Store {
    async fn read_member(&self, _: &FarmId, user: &UserId) -> Result<Option<Member>, StoreError> {
        Ok(self.state().members.iter().find(|member| member.user_id == *user).cloned())
    }
}

#[async_trait]
impl CommitEntityChanges for Store {
    async fn commit_entity_changes(&self, changes: &EntityChanges) -> Result<Outcome, StoreError> {
        let mut state = self.state();
        for change in &changes.changes {
            let Change::PutSettings(from, next) = change else { panic!("{change:?}") };
            let member = state.members.iter_mut().find(|member| member.user_id == next.user_id).unwrap();
            if member.version != *from {
                return Err(StoreError::Conflict);
            }
            *member = Member::clone(next);
        }
        Ok(Outcome::Fresh)
    }
}
