//! The documents, newest first by kind, and the way to the content of one.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use uuid::Uuid;
use valmetal_domain::file::FileKind;

use super::{address, may_change};
use crate::{
    api::{ApiError, Farm, FoundFile, Page, StoredFile},
    pages::{
        html, redirect,
        visit::{Query, Shell, Tab, Visit, encoded, zone},
    },
};

#[derive(Template)]
#[template(path = "documents/list.html")]
struct Documents {
    shell: Shell,
    address: String,
    files: Vec<StoredFile>,
    kind: String,
    may_change: bool,
    more: Option<String>,
    request_key: String,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    kind: String,
    cursor: String,
}

impl Wanted {
    fn query(&self, kind: &str, cursor: &str) -> String {
        let all = [("kind", kind), ("cursor", cursor)];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(said).unwrap_or_default()
    }
}

impl Documents {
    /// The kinds: word, name, and whether it is chosen.
    fn kinds(&self) -> [(&'static str, &'static str, bool); 4] {
        FileKind::ALL.map(|kind| (kind.as_str(), self.shell.w.file_kind(&kind), kind.as_str() == self.kind))
    }

    /// The ends of names that can be chosen, for the browser's own dialogue.
    fn accepted() -> String {
        let ends = FileKind::ALL.iter().flat_map(|kind| kind.types()).map(|(end, _)| format!(".{end}"));
        ends.collect::<Vec<_>>().join(",")
    }
}

/// `GET /farms/{farm}/documents`
pub(super) async fn page(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, wanted: Wanted) -> Result<Documents, ApiError> {
    let api = visit.api();
    let path = format!("/farms/{}", encoded(farm));
    let files = format!("{path}/files?{}", wanted.query(&wanted.kind, &wanted.cursor));
    let (farm, files) = tokio::try_join!(api.get::<Farm>(&path), api.get::<Page<StoredFile>>(&files))?;
    Ok(Documents {
        shell: visit.shell(visit.words().documents).on_farm(&farm, Tab::More),
        address: address(&farm.id),
        zone: zone(&farm.timezone),
        may_change: may_change(visit, &farm),
        files: files.items,
        more: files.cursor.map(|cursor| wanted.query(&wanted.kind, &cursor)),
        kind: wanted.kind,
        request_key: Uuid::new_v4().to_string(),
        now: visit.now,
    })
}

/// `GET /farms/{farm}/documents/{file}`: leads to the content.
pub(super) async fn download(visit: Visit, Path((farm, file)): Path<(String, String)>) -> Response {
    let path = format!("/farms/{}/files/{}", encoded(&farm), encoded(&file));
    match visit.api().get::<FoundFile>(&path).await {
        Ok(found) => redirect(&visit.guest.headers, &found.download.url),
        Err(error) => visit.trouble(&error),
    }
}
