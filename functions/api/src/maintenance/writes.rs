//! What every change of maintenance needs.

use std::sync::Arc;

use axum::response::Response;
use jiff::{Timestamp, civil::Date};
use valmetal_domain::{
    access::Operation,
    entity::{
        Entity, EntityKind,
        ports::{ReadEntity, ReadFarm, ReadMember},
    },
    idempotency::{Answer, Attempt, ReadAnswer},
    maintenance::{
        Change,
        ports::{CommitMaintenance, ReadSchedule, ReadTask},
    },
    names::{EntityId, FarmId, TaskId},
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    ids,
    problem::{FieldError, Problem},
};

use super::shape::today;
use crate::{
    farm_access::allow,
    rewrite::{Repeatable, write},
    standing,
    store::unavailable,
};

/// What every change of maintenance needs.
#[derive(Clone)]
pub(super) struct Writes {
    /// Reads whether the caller still belongs to the farm.
    pub members: Arc<dyn ReadMember>,
    /// Reads which day it is there.
    pub farms: Arc<dyn ReadFarm>,
    /// Reads the machine.
    pub entities: Arc<dyn ReadEntity>,
    /// Reads a schedule.
    pub schedules: Arc<dyn ReadSchedule>,
    /// Reads a task.
    pub tasks: Arc<dyn ReadTask>,
    /// Writes both.
    pub commit: Arc<dyn CommitMaintenance>,
    /// The answers of requests that may be repeated.
    pub answers: Arc<dyn ReadAnswer>,
    /// The time.
    pub clock: Clock,
}

impl Writes {
    /// Lets the caller do `operation` on `farm`, and answers the day and the time there.
    pub(super) async fn begin(
        &self,
        caller: &Caller,
        operation: Operation,
        farm: &FarmId,
    ) -> Result<(Date, Timestamp), Problem> {
        let membership = allow(caller, operation, farm, "farm")?;
        standing::require(&*self.members, membership.as_ref()).await?;
        let now = self.clock.now();
        Ok((today(&*self.farms, farm, now).await?, now))
    }

    /// The machine that a schedule or a task is of. Sites and barns are not maintained; the parts of a machine are.
    pub(super) async fn machine(&self, farm: &FarmId, id: &EntityId) -> Result<Entity, Problem> {
        let entity = self.entities.read_entity(farm, id).await.map_err(unavailable)?;
        entity
            .filter(|entity| matches!(entity.kind, EntityKind::Equipment | EntityKind::Component))
            .ok_or_else(|| {
                let detail = "It must be equipment of this farm, or a component.";
                Problem::unprocessable("invalidValue", "The request breaks a rule of maintenance.")
                    .errors([FieldError::new("entityId", "notEquipment", detail)])
            })
    }

    /// Writes what `propose` proposes.
    pub(super) async fn write<P, Proposing>(
        &self,
        attempt: Option<Attempt>,
        now: Timestamp,
        propose: P,
    ) -> Result<Response, Problem>
    where
        P: Fn() -> Proposing,
        Proposing: Future<Output = Result<(Vec<Change>, Answer), Problem>>,
    {
        let request = Repeatable { attempt, answers: &*self.answers, now };
        write(request, propose, async |changes: Vec<Change>, record| {
            self.commit.commit_maintenance(&changes, record.as_ref()).await
        })
        .await
    }
}

/// A new id of a task.
pub(super) fn task_id() -> Result<TaskId, Problem> {
    Ok(TaskId::new(ids::new_id())?)
}
