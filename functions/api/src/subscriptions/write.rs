//! Writing one's own settings: on all memberships of the caller, or on those of some farms, in one transaction.

use std::{collections::BTreeSet, sync::Arc};

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use valmetal_domain::{
    access::Operation,
    entity::{Change, EntityChanges, Member, ports::CommitEntityChanges},
    idempotency::Attempt,
    names::FarmId,
    subscription::ports::ReadOwnMembers,
};
use valmetal_runtime::{claims::Caller, clock::Clock, problem::Problem};

use super::shape::SettingsView;
use crate::{
    farm_access::allow,
    hierarchy::{Proposal, write},
    store::unavailable,
};

/// What changing one's own settings needs.
#[derive(Clone)]
pub(super) struct Writes {
    /// Reads the memberships.
    pub members: Arc<dyn ReadOwnMembers>,
    /// Writes them.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

/// One's own settings after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Settings {
    /// Farm by farm.
    settings: Vec<SettingsView>,
}

impl Writes {
    /// Changes the caller's memberships of `farms`, of all where none are named, and answers `status` with what they are then.
    /// `change` answers nothing for a membership that stays as it is.
    pub(super) async fn change<C>(
        &self,
        caller: &Caller,
        farms: Option<&BTreeSet<FarmId>>,
        attempt: Option<Attempt>,
        status: StatusCode,
        change: C,
    ) -> Result<Response, Problem>
    where
        C: Fn(&Member) -> Result<Option<Member>, Problem>,
    {
        for farm in farms.into_iter().flatten() {
            allow(caller, Operation::Read, farm, "farm")?;
        }
        let wanted: Vec<FarmId> = match farms {
            Some(farms) => farms.iter().filter(|farm| caller.farms.contains_key(farm)).cloned().collect(),
            None => caller.farms.keys().cloned().collect(),
        };
        let propose = async || {
            let members =
                self.members.read_own_members(&caller.user_id, &wanted).await.map_err(unavailable)?;
            if members.is_empty() {
                let detail = "Settings are kept with the membership of a farm, and you have none.";
                return Err(Problem::conflict("noMembership", detail));
            }
            let mut changes = Vec::new();
            let mut after = Vec::with_capacity(members.len());
            for member in members {
                match change(&member)? {
                    Some(next) => {
                        changes.push(Change::PutSettings(member.version, Box::new(next.clone())));
                        after.push(next);
                    }
                    None => after.push(member),
                }
            }
            let view = Settings { settings: SettingsView::all(&after) };
            Proposal::new(EntityChanges::new(changes), None, status, &view)
        };
        write(&*self.commit, caller, attempt, self.clock.now(), propose).await
    }
}
