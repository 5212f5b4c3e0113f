//! Articles as they were published.

use async_trait::async_trait;
use sqlx::types::Json;
use valmetal_domain::{
    content::{
        ArticleContent, ArticleKind, ArticleVersion,
        ports::{PublishedFilter, ReadArticleVersions, ReadPublished, ReadPublishedArticle, StoreError},
    },
    names::{AlarmCode, ArticleId},
};

use super::Articles;
use crate::{
    columns::{checked, number},
    error::store_error,
};

struct Row {
    article_id: String,
    number: i32,
    content: Json<ArticleContent>,
    published_at: jiff_sqlx::Timestamp,
    published_by: String,
}

macro_rules! versions {
    ($rest:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select article_id, number, content as "content: Json<ArticleContent>",
               published_at as "published_at: jiff_sqlx::Timestamp", published_by from article_versions "# + $rest,
            $($argument),*
        )
    };
}

impl TryFrom<Row> for ArticleVersion {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            article_id: checked("article_id", row.article_id)?,
            number: number("number", row.number)?,
            content: row.content.0,
            published_at: row.published_at.to_jiff(),
            published_by: checked("published_by", row.published_by)?,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<ArticleVersion>, StoreError> {
    rows.into_iter().map(TryInto::try_into).collect()
}

#[async_trait]
impl ReadArticleVersions for Articles {
    async fn read_article_versions(
        &self,
        id: &ArticleId,
        limit: u32,
        before: Option<u32>,
    ) -> Result<Vec<ArticleVersion>, StoreError> {
        let rows = versions!(
            "where article_id = $1 and ($2::integer is null or number < $2) order by number desc limit $3",
            id.as_str(),
            before.map(|before| number::<i32, _>("number", before)).transpose()?,
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        all(rows)
    }
}

#[async_trait]
impl ReadPublished for Articles {
    async fn read_published(
        &self,
        filter: &PublishedFilter,
        limit: u32,
        after: Option<&ArticleId>,
    ) -> Result<Vec<ArticleVersion>, StoreError> {
        // An article that names no model is about all of them.
        let rows = versions!(
            "where (article_id, number) in (select id, published from articles where published is not null)
             and ($1::text is null or article_id < $1)
             and ($2::text is null or content ->> 'kind' = $2)
             and ($3::text is null or content -> 'models' ? $3 or jsonb_array_length(content -> 'models') = 0)
             and ($4::text is null or content -> 'alarmCodes' ? $4)
             order by article_id desc limit $5",
            after.map(ArticleId::as_str),
            filter.kind.map(ArticleKind::as_str),
            filter.model.as_deref(),
            filter.alarm_code.as_ref().map(AlarmCode::as_str),
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?;
        all(rows)
    }
}

#[async_trait]
impl ReadPublishedArticle for Articles {
    async fn read_published_article(&self, id: &ArticleId) -> Result<Option<ArticleVersion>, StoreError> {
        versions!(
            "where article_id = $1 and number = (select published from articles where id = $1)",
            id.as_str()
        )
        .fetch_optional(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?
        .map(TryInto::try_into)
        .transpose()
    }
}
