//! `POST /farms/{farm}/documents`: asks where a document may be put. A script asks, since it alone can read the content and put it
//! there; it is answered in JSON, with what is wrong in the person's language.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use valmetal_domain::file::FileKind;

use crate::{
    api::{ApiError, Problem, RequestedUpload},
    pages::{form::Posted, visit::encoded},
    words::Words,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewFile {
    request_key: String,
    kind: String,
    name: String,
    size: u64,
    /// The SHA-256 of the content, base64.
    sha256: String,
}

pub(super) async fn request(Path(farm): Path<String>, Posted { visit, form }: Posted<NewFile>) -> Response {
    let w = visit.words();
    let media_type = FileKind::parse(&form.kind).and_then(|kind| kind.media_type(&form.name));
    let Some(media_type) = media_type else {
        return json(StatusCode::UNPROCESSABLE_ENTITY, &json!({ "fault": w.not_of_this_kind }));
    };
    let body = json!({
        "kind": form.kind, "name": form.name, "contentType": media_type, "size": form.size, "sha256": form.sha256,
    });
    let path = format!("/farms/{}/files", encoded(&farm));
    match visit.api().post::<RequestedUpload>(&path, &form.request_key, &body).await {
        Ok(RequestedUpload { upload }) => json(StatusCode::CREATED, &json!(upload)),
        Err(ApiError::Refused(problem)) => {
            let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            json(status, &json!({ "fault": fault(w, &problem) }))
        }
        Err(ApiError::Away(_)) => json(StatusCode::BAD_GATEWAY, &json!({ "fault": w.away })),
    }
}

/// What is wrong with the document.
fn fault(w: &Words, problem: &Problem) -> String {
    match problem.errors.first().map(|error| error.field.as_str()) {
        Some("size") => w.too_large.to_owned(),
        Some("name") => w.bad_file_name.to_owned(),
        _ => w.refusal(problem),
    }
}

fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
