//! What is done to an article as a whole: published, taken back, deleted; and what was ever published of it.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::json;

use super::editor::of_kept;
use crate::{
    api::{ApiError, Article, ArticleVersion, Page},
    markdown::rendered,
    pages::{
        admin::confirm::{Question, confirm},
        form::Posted,
        html, redirect,
        typed::{Form, is_final, same},
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

/// `POST /admin/articles/{article}/publish`
pub(super) async fn publish(Path(id): Path<String>, posted: Posted<Form>) -> Response {
    act(&id, posted, "publish", "published").await
}

/// `POST /admin/articles/{article}/unpublish`
pub(super) async fn unpublish(Path(id): Path<String>, posted: Posted<Form>) -> Response {
    act(&id, posted, "unpublish", "unpublished").await
}

async fn act(id: &str, Posted { visit, form }: Posted<Form>, act: &str, said: &str) -> Response {
    let path = format!("/articles/{}/{act}", encoded(id));
    let version = form.version().unwrap_or_default();
    match visit.api().post_to::<Article>(&path, form.key(), version, &json!({})).await {
        Ok(_) => redirect(&visit.guest.headers, &format!("/admin/articles/{}?said={said}", encoded(id))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => of_kept(&visit, id, form.refused(visit.words(), &error, same), None).await,
    }
}

/// `GET /admin/articles/{article}/delete`
pub(super) async fn confirm_deletion(visit: Visit, Path(id): Path<String>) -> Response {
    ask(&visit, &id, Form::default()).await
}

async fn ask(visit: &Visit, id: &str, form: Form) -> Response {
    let article: Article = match visit.api().get(&format!("/articles/{}", encoded(id))).await {
        Ok(article) => article,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let here = format!("/admin/articles/{}", encoded(id));
    let question = Question {
        title: format!("{} — {}", a.delete_article, article.draft.texts.of(a.language).title),
        yes: (format!("{here}/delete"), a.delete_article),
        back: here,
        says: vec![a.versions_go.to_owned(), a.cannot_be_undone.to_owned()],
        version: Some(article.version),
    };
    confirm(visit.shell(a.delete_article), question, form)
}

/// `POST /admin/articles/{article}/delete`
pub(super) async fn delete(Path(id): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    match visit.api().delete(&format!("/articles/{}", encoded(&id)), form.version()).await {
        Ok(()) => redirect(&visit.guest.headers, "/admin/articles"),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => ask(&visit, &id, form.refused(visit.words(), &error, same)).await,
    }
}

#[derive(Template)]
#[template(path = "admin/article-versions.html")]
struct Versions {
    shell: Shell,
    article: Article,
    versions: Vec<ArticleVersion>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

impl Versions {
    fn article_title(&self) -> &str {
        self.article.draft.texts.of(self.shell.w.language).title.as_str()
    }

    fn title<'a>(&self, version: &'a ArticleVersion) -> &'a str {
        version.content.texts.of(self.shell.w.language).title.as_str()
    }

    /// What people read, as harmless HTML.
    fn body(&self, version: &ArticleVersion) -> String {
        rendered(version.content.texts.of(self.shell.w.language).body.as_str())
    }
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    cursor: Option<String>,
}

/// `GET /admin/articles/{article}/versions`
pub(super) async fn versions(visit: Visit, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, &id, wanted.cursor.as_deref()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, id: &str, cursor: Option<&str>) -> Result<Versions, ApiError> {
    let query = |cursor: &str| serde_urlencoded::to_string([("cursor", cursor)]).unwrap_or_default();
    let (api, article) = (visit.api(), format!("/articles/{}", encoded(id)));
    let versions = format!("{article}/versions?{}", cursor.map(query).unwrap_or_default());
    let (article, page) =
        tokio::try_join!(api.get::<Article>(&article), api.get::<Page<ArticleVersion>>(&versions))?;
    Ok(Versions {
        shell: visit.shell(AdminWords::of(visit.words().language).versions),
        article,
        more: page.cursor.as_deref().map(query),
        versions: page.items,
        now: visit.now,
        zone: TimeZone::UTC,
    })
}
