//! Reading schedules.

use async_trait::async_trait;
use sqlx::{PgConnection, types::Json};
use valmetal_domain::{
    maintenance::{
        Interval, Schedule, ScheduleContent, Task,
        ports::{ReadSchedule, ReadSchedules, StoreError},
    },
    names::{EntityId, FarmId, ScheduleId},
    record::Part,
};

use super::{Maintenance, tasks};
use crate::{
    columns::{checked, number, optional},
    error::store_error,
};

struct Row {
    id: String,
    farm_id: String,
    entity_id: String,
    title: String,
    instructions: Option<String>,
    every_days: Option<i32>,
    every_running_hours: Option<i32>,
    remind_days: i32,
    parts: Json<Vec<Part>>,
    paused: bool,
    version: i64,
    updated_at: jiff_sqlx::Timestamp,
    updated_by: String,
}

macro_rules! schedules {
    ($rest:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select id, farm_id, entity_id, title, instructions, every_days, every_running_hours, remind_days,
               parts as "parts: Json<Vec<Part>>", paused, version,
               updated_at as "updated_at: jiff_sqlx::Timestamp", updated_by from maintenance_schedules "# + $rest,
            $($argument),*
        )
    };
}

impl TryFrom<Row> for Schedule {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let every = match (row.every_days, row.every_running_hours) {
            (Some(days), _) => Interval::Days(number("every_days", days)?),
            (None, Some(hours)) => Interval::RunningHours(number("every_running_hours", hours)?),
            (None, None) => return Err(StoreError::Unreadable("a schedule without an interval".to_owned())),
        };
        Ok(Self {
            id: checked("id", row.id)?,
            farm_id: checked("farm_id", row.farm_id)?,
            entity_id: checked("entity_id", row.entity_id)?,
            content: ScheduleContent {
                title: checked("title", row.title)?,
                instructions: optional("instructions", row.instructions)?,
                every,
                remind_days: number("remind_days", row.remind_days)?,
                parts: row.parts.0,
                paused: row.paused,
            },
            version: number("version", row.version)?,
            updated_at: row.updated_at.to_jiff(),
            updated_by: checked("updated_by", row.updated_by)?,
        })
    }
}

#[async_trait]
impl ReadSchedules for Maintenance {
    async fn read_schedules(
        &self,
        farm: &FarmId,
        entity: Option<&EntityId>,
        limit: u32,
        after: Option<&ScheduleId>,
    ) -> Result<Vec<Schedule>, StoreError> {
        schedules!(
            "where farm_id = $1 and ($2::text is null or entity_id = $2) and id > $3 order by id limit $4",
            farm.as_str(),
            entity.map(EntityId::as_str),
            after.map_or("", ScheduleId::as_str),
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }
}

#[async_trait]
impl ReadSchedule for Maintenance {
    async fn read_schedule(
        &self,
        farm: &FarmId,
        id: &ScheduleId,
    ) -> Result<Option<(Schedule, Option<Task>)>, StoreError> {
        let mut connection = self.0.acquire().await?;
        let Some(schedule) = by_id(&mut connection, farm, id).await? else { return Ok(None) };
        let open = tasks::open_of(&mut connection, id).await?;
        Ok(Some((schedule, open)))
    }
}

/// The schedule of this farm.
pub(super) async fn by_id(
    connection: &mut PgConnection,
    farm: &FarmId,
    id: &ScheduleId,
) -> Result<Option<Schedule>, StoreError> {
    schedules!("where farm_id = $1 and id = $2", farm.as_str(), id.as_str())
        .fetch_optional(connection)
        .await
        .map_err(store_error)?
        .map(TryInto::try_into)
        .transpose()
}
