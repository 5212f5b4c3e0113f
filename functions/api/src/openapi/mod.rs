//! The document that describes all of this.

mod get;
#[cfg(test)]
mod tests;

use valmetal_runtime::{error::Error, handler::Init, http::Route, openapi::Description};

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    vec![Route::get("get-openapi", "/v1/openapi.json", get::get, nothing)]
}

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("get-openapi", get::get)
            .summary("This document")
            .answers::<get::Document>(200)
            .with_etag()
            .answers_nothing(304),
    ]
}

/// The document is part of the binary.
async fn nothing(_: Init) -> Result<(), Error> {
    Ok(())
}
