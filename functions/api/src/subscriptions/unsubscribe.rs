//! `DELETE /v1/subscriptions/{subscriptionId}`: the mailbox or phone hears no more.

use std::sync::Arc;

use http::StatusCode;
use valmetal_domain::{
    access::PlatformOperation,
    alarm::ports::StoreError,
    subscription::{
        SubscriptionId,
        ports::{ForgetSubscription, ReadSubscriptions, UnsubscribeFromTopic},
    },
};
use valmetal_runtime::{
    claims::Caller,
    http::{Path, State},
    problem::Problem,
};

use crate::{farm_access::allow_on_platform, store::unavailable};

/// What unsubscribing needs.
#[derive(Clone)]
pub(super) struct Unsubscribing {
    /// Reads what the caller has.
    pub known: Arc<dyn ReadSubscriptions>,
    /// Unsubscribes.
    pub topic: Arc<dyn UnsubscribeFromTopic>,
    /// Forgets whose it was.
    pub forget: Arc<dyn ForgetSubscription>,
}

/// Unsubscribes, and answers 204. Somebody else's subscription does not exist.
pub(super) async fn unsubscribe(
    State(unsubscribing): State<Unsubscribing>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    let none = || Problem::not_found("subscription");
    let id = SubscriptionId::parse(&id).ok_or_else(none)?;
    let known = unsubscribing.known.read_subscriptions(&caller.user_id).await.map_err(unavailable)?;
    if known.iter().all(|known| known.id != id) {
        return Err(none());
    }
    // First where it acts: what is forgotten too early can never be ended.
    unsubscribing.topic.unsubscribe_from_topic(&id).await.map_err(unavailable)?;
    match unsubscribing.forget.forget_subscription(&caller.user_id, &id).await {
        // A repeat at the same time was faster.
        Ok(()) | Err(StoreError::Conflict) => Ok(StatusCode::NO_CONTENT),
        Err(error) => Err(unavailable(error)),
    }
}
