//! What the routes of farms do, for the OpenAPI document.

use valmetal_domain::access::{Operation, PlatformOperation};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{
    create, delete, get, indicators, list,
    shape::{FarmView, ListedFarm},
    update,
};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-farms", list::list)
            .summary("The caller's farms, by id, each with what is wrong there")
            .detail("An administrator sees all.")
            .answers::<Page<ListedFarm>>(200),
        Description::of("create-farm", create::create)
            .summary("Makes a farm with nothing on it yet")
            .needs_on_platform(PlatformOperation::ManageFarms)
            .answers::<FarmView>(201)
            .refuses([422]),
        Description::of("get-farm", get::get)
            .summary("A farm")
            .needs(Operation::Read)
            .answers::<FarmView>(200)
            .with_etag(),
        Description::of("update-farm", update::update)
            .summary("Changes a farm's name, time zone or language")
            .needs_on_platform(PlatformOperation::ManageFarms)
            .answers::<FarmView>(200)
            .refuses([422]),
        Description::of("delete-farm", delete::delete)
            .summary("Deletes a farm on which nothing stands any more")
            .needs_on_platform(PlatformOperation::ManageFarms)
            .answers_nothing(204)
            .refuses([409]),
        Description::of("list-indicators", indicators::list)
            .summary("What is wrong on a farm, from the machines up to the farm itself")
            .detail("An entity of which nothing is to be told is not listed. The index lags the alarms by a little.")
            .needs(Operation::Read)
            .answers::<indicators::WhatIsWrong>(200),
    ]
}
