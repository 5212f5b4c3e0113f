//! The library: what Valmetal has published, in the person's language.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::content::ArticleKind;

use super::{
    html,
    visit::{Query, Shell, Tab, Visit, encoded, zone},
};
use crate::{
    api::{ApiError, Farm, Page, Published},
    markdown,
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "library.html")]
struct Library {
    shell: Shell,
    address: String,
    articles: Vec<Published>,
    kind: String,
    more: Option<String>,
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
    fn query(&self, cursor: &str) -> String {
        let all = [("kind", self.kind.as_str()), ("cursor", cursor)];
        let said: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(said).unwrap_or_default()
    }
}

impl Library {
    fn kinds(&self) -> Vec<(&'static str, &'static str, bool)> {
        let kinds = AdminWords::of(self.shell.w.language).article_kinds();
        kinds.into_iter().map(|(kind, name)| (kind, name, kind == self.kind)).collect()
    }

    fn kind_name(&self, kind: &ArticleKind) -> &'static str {
        AdminWords::of(self.shell.w.language).article_kind(kind)
    }
}

/// `GET /farms/{farm}/library`
pub(super) async fn list(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &farm, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, wanted: Wanted) -> Result<Library, ApiError> {
    let api = visit.api();
    let farm = format!("/farms/{}", encoded(farm));
    let articles = format!("/published-articles?{}", wanted.query(&wanted.cursor));
    let (farm, articles) = tokio::try_join!(api.get::<Farm>(&farm), api.get::<Page<Published>>(&articles))?;
    Ok(Library {
        shell: visit.shell(visit.words().library).on_farm(&farm, Tab::More),
        address: address(&farm),
        zone: zone(&farm.timezone),
        articles: articles.items,
        more: articles.cursor.map(|cursor| wanted.query(&cursor)),
        kind: wanted.kind,
        now: visit.now,
    })
}

/// Where the library of a farm is.
fn address(farm: &Farm) -> String {
    format!("/farms/{}/library", encoded(&farm.id))
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage {
    shell: Shell,
    article: Published,
    /// The text, safe to stand on a page.
    text: String,
    zone: TimeZone,
}

/// `GET /farms/{farm}/library/{article}`
pub(super) async fn article(visit: Visit, Path((farm, article)): Path<(String, String)>) -> Response {
    let api = visit.api();
    let farm = format!("/farms/{}", encoded(&farm));
    let article = format!("/published-articles/{}", encoded(&article));
    match tokio::try_join!(api.get::<Farm>(&farm), api.get::<Published>(&article)) {
        Ok((farm, article)) => html(&ArticlePage {
            shell: visit
                .shell(article.title.clone())
                .on_farm(&farm, Tab::More)
                .below(address(&farm), visit.words().library),
            text: markdown::rendered(&article.body),
            zone: zone(&farm.timezone),
            article,
        }),
        Err(error) => visit.trouble(&error),
    }
}
