//! What the routes of entities do, for the OpenAPI document.

use valmetal_domain::access::Operation;
use valmetal_runtime::{http::Page, openapi::Description};

use super::{create, delete, get, move_entity, shape::EntityView, tree, update};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("get-tree", tree::tree)
            .summary("The whole hierarchy of a farm, by path")
            .needs(Operation::Read)
            .answers::<Page<EntityView>>(200),
        Description::of("create-entity", create::create)
            .summary("Makes an entity below another")
            .needs(Operation::ChangeEntities)
            .answers::<EntityView>(201)
            .refuses([409, 422]),
        Description::of("get-entity", get::get)
            .summary("An entity")
            .needs(Operation::Read)
            .answers::<EntityView>(200)
            .with_etag(),
        Description::of("update-entity", update::update)
            .summary("Gives an entity another name")
            .needs(Operation::ChangeEntities)
            .answers::<EntityView>(200)
            .refuses([409]),
        Description::of("delete-entity", delete::delete)
            .summary("Deletes an entity that has nothing below it and is no thing")
            .needs(Operation::ChangeEntities)
            .answers_nothing(204)
            .refuses([409]),
        Description::of("move-entity", move_entity::move_entity)
            .summary("Moves an entity with everything below it")
            .needs(Operation::ChangeEntities)
            .answers::<EntityView>(200)
            .refuses([409, 422]),
    ]
}
