//! `GET /v1/published-articles` and `…/{articleId}`: what everybody may read, without a token, in the language of the reader.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, header};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use valmetal_domain::{
    content::{
        ArticleKind, ArticleVersion,
        ports::{PublishedFilter, ReadPublished, ReadPublishedArticle},
    },
    entity::Language,
    names::{AlarmCode, ArticleId},
    text::Text,
};
use valmetal_runtime::{
    http::{Json, Limit, Page, Path, Query, State, cursor},
    problem::Problem,
};

use crate::{language::AcceptLanguage, page::page, store::unavailable};

/// The query.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(rename = "PublishedWanted")]
pub(super) struct Wanted {
    kind: Option<ArticleKind>,
    /// Only what is about this model, or about all.
    model: Option<Text<64>>,
    /// Only what is about this alarm.
    alarm_code: Option<AlarmCode>,
    #[serde(default)]
    limit: Limit<20, 50>,
    cursor: Option<String>,
}

/// A published article in one language, without its body.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublishedHead {
    id: ArticleId,
    kind: ArticleKind,
    /// The version that this is.
    number: u32,
    language: Language,
    title: Text<200>,
    models: Vec<Text<64>>,
    alarm_codes: Vec<AlarmCode>,
    published_at: Timestamp,
}

/// A published article in one language.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Published {
    #[serde(flatten)]
    head: PublishedHead,
    /// Markdown.
    body: Text<20_000>,
}

impl PublishedHead {
    fn of(version: &ArticleVersion, language: Language) -> Self {
        Self {
            id: version.article_id.clone(),
            kind: version.content.kind,
            number: version.number,
            language,
            title: version.content.texts.of(language).title.clone(),
            models: version.content.models.clone(),
            alarm_codes: version.content.alarm_codes.clone(),
            published_at: version.published_at,
        }
    }
}

type InLanguage = [(HeaderName, HeaderValue); 2];

fn in_language(language: Language) -> InLanguage {
    [
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str())),
        (header::VARY, HeaderValue::from_static("Accept-Language")),
    ]
}

/// Answers a page, the newest first.
pub(super) async fn list(
    State(published): State<Arc<dyn ReadPublished>>,
    AcceptLanguage(language): AcceptLanguage,
    Query(wanted): Query<Wanted>,
) -> Result<(InLanguage, Json<Page<PublishedHead>>), Problem> {
    let filter = PublishedFilter {
        kind: wanted.kind,
        model: wanted.model.map(String::from),
        alarm_code: wanted.alarm_code,
    };
    let query = ("published", &filter);
    let after: Option<ArticleId> = wanted.cursor.map(|sealed| cursor::open(&query, &sealed)).transpose()?;
    let limit = wanted.limit.get();
    let found = published.read_published(&filter, limit + 1, after.as_ref()).await.map_err(unavailable)?;
    let Json(Page { items, cursor }) = page(found, limit, &query, |version| version.article_id.clone())?;
    let items = items.iter().map(|version| PublishedHead::of(version, language)).collect();
    Ok((in_language(language), Json(Page { items, cursor })))
}

/// Answers the article.
pub(super) async fn get(
    State(published): State<Arc<dyn ReadPublishedArticle>>,
    AcceptLanguage(language): AcceptLanguage,
    Path(id): Path<ArticleId>,
) -> Result<(InLanguage, Json<Published>), Problem> {
    let version = published.read_published_article(&id).await.map_err(unavailable)?;
    let version = version.ok_or_else(|| Problem::not_found("article"))?;
    let body = version.content.texts.of(language).body.clone();
    let article = Published { head: PublishedHead::of(&version, language), body };
    Ok((in_language(language), Json(article)))
}
