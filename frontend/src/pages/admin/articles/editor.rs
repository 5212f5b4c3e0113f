//! The editor of an article: both languages beside each other, and how they will look.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};
use valmetal_domain::content::ArticleKind;

use crate::{
    api::{ApiError, Article},
    markdown::rendered,
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/article.html")]
struct Editor {
    shell: Shell,
    form: Form,
    /// The article as it is kept; none before the first draft is.
    article: Option<Article>,
    kinds: [(&'static str, &'static str); 3],
    /// How the bodies look, as harmless HTML.
    preview: [String; 2],
    said: Option<&'static str>,
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    said: Option<String>,
}

/// `GET /admin/articles/new`
pub(super) async fn new(visit: Visit) -> Response {
    show(&visit, Form::with([("kind", "manual")]), None, None)
}

/// `GET /admin/articles/{article}`
pub(super) async fn page(visit: Visit, Path(id): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    of_kept(&visit, &id, Form::default(), wanted.said.as_deref()).await
}

/// The editor of a kept article; `form` holds what was typed, and what stood against it.
pub(super) async fn of_kept(visit: &Visit, id: &str, form: Form, said: Option<&str>) -> Response {
    match visit.api().get::<Article>(&format!("/articles/{}", encoded(id))).await {
        Ok(article) => {
            let form = form.over(fields(&article));
            show(visit, form, Some(article), said)
        }
        Err(error) => visit.trouble(&error),
    }
}

fn fields(article: &Article) -> Form {
    let (draft, texts) = (&article.draft, &article.draft.texts);
    Form::with([
        ("kind", draft.kind.as_str().to_owned()),
        ("models", draft.models.join(", ")),
        ("alarmCodes", draft.alarm_codes.join(", ")),
        ("texts.en.title", texts.en.title.to_string()),
        ("texts.en.body", texts.en.body.to_string()),
        ("texts.fr.title", texts.fr.title.to_string()),
        ("texts.fr.body", texts.fr.body.to_string()),
    ])
}

fn show(visit: &Visit, form: Form, article: Option<Article>, said: Option<&str>) -> Response {
    let a = AdminWords::of(visit.words().language);
    let title = article.as_ref().map(|article| article.draft.texts.of(a.language).title.to_string());
    let page = Editor {
        shell: visit.shell(title.unwrap_or_else(|| a.new_article.to_owned())),
        kinds: a.article_kinds(),
        preview: ["texts.en.body", "texts.fr.body"].map(|field| rendered(form.get(field))),
        form,
        article,
        said: said.and_then(|said| a.said(said)),
    };
    page.form.answer(html(&page))
}

/// What the form says, as the API takes it.
fn content(form: &Form) -> Value {
    let list = |name: &str| -> Vec<String> {
        let parts = form.get(name).split([',', '\n']).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    // A browser sends line ends as two characters each, which would count against the length.
    let text = |language: &str| {
        json!({
            "title": form.get(&format!("texts.{language}.title")).trim(),
            "body": form.get(&format!("texts.{language}.body")).replace("\r\n", "\n"),
        })
    };
    json!({
        "kind": form.get("kind"),
        "models": list("models"),
        "alarmCodes": list("alarmCodes"),
        "texts": {"en": text("en"), "fr": text("fr")},
    })
}

/// A fault of one model or code is the fault of its list.
#[expect(clippy::unnecessary_wraps, reason = "it is what `refused` calls")]
fn field_of(field: &str) -> Option<String> {
    Some(field.split('[').next().unwrap_or(field).to_owned())
}

/// `POST /admin/articles`: shows how it will look, or keeps the first draft.
pub(super) async fn create(Posted { visit, form }: Posted<Form>) -> Response {
    if form.get("act") == "preview" {
        return show(&visit, form, None, None);
    }
    match visit.api().post::<Article>("/articles", form.key(), &content(&form)).await {
        Ok(article) => {
            redirect(&visit.guest.headers, &format!("/admin/articles/{}?said=saved", encoded(&article.id)))
        }
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show(&visit, form.refused(visit.words(), &error, field_of), None, None),
    }
}

/// `POST /admin/articles/{article}`: the same of a draft that there is.
pub(super) async fn save(Path(id): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    if form.get("act") == "preview" {
        return of_kept(&visit, &id, form, None).await;
    }
    let path = format!("/articles/{}", encoded(&id));
    let done: Result<Article, ApiError> = visit.api().put(&path, form.version(), &content(&form)).await;
    match done {
        Ok(_) => redirect(&visit.guest.headers, &format!("/admin/articles/{}?said=saved", encoded(&id))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => of_kept(&visit, &id, form.refused(visit.words(), &error, field_of), None).await,
    }
}

impl Editor {
    fn kind_name(&self, kind: &ArticleKind) -> &'static str {
        self.kinds.iter().find(|(word, _)| *word == kind.as_str()).map_or("", |(_, name)| name)
    }
}
