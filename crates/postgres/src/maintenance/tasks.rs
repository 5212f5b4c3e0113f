//! Reading tasks.

use async_trait::async_trait;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, types::Json};
use valmetal_domain::{
    maintenance::{
        Done, Period, Schedule, Task, TaskFilter, TaskState,
        ports::{ReadReportTasks, ReadTask, ReadTasks, ReadTasksToTell, StoreError},
    },
    names::{FarmId, ScheduleId, TaskId},
    record::Part,
};

use super::{Maintenance, schedules};
use crate::{
    columns::{checked, day, number, optional, time},
    error::store_error,
};

struct Row {
    id: String,
    farm_id: String,
    entity_id: String,
    schedule_id: Option<String>,
    title: String,
    instructions: Option<String>,
    due_on: Option<jiff_sqlx::Date>,
    due_after_running_hours: Option<i32>,
    counted_since: Option<jiff_sqlx::Timestamp>,
    remind_days: i32,
    parts: Json<Vec<Part>>,
    assigned_to: Option<String>,
    created_at: jiff_sqlx::Timestamp,
    done_at: Option<jiff_sqlx::Timestamp>,
    done_by: Option<String>,
    done_parts: Option<Json<Vec<Part>>>,
    done_note: Option<String>,
    withdrawn: bool,
    reminded_at: Option<jiff_sqlx::Timestamp>,
    reminded_thing: Option<String>,
    told: bool,
    version: i64,
}

macro_rules! tasks {
    ($rest:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select id, farm_id, entity_id, schedule_id, title, instructions, due_on as "due_on: jiff_sqlx::Date",
               due_after_running_hours, counted_since as "counted_since: jiff_sqlx::Timestamp", remind_days,
               parts as "parts: Json<Vec<Part>>", assigned_to,
               created_at as "created_at: jiff_sqlx::Timestamp", done_at as "done_at: jiff_sqlx::Timestamp", done_by,
               done_parts as "done_parts: Json<Vec<Part>>", done_note, withdrawn,
               reminded_at as "reminded_at: jiff_sqlx::Timestamp", reminded_thing, told, version from maintenance_tasks "# + $rest,
            $($argument),*
        )
    };
}

