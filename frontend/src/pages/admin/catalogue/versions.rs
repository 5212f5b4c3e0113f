//! Which catalogue is in force, what was deployed before, and which versions there are.

use askama::Template;
use axum::response::Response;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use crate::{
    api::{CatalogueVersion, CatalogueVersions},
    pages::{
        html,
        typed::Form,
        visit::{Query, Shell, Visit},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/catalogue.html")]
struct Catalogue {
    shell: Shell,
    versions: CatalogueVersions,
    form: Form,
    said: Option<&'static str>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

impl Catalogue {
    /// Whether this version is the one that was deployed last and completely.
    fn is_deployed(&self, version: &CatalogueVersion) -> bool {
        let complete = self.versions.deployments.iter().find(|deployment| deployment.state == "COMPLETE");
        complete.is_some_and(|deployment| deployment.version == version.number)
    }
}

#[derive(Default, Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    said: Option<String>,
    cursor: Option<String>,
}

/// `GET /admin/catalogue`
pub(super) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    show(&visit, wanted, Form::default()).await
}

/// The page; `form` holds what stood against rolling back.
pub(super) async fn show(visit: &Visit, wanted: Wanted, form: Form) -> Response {
    let query = |cursor: &String| serde_urlencoded::to_string([("cursor", cursor)]).unwrap_or_default();
    let path = format!(
        "/configuration/catalogue/versions?{}",
        wanted.cursor.as_ref().map(query).unwrap_or_default()
    );
    let mut versions: CatalogueVersions = match visit.api().get(&path).await {
        Ok(versions) => versions,
        Err(error) => return visit.trouble(&error),
    };
    versions.items.sort_by_key(|version| std::cmp::Reverse(version.number));
    let a = AdminWords::of(visit.words().language);
    let page = Catalogue {
        shell: visit.shell(a.catalogue),
        more: versions.cursor.as_ref().map(query),
        versions,
        form,
        said: wanted.said.as_deref().and_then(|said| a.said(said)),
        now: visit.now,
        zone: TimeZone::UTC,
    };
    page.form.answer(html(&page))
}
