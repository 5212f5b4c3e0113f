//! Tells a person's browsers, and forgets those that are gone.

use std::sync::Arc;

use futures::future::join_all;
use tracing::{info, warn};
use valmetal_domain::entity::ports::{CommitEntityChanges, ReadMember, StoreError};
use valmetal_domain::entity::{Change, EntityChanges, Member};
use valmetal_domain::notification::ports::SendPush;
use valmetal_domain::notification::{PushPayload, SendError};
use valmetal_domain::subscription::{BrowserId, without_browser};
use valmetal_runtime::error::chain;

/// Tells browsers.
pub struct Browsers {
    /// Sends to one; none where web push is not set up.
    pub push: Option<Arc<dyn SendPush>>,
    /// Reads who has it.
    pub members: Arc<dyn ReadMember>,
    /// Takes it away.
    pub commit: Arc<dyn CommitEntityChanges>,
}

impl Browsers {
    /// Tells all browsers of `member`; one that takes the message is enough.
    pub(super) async fn tell(&self, member: &Member, payload: &PushPayload) -> Result<(), SendError> {
        let Some(push) = &self.push else {
            return Err(SendError::Refused("web push is not set up".to_owned()));
        };
        let browsers = member.channels.push.iter().flat_map(|push| &push.subscriptions);
        let sending = browsers.map(async |browser| (browser, push.send_push(browser, payload).await));
        let mut gone = Vec::new();
        let mut told = Err(SendError::Gone);
        for (browser, sent) in join_all(sending).await {
            if matches!(sent, Err(SendError::Gone)) {
                gone.push(BrowserId::of(&browser.endpoint));
            }
            told = better(told, sent);
        }
        if !gone.is_empty()
            && let Err(error) = self.forget(member, &gone).await
        {
            // The next message finds it gone again.
            warn!(error = chain(&error), "a browser that is gone was not forgotten");
        }
        told
    }

    async fn forget(&self, member: &Member, gone: &[BrowserId]) -> Result<(), StoreError> {
        let Some(current) = self.members.read_member(&member.farm_id, &member.user_id).await? else {
            return Ok(());
        };
        let Some(mut next) = gone.iter().fold(None, |next: Option<Member>, browser| {
            without_browser(next.as_ref().unwrap_or(&current), browser).or(next)
        }) else {
            return Ok(());
        };
        next.version = current.version + 1;
        info!(browsers = gone.len(), "browsers that are gone are forgotten");
        let changes = EntityChanges::new(vec![Change::PutSettings(current.version, Box::new(next))]);
        self.commit.commit_entity_changes(&changes).await.map(|_| ())
    }
}

/// Of what became of two messages what says more: that one was sent, that another try may help, that nobody knows.
fn better(one: Result<(), SendError>, other: Result<(), SendError>) -> Result<(), SendError> {
    let rank = |sent: &Result<(), SendError>| match sent {
        Ok(()) => 4,
        Err(SendError::Unanswered(_)) => 3,
        Err(SendError::Unavailable(_)) => 2,
        Err(SendError::Refused(_)) => 1,
        Err(SendError::Gone) => 0,
    };
    if rank(&other) > rank(&one) { other } else { one }
}
