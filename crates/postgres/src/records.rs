//! The records of equipment.

use async_trait::async_trait;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use valmetal_domain::{
    names::{EntityId, FarmId},
    record::{
        EquipmentRecord, Part, RecordContent,
        ports::{DeleteRecord, PutRecord, ReadRecord, ReadRecords, StoreError},
    },
};

use crate::{
    Database,
    columns::{checked, day, number, optional, version},
    error::store_error,
};

/// The records of equipment.
#[derive(Clone)]
pub struct Records(Database);

impl Records {
    /// Those of `database`.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

struct Row {
    farm_id: String,
    entity_id: String,
    manufacturer: Option<String>,
    model: Option<String>,
    serial: Option<String>,
    installed_on: Option<jiff_sqlx::Date>,
    warranty_until: Option<jiff_sqlx::Date>,
    supplier: Option<String>,
    note: Option<String>,
    parts: Json<Vec<Part>>,
    version: i64,
    updated_at: jiff_sqlx::Timestamp,
    updated_by: String,
}

macro_rules! records {
    ($rest:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select farm_id, entity_id, manufacturer, model, serial, installed_on as "installed_on: jiff_sqlx::Date",
               warranty_until as "warranty_until: jiff_sqlx::Date", supplier, note, parts as "parts: Json<Vec<Part>>",
               version, updated_at as "updated_at: jiff_sqlx::Timestamp", updated_by from equipment_records "# + $rest,
            $($argument),*
        )
    };
}

impl TryFrom<Row> for EquipmentRecord {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            farm_id: checked("farm_id", row.farm_id)?,
            entity_id: checked("entity_id", row.entity_id)?,
            content: RecordContent {
                manufacturer: optional("manufacturer", row.manufacturer)?,
                model: optional("model", row.model)?,
                serial: optional("serial", row.serial)?,
                installed_on: day(row.installed_on),
                warranty_until: day(row.warranty_until),
                supplier: optional("supplier", row.supplier)?,
                note: optional("note", row.note)?,
                parts: row.parts.0,
            },
            version: number("version", row.version)?,
            updated_at: row.updated_at.to_jiff(),
            updated_by: checked("updated_by", row.updated_by)?,
        })
    }
}

#[async_trait]
impl ReadRecord for Records {
    async fn read_record(
        &self,
        farm: &FarmId,
        entity: &EntityId,
    ) -> Result<Option<EquipmentRecord>, StoreError> {
        records!("where farm_id = $1 and entity_id = $2", farm.as_str(), entity.as_str())
            .fetch_optional(&mut *self.0.acquire().await?)
            .await
            .map_err(store_error)?
            .map(TryInto::try_into)
            .transpose()
    }
}

#[async_trait]
impl ReadRecords for Records {
    async fn read_records(
        &self,
        farm: &FarmId,
        limit: u32,
        after: Option<&EntityId>,
    ) -> Result<Vec<EquipmentRecord>, StoreError> {
        records!(
            "where farm_id = $1 and entity_id > $2 order by entity_id limit $3",
            farm.as_str(),
            after.map_or("", EntityId::as_str),
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
impl PutRecord for Records {
    async fn put_record(&self, record: &EquipmentRecord) -> Result<(), StoreError> {
        let content = &record.content;
        let written = sqlx::query!(
            "insert into equipment_records (farm_id, entity_id, manufacturer, model, serial, installed_on, warranty_until,
                 supplier, note, parts, version, updated_at, updated_by)
             select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::bigint, $12, $13
             where $11::bigint = 1 or exists (select from equipment_records where farm_id = $1 and entity_id = $2)
             on conflict (farm_id, entity_id) do update
             set manufacturer = excluded.manufacturer, model = excluded.model, serial = excluded.serial,
                 installed_on = excluded.installed_on, warranty_until = excluded.warranty_until,
                 supplier = excluded.supplier, note = excluded.note, parts = excluded.parts,
                 version = excluded.version, updated_at = excluded.updated_at, updated_by = excluded.updated_by
             where equipment_records.version = excluded.version - 1",
            record.farm_id.as_str(),
            record.entity_id.as_str(),
            content.manufacturer.as_ref().map(valmetal_domain::text::Text::as_str),
            content.model.as_ref().map(valmetal_domain::text::Text::as_str),
            content.serial.as_ref().map(valmetal_domain::text::Text::as_str),
            content.installed_on.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            content.warranty_until.map(jiff_sqlx::ToSqlx::to_sqlx) as _,
            content.supplier.as_ref().map(valmetal_domain::text::Text::as_str),
            content.note.as_ref().map(valmetal_domain::text::Text::as_str),
            Json(&content.parts) as _,
            version(record.version)?,
            record.updated_at.to_sqlx() as _,
            record.updated_by.as_str(),
        )
        .execute(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        if written.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

#[async_trait]
impl DeleteRecord for Records {
    async fn delete_record(&self, farm: &FarmId, entity: &EntityId, from: u64) -> Result<(), StoreError> {
        let deleted = sqlx::query!(
            "delete from equipment_records where farm_id = $1 and entity_id = $2 and version = $3",
            farm.as_str(),
            entity.as_str(),
            version(from)?,
        )
        .execute(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        if deleted.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}
