//! Notifications in this browser: asked for and ended.

use axum::{extract::Path, response::Response};
use serde::Deserialize;
use serde_json::Value;

use super::{
    form::Posted,
    redirect,
    visit::{Visit, encoded},
};
use crate::api::{ApiError, Subscriptions};

/// Where these forms lead back to.
const PAGE: &str = "/settings";

/// How the person is told in browsers.
pub(super) async fn read(visit: &Visit) -> Result<Subscriptions, ApiError> {
    visit.api().get("/subscriptions").await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewBrowser {
    request_key: String,
    /// What the browser's maker gave, as JSON.
    subscription: String,
}

/// `POST /push`
pub(super) async fn subscribe(Posted { visit, form }: Posted<NewBrowser>) -> Response {
    // What is no JSON is of no browser; the API says so of anything else.
    let browser: Value = serde_json::from_str(&form.subscription).unwrap_or_default();
    let done = visit.api().post::<Value>("/subscriptions/push", &form.request_key, &browser).await;
    back(&visit, done.map(|_| ()))
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `POST /push/{browser}/remove`
pub(super) async fn unsubscribe(
    Path(browser): Path<String>,
    Posted { visit, .. }: Posted<Nothing>,
) -> Response {
    let path = format!("/subscriptions/push/{}", encoded(&browser));
    back(&visit, visit.api().delete(&path, None).await)
}

fn back(visit: &Visit, done: Result<(), ApiError>) -> Response {
    match done {
        Ok(()) => redirect(&visit.guest.headers, PAGE),
        Err(error) => visit.trouble(&error),
    }
}
