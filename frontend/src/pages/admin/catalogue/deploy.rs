//! Putting another version into force.

use axum::{extract::Path, response::Response};
use serde_json::{Value, json};

use super::{
    editor,
    versions::{self, Wanted},
};
use crate::{
    api::ApiError,
    pages::{
        form::Posted,
        redirect,
        typed::{Form, is_final, same},
        visit::Visit,
    },
};

const DONE: &str = "/admin/catalogue?said=deploying";

/// `POST /admin/catalogue/{version}/deploy`
pub(super) async fn deploy(Path(version): Path<u32>, Posted { visit, form }: Posted<Form>) -> Response {
    let body = json!({"version": version, "reason": form.get("reason").trim()});
    match post(&visit, "deploy", &form, &body).await {
        Ok(_) => redirect(&visit.guest.headers, DONE),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            editor::of_version(&visit, version, form, None).await
        }
    }
}

/// `POST /admin/catalogue/roll-back`
pub(super) async fn roll_back(Posted { visit, form }: Posted<Form>) -> Response {
    match post(&visit, "roll-back", &form, &json!({"reason": form.get("reason").trim()})).await {
        Ok(_) => redirect(&visit.guest.headers, DONE),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            versions::show(&visit, Wanted::default(), form).await
        }
    }
}

async fn post(visit: &Visit, act: &str, form: &Form, body: &Value) -> Result<Value, ApiError> {
    visit.api().post(&format!("/configuration/catalogue/{act}"), form.key(), body).await
}
