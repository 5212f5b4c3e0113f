//! `GET /v1/farms/{farmId}/reachability`: whose channels were last seen to work, by name.

use std::sync::Arc;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::Operation,
    entity::{Channel, DisplayName, FarmRole, Member, ports::ReadMembers},
    names::{FarmId, UserId},
    subscription::{Failure, Reach, ports::ReadReach},
};
use valmetal_runtime::{
    claims::Caller,
    http::{Json, Page, Path, State},
    problem::Problem,
};

use crate::{farm_access::allow, store::unavailable};

/// What reachability needs.
#[derive(Clone)]
pub(super) struct Reachability {
    /// Reads the members.
    pub members: Arc<dyn ReadMembers>,
    /// Reads what was seen of their channels.
    pub reach: Arc<dyn ReadReach>,
}

/// A person, and how they are reached.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "ReachablePerson")]
pub(super) struct Person {
    user_id: UserId,
    name: DisplayName,
    role: FarmRole,
    /// The channels that are set up; none means that nobody can tell this person anything.
    channels: Vec<Reached>,
}

/// What was last seen of a channel. That it took a message does not mean that it was read.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Reached {
    channel: Channel,
    /// Whether the last thing seen is that it works.
    proved: bool,
    worked_at: Option<Timestamp>,
    failed_at: Option<Timestamp>,
    failure: Option<Failure>,
}

/// Answers all members; a farm has at most as many as one page holds.
pub(super) async fn list(
    State(reachability): State<Reachability>,
    caller: Caller,
    Path(farm): Path<FarmId>,
) -> Result<Json<Page<Person>>, Problem> {
    allow(&caller, Operation::ReadAudit, &farm, "farm")?;
    let mut members = reachability.members.read_members(&farm).await.map_err(unavailable)?;
    members.sort_by(|one, other| (&one.name, &one.user_id).cmp(&(&other.name, &other.user_id)));
    let users: Vec<UserId> = members.iter().map(|member| member.user_id.clone()).collect();
    let mut seen = reachability.reach.read_reach(&users).await.map_err(unavailable)?;
    let items = members
        .into_iter()
        .map(|member| {
            let seen = seen.remove(&member.user_id).unwrap_or_default();
            Person::of(member, &seen)
        })
        .collect();
    Ok(Json(Page { items, cursor: None }))
}

impl Person {
    fn of(member: Member, seen: &[Reach]) -> Self {
        let reached = |channel: Channel| {
            let known = seen.iter().find(|reach| reach.channel == channel).cloned();
            let reach = known.unwrap_or(Reach::untried(channel));
            let proved = reach.is_proved();
            let Reach { channel, worked_at, failed_at, failure } = reach;
            Reached { channel, proved, worked_at, failed_at, failure }
        };
        let channels = member.channels.iter().map(|(channel, _)| reached(channel)).collect();
        Self { user_id: member.user_id, name: member.name, role: member.role, channels }
    }
}
