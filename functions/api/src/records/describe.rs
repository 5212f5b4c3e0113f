//! What the routes of records do, for the OpenAPI document.

use valmetal_domain::{access::Operation, record::EquipmentRecord};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{delete, get, list, put};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-records", list::list)
            .summary("The records of a farm's equipment, by entity")
            .needs(Operation::Read)
            .answers::<Page<EquipmentRecord>>(200)
            .refuses([501]),
        Description::of("get-record", get::get)
            .summary("The record of a piece of equipment: plate, warranty, parts")
            .needs(Operation::Read)
            .answers::<EquipmentRecord>(200)
            .with_etag()
            .refuses([501]),
        Description::of("put-record", put::put)
            .summary("Writes the whole record of an entity")
            .needs(Operation::ChangeRecords)
            .answers::<EquipmentRecord>(200)
            .with_etag()
            .answers::<EquipmentRecord>(201)
            .with_etag()
            .refuses([422, 501]),
        Description::of("delete-record", delete::delete)
            .summary("Deletes the record of an entity")
            .needs(Operation::ChangeRecords)
            .answers_nothing(204)
            .refuses([501]),
    ]
}
