//! All articles with their drafts, the newest first.

use askama::Template;
use axum::response::Response;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::content::ArticleKind;

use crate::{
    api::{ApiError, Article, Page},
    pages::{
        html,
        visit::{Query, Shell, Visit},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/articles.html")]
struct Articles {
    shell: Shell,
    kind: Option<ArticleKind>,
    articles: Vec<Article>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

impl Articles {
    fn is_kind(&self, word: &str) -> bool {
        self.kind.is_some_and(|kind| kind.as_str() == word)
    }

    fn title<'a>(&self, article: &'a Article) -> &'a str {
        article.draft.texts.of(self.shell.w.language).title.as_str()
    }
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    kind: Option<ArticleKind>,
    cursor: Option<String>,
}

/// `GET /admin/articles`
pub(super) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, Wanted { kind, cursor }: Wanted) -> Result<Articles, ApiError> {
    let query = |cursor: Option<&str>| {
        let fields = [("kind", kind.map(ArticleKind::as_str)), ("cursor", cursor)];
        let fields: Vec<_> = fields.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        serde_urlencoded::to_string(fields).unwrap_or_default()
    };
    let page: Page<Article> = visit.api().get(&format!("/articles?{}", query(cursor.as_deref()))).await?;
    Ok(Articles {
        shell: visit.shell(AdminWords::of(visit.words().language).articles),
        kind,
        more: page.cursor.as_deref().map(|cursor| query(Some(cursor))),
        articles: page.items,
        now: visit.now,
        zone: TimeZone::UTC,
    })
}
