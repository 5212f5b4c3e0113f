//! The catalogue: its definitions, and which one is in force.

use std::collections::HashMap;

use async_trait::async_trait;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{PutRequest, WriteRequest};
use valmetal_domain::alarm::Definition;
use valmetal_domain::alarm::ports::{ReadDefinitions, StoreError};
use valmetal_domain::catalogue::CatalogueStatus;
use valmetal_domain::catalogue::ports::{ReadCatalogueStatus, WriteCatalogueStatus, WriteDefinitions};
use valmetal_domain::names::AlarmCode;

use super::item::{self, n};
use super::keys;
use super::records::{self, RETIRED_BY};
use super::table::{Table, batch_write};
use crate::error::{store_error, unbuildable};

/// Reads definitions, also of codes that the catalogue in force has no more.
///
/// IAM: `dynamodb:BatchGetItem` on `Alarms`.
#[derive(Debug, Clone)]
pub struct DefinitionReader {
    alarms: Table,
}

impl DefinitionReader {
    /// A reader of this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadDefinitions for DefinitionReader {
    async fn read_definitions(
        &self,
        codes: &[AlarmCode],
    ) -> Result<HashMap<AlarmCode, Definition>, StoreError> {
        let mut definitions = HashMap::with_capacity(codes.len());
        for item in self.alarms.get_all(codes.iter().map(keys::definition).collect()).await? {
            let definition: Definition = item::read(&item)?;
            definitions.insert(definition.code.clone(), definition);
        }
        Ok(definitions)
    }
}

/// Puts catalogues into force.
///
/// | IAM on `Alarms` | what needs it |
/// | --- | --- |
/// | `dynamodb:GetItem` | [`ReadCatalogueStatus`] |
/// | `dynamodb:PutItem` | [`WriteCatalogueStatus`] |
/// | `dynamodb:BatchWriteItem`, `dynamodb:UpdateItem` | [`WriteDefinitions`] |
#[derive(Debug, Clone)]
pub struct CatalogueStore {
    alarms: Table,
}

impl CatalogueStore {
    /// The catalogue in this table.
    pub fn new(client: Client, alarm_table: impl Into<String>) -> Self {
        Self { alarms: Table::new(client, alarm_table) }
    }
}

#[async_trait]
impl ReadCatalogueStatus for CatalogueStore {
    async fn read_catalogue_status(&self) -> Result<CatalogueStatus, StoreError> {
        let item = self.alarms.get(&keys::catalogue()).await?;
        item.as_ref().map(item::read).transpose().map(Option::unwrap_or_default)
    }
}

#[async_trait]
impl WriteCatalogueStatus for CatalogueStore {
    async fn write_catalogue_status(&self, status: &CatalogueStatus) -> Result<(), StoreError> {
        self.alarms
            .client
            .put_item()
            .table_name(&self.alarms.name)
            .set_item(Some(records::catalogue_status(status)?))
            .send()
            .await
            .map_err(|error| store_error("dynamodb:PutItem", error))?;
        Ok(())
    }
}

#[async_trait]
impl WriteDefinitions for CatalogueStore {
    async fn write_definitions(
        &self,
        version: u64,
        definitions: &[&Definition],
        dropped: &[AlarmCode],
    ) -> Result<(), StoreError> {
        let mut puts = Vec::with_capacity(definitions.len());
        for definition in definitions {
            let put = PutRequest::builder()
                .set_item(Some(records::definition(definition, version)?))
                .build()
                .map_err(|error| unbuildable("dynamodb:BatchWriteItem", error))?;
            puts.push(WriteRequest::builder().put_request(put).build());
        }
        batch_write(&self.alarms, puts).await?;
        for code in dropped {
            self.retire(code, version).await?;
        }
        Ok(())
    }
}

impl CatalogueStore {
    /// Marks a definition as dropped by this catalogue. It stays for the conditions that it once made.
    async fn retire(&self, code: &AlarmCode, version: u64) -> Result<(), StoreError> {
        let updated = self
            .alarms
            .client
            .update_item()
            .table_name(&self.alarms.name)
            .set_key(Some(keys::definition(code).attributes()))
            .condition_expression("attribute_exists(pk)")
            .update_expression("SET #retiredBy = :version")
            .expression_attribute_names("#retiredBy", RETIRED_BY)
            .expression_attribute_values(":version", n(version))
            .send()
            .await
            .map_err(|error| store_error("dynamodb:UpdateItem", error));
        match updated {
            // There is none to retire.
            Ok(_) | Err(StoreError::Conflict) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