impl TryFrom<Row> for Task {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let done = match (row.done_at, row.done_by) {
            (Some(at), Some(by)) => Some(Done {
                at: at.to_jiff(),
                by: checked("done_by", by)?,
                parts: row.done_parts.map(|parts| parts.0).unwrap_or_default(),
                note: optional("done_note", row.done_note)?,
            }),
            _ => None,
        };
        Ok(Self {
            id: checked("id", row.id)?,
            farm_id: checked("farm_id", row.farm_id)?,
            entity_id: checked("entity_id", row.entity_id)?,
            schedule_id: optional("schedule_id", row.schedule_id)?,
            title: checked("title", row.title)?,
            instructions: optional("instructions", row.instructions)?,
            due_on: day(row.due_on),
            due_after_hours: row
                .due_after_running_hours
                .map(|hours| number("due_after_running_hours", hours))
                .transpose()?,
            counted_since: time(row.counted_since),
            remind_days: number("remind_days", row.remind_days)?,
            parts: row.parts.0,
            assigned_to: optional("assigned_to", row.assigned_to)?,
            created_at: row.created_at.to_jiff(),
            done,
            withdrawn: row.withdrawn,
            reminded_at: time(row.reminded_at),
            reminded_thing: optional("reminded_thing", row.reminded_thing)?,
            told: row.told,
            version: number("version", row.version)?,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Task>, StoreError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The open task of a schedule.
pub(super) async fn open_of(
    connection: &mut PgConnection,
    schedule: &ScheduleId,
) -> Result<Option<Task>, StoreError> {
    tasks!("where schedule_id = $1 and done_at is null and not withdrawn", schedule.as_str())
        .fetch_optional(connection)
        .await
        .map_err(store_error)?
        .map(TryInto::try_into)
        .transpose()
}

const fn word(state: TaskState) -> &'static str {
    match state {
        TaskState::Done => "done",
        TaskState::Overdue => "overdue",
        TaskState::Due => "due",
        TaskState::Upcoming => "upcoming",
    }
}

#[async_trait]
impl ReadTasks for Maintenance {
    async fn read_tasks(
        &self,
        farm: &FarmId,
        filter: &TaskFilter,
        today: Date,
        limit: u32,
        after: Option<(Option<Date>, &TaskId)>,
    ) -> Result<Vec<Task>, StoreError> {
        let states = match &filter.states[..] {
            [] => vec!["overdue", "due", "upcoming"],
            states => states.iter().copied().map(word).collect(),
        };
        let states: Vec<String> = states.into_iter().map(str::to_owned).collect();
        let (after_day, after_id) = after.map_or((None, None), |(day, id)| (day, Some(id)));
        // The states are those of the domain (`Task::state`), told here so that a page is full.
        let rows = tasks!(
            "where farm_id = $1 and not withdrawn and ($2::text is null or entity_id = $2)
             and case when done_at is not null then 'done' when due_on is null then 'upcoming'
                      when due_on < $3::date then 'overdue' when due_on <= $3::date + remind_days then 'due'
                      else 'upcoming' end = any($4)
             and ($5::text is null or (coalesce(due_on, 'infinity'), id) > (coalesce($6::date, 'infinity'), $5))
             order by coalesce(due_on, 'infinity'), id limit $7",
            farm.as_str(),
            filter.entity_id.as_ref().map(valmetal_domain::names::EntityId::as_str),
            today.to_sqlx() as _,
            &states,
            after_id.map(TaskId::as_str),
            after_day.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        all(rows)
    }
}

#[async_trait]
impl ReadTask for Maintenance {
    async fn read_task(
        &self,
        farm: &FarmId,
        id: &TaskId,
    ) -> Result<Option<(Task, Option<Schedule>)>, StoreError> {
        let mut connection = self.0.acquire().await?;
        let task = tasks!("where farm_id = $1 and id = $2 and not withdrawn", farm.as_str(), id.as_str())
            .fetch_optional(&mut *connection)
            .await
            .map_err(store_error)?;
        let Some(task) = task.map(Task::try_from).transpose()? else { return Ok(None) };
        let Some(schedule) = &task.schedule_id else { return Ok(Some((task, None))) };
        let schedule = schedules::by_id(&mut connection, farm, schedule).await?;
        Ok(Some((task, schedule)))
    }
}

#[async_trait]
impl ReadReportTasks for Maintenance {
    async fn read_report_tasks(
        &self,
        farm: &FarmId,
        period: Period,
        timezone: &str,
        limit: u32,
    ) -> Result<Vec<Task>, StoreError> {
        let rows = tasks!(
            "where farm_id = $1 and not withdrawn
             and case when done_at is null then due_on between $2 and $3
                      else (done_at at time zone $4)::date between $2 and $3 end
             order by id limit $5",
            farm.as_str(),
            period.from.to_sqlx() as _,
            period.to.to_sqlx() as _,
            timezone,
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        all(rows)
    }
}

#[async_trait]
impl ReadTasksToTell for Maintenance {
    async fn read_tasks_to_tell(
        &self,
        today: Date,
        limit: u32,
        after: Option<&TaskId>,
    ) -> Result<Vec<Task>, StoreError> {
        let rows = tasks!(
            "where not told and ((done_at is null and not withdrawn) = (reminded_at is null)) and id > $1
             and (reminded_at is not null or due_on <= $2::date + remind_days
                  or (due_on is null and due_after_running_hours is not null))
             order by id limit $3",
            after.map_or("", TaskId::as_str),
            today.to_sqlx() as _,
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        all(rows)
    }
}
