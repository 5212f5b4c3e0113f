//! Writing schedules and tasks, all or none.

use async_trait::async_trait;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, postgres::PgQueryResult, types::Json};
use valmetal_domain::{
    idempotency::{Outcome, Record},
    maintenance::{
        Change, Interval, Schedule, Task,
        ports::{CommitMaintenance, StoreError},
    },
};

use super::Maintenance;
use crate::{
    columns::{number, version},
    error::store_error,
    idempotency::claim,
};

#[async_trait]
impl CommitMaintenance for Maintenance {
    async fn commit_maintenance(
        &self,
        changes: &[Change],
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError> {
        let mut transaction = self.0.begin().await?;
        if let Some(outcome) = claim(&mut transaction, request).await? {
            return Ok(outcome);
        }
        for change in changes {
            let written = match change {
                Change::PutSchedule(schedule) => put_schedule(&mut transaction, schedule).await?,
                Change::DeleteSchedule(id, from) => sqlx::query!(
                    "delete from maintenance_schedules where id = $1 and version = $2",
                    id.as_str(),
                    version(*from)?,
                )
                .execute(&mut *transaction)
                .await
                .map_err(store_error)?,
                Change::PutTask(task) => put_task(&mut transaction, task).await?,
                Change::WithdrawTask(id, from) => sqlx::query!(
                    "update maintenance_tasks set withdrawn = true, version = version + 1
                     where id = $1 and version = $2 and done_at is null and not withdrawn",
                    id.as_str(),
                    version(*from)?,
                )
                .execute(&mut *transaction)
                .await
                .map_err(store_error)?,
            };
            if written.rows_affected() != 1 {
                return Err(StoreError::Conflict);
            }
        }
        transaction.commit().await.map_err(store_error)?;
        Ok(Outcome::Fresh)
    }
}

async fn put_schedule(
    transaction: &mut PgConnection,
    schedule: &Schedule,
) -> Result<PgQueryResult, StoreError> {
    let content = &schedule.content;
    let (days, hours) = match content.every {
        Interval::Days(days) => (Some(i32::from(days)), None),
        Interval::RunningHours(hours) => (None, Some(number::<i32, _>("every_running_hours", hours)?)),
    };
    sqlx::query!(
        "insert into maintenance_schedules (id, farm_id, entity_id, title, instructions, every_days, every_running_hours,
             remind_days, parts, paused, version, updated_at, updated_by)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::bigint, $12, $13
         where $11::bigint = 1 or exists (select from maintenance_schedules where id = $1)
         on conflict (id) do update
         set title = excluded.title, instructions = excluded.instructions, every_days = excluded.every_days,
             every_running_hours = excluded.every_running_hours, remind_days = excluded.remind_days,
             parts = excluded.parts, paused = excluded.paused, version = excluded.version,
             updated_at = excluded.updated_at, updated_by = excluded.updated_by
         where maintenance_schedules.version = excluded.version - 1",
        schedule.id.as_str(),
        schedule.farm_id.as_str(),
        schedule.entity_id.as_str(),
        content.title.as_str(),
        content.instructions.as_ref().map(valmetal_domain::text::Text::as_str),
        days,
        hours,
        i32::from(content.remind_days),
        Json(&content.parts) as _,
        content.paused,
        version(schedule.version)?,
        schedule.updated_at.to_sqlx() as _,
        schedule.updated_by.as_str(),
    )
    .execute(transaction)
    .await
    .map_err(store_error)
}

async fn put_task(transaction: &mut PgConnection, task: &Task) -> Result<PgQueryResult, StoreError> {
    let hours = task.due_after_hours.map(|hours| number::<i32, _>("due_after_running_hours", hours));
    let done = task.done.as_ref();
    sqlx::query!(
        "insert into maintenance_tasks (id, farm_id, entity_id, schedule_id, title, instructions, due_on,
             due_after_running_hours, counted_since, remind_days, parts, assigned_to, created_at, done_at, done_by,
             done_parts, done_note, reminded_at, reminded_thing, told, version)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21::bigint
         where $21::bigint = 1 or exists (select from maintenance_tasks where id = $1)
         on conflict (id) do update
         set title = excluded.title, instructions = excluded.instructions, due_on = excluded.due_on,
             remind_days = excluded.remind_days, parts = excluded.parts, assigned_to = excluded.assigned_to,
             done_at = excluded.done_at, done_by = excluded.done_by, done_parts = excluded.done_parts,
             done_note = excluded.done_note, reminded_at = excluded.reminded_at,
             reminded_thing = excluded.reminded_thing, told = excluded.told,
             version = excluded.version
         where maintenance_tasks.version = excluded.version - 1",
        task.id.as_str(),
        task.farm_id.as_str(),
        task.entity_id.as_str(),
        task.schedule_id.as_ref().map(valmetal_domain::names::ScheduleId::as_str),
        task.title.as_str(),
        task.instructions.as_ref().map(valmetal_domain::text::Text::as_str),
        task.due_on.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        hours.transpose()?,
        task.counted_since.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        i32::from(task.remind_days),
        Json(&task.parts) as _,
        task.assigned_to.as_ref().map(valmetal_domain::names::UserId::as_str),
        task.created_at.to_sqlx() as _,
        done.map(|done| done.at.to_sqlx()) as _,
        done.map(|done| done.by.as_str()),
        done.map(|done| Json(&done.parts)) as _,
        done.and_then(|done| done.note.as_ref()).map(valmetal_domain::text::Text::as_str),
        task.reminded_at.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
        task.reminded_thing.as_ref().map(valmetal_domain::names::ThingName::as_str),
        task.told,
        version(task.version)?,
    )
    .execute(transaction)
    .await
    .map_err(store_error)
}
