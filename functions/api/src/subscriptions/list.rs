//! `GET /v1/subscriptions`: how the caller is told, and what they subscribed to.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::PlatformOperation,
    names::FarmId,
    subscription::{
        TopicSubscription,
        ports::{ReadOwnMembers, ReadSubscriptions},
    },
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, State},
    problem::Problem,
};

use super::shape::SettingsView;
use crate::{farm_access::allow_on_platform, store::unavailable};

/// What the list needs.
#[derive(Clone)]
pub(super) struct Lists {
    /// Reads the subscriptions to the topic.
    pub subscriptions: Arc<dyn ReadSubscriptions>,
    /// Reads the memberships.
    pub members: Arc<dyn ReadOwnMembers>,
    /// The key that a browser subscribes with; none where web push is not set up.
    pub push_key: Option<String>,
}

/// Everything that is the caller's own; they have at most as much as one page holds.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Subscriptions")]
pub(super) struct Own {
    items: Vec<TopicSubscription>,
    cursor: Option<String>,
    /// How they are told, farm by farm.
    settings: Vec<SettingsView>,
    /// The `applicationServerKey` with which a browser subscribes; `null` where web push is not set up.
    push_key: Option<String>,
}

/// Answers what is the caller's own.
pub(super) async fn list(State(lists): State<Lists>, caller: Caller) -> Result<Json<Own>, Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    let farms: Vec<FarmId> = caller.farms.keys().cloned().collect();
    let (mut items, members) = futures::try_join!(
        lists.subscriptions.read_subscriptions(&caller.user_id),
        lists.members.read_own_members(&caller.user_id, &farms),
    )
    .map_err(unavailable)?;
    items.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
    Ok(Json(Own { items, cursor: None, settings: SettingsView::all(&members), push_key: lists.push_key }))
}
