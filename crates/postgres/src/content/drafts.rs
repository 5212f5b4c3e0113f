//! Articles with their drafts, as those who write them see them.

use async_trait::async_trait;
use jiff_sqlx::ToSqlx;
use sqlx::types::Json;
use valmetal_domain::{
    content::{
        Article, ArticleContent, ArticleKind, ArticleVersion,
        ports::{CommitArticle, DeleteArticle, ReadArticle, ReadArticles, StoreError},
    },
    idempotency::{Outcome, Record},
    names::ArticleId,
};

use super::Articles;
use crate::{
    columns::{checked, number, version},
    error::store_error,
    idempotency::claim,
};

struct Row {
    id: String,
    draft: Json<ArticleContent>,
    published: Option<i32>,
    newest: i32,
    changed: bool,
    version: i64,
    updated_at: jiff_sqlx::Timestamp,
    updated_by: String,
}

macro_rules! articles {
    ($rest:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select id, draft as "draft: Json<ArticleContent>", published, newest, changed, version,
               updated_at as "updated_at: jiff_sqlx::Timestamp", updated_by from articles "# + $rest,
            $($argument),*
        )
    };
}

impl TryFrom<Row> for Article {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: checked("id", row.id)?,
            draft: row.draft.0,
            published: row.published.map(|published| number("published", published)).transpose()?,
            newest: number("newest", row.newest)?,
            changed: row.changed,
            version: number("version", row.version)?,
            updated_at: row.updated_at.to_jiff(),
            updated_by: checked("updated_by", row.updated_by)?,
        })
    }
}

#[async_trait]
impl ReadArticles for Articles {
    async fn read_articles(
        &self,
        kind: Option<ArticleKind>,
        limit: u32,
        after: Option<&ArticleId>,
    ) -> Result<Vec<Article>, StoreError> {
        articles!(
            "where ($1::text is null or kind = $1) and ($2::text is null or id < $2) order by id desc limit $3",
            kind.map(ArticleKind::as_str),
            after.map(ArticleId::as_str),
            i64::from(limit)
        )
        .fetch_all(&mut *self.0.acquire().await?)
        .await
        .map_err(store_error)?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }
}

#[async_trait]
impl ReadArticle for Articles {
    async fn read_article(&self, id: &ArticleId) -> Result<Option<Article>, StoreError> {
        articles!("where id = $1", id.as_str())
            .fetch_optional(&mut *self.0.acquire().await?)
            .await
            .map_err(store_error)?
            .map(TryInto::try_into)
            .transpose()
    }
}

#[async_trait]
impl CommitArticle for Articles {
    async fn commit_article(
        &self,
        article: &Article,
        new: Option<&ArticleVersion>,
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError> {
        let mut transaction = self.0.begin().await?;
        if let Some(outcome) = claim(&mut transaction, request).await? {
            return Ok(outcome);
        }
        let written = sqlx::query!(
            "insert into articles (id, kind, draft, published, newest, changed, version, updated_at, updated_by)
             select $1, $2, $3, $4, $5, $6, $7::bigint, $8, $9
             where $7::bigint = 1 or exists (select from articles where id = $1)
             on conflict (id) do update
             set kind = excluded.kind, draft = excluded.draft, published = excluded.published, newest = excluded.newest,
                 changed = excluded.changed, version = excluded.version, updated_at = excluded.updated_at,
                 updated_by = excluded.updated_by
             where articles.version = excluded.version - 1",
            article.id.as_str(),
            article.draft.kind.as_str(),
            Json(&article.draft) as _,
            article.published.map(|published| number::<i32, _>("published", published)).transpose()?,
            number::<i32, _>("newest", article.newest)?,
            article.changed,
            version(article.version)?,
            article.updated_at.to_sqlx() as _,
            article.updated_by.as_str(),
        )
        .execute(&mut *transaction)
        .await
        .map_err(store_error)?;
        if written.rows_affected() != 1 {
            return Err(StoreError::Conflict);
        }
        if let Some(new) = new {
            sqlx::query!(
                "insert into article_versions (article_id, number, content, published_at, published_by)
                 values ($1, $2, $3, $4, $5)",
                new.article_id.as_str(),
                number::<i32, _>("number", new.number)?,
                Json(&new.content) as _,
                new.published_at.to_sqlx() as _,
                new.published_by.as_str(),
            )
            .execute(&mut *transaction)
            .await
            .map_err(store_error)?;
        }
        transaction.commit().await.map_err(store_error)?;
        Ok(Outcome::Fresh)
    }
}

#[async_trait]
impl DeleteArticle for Articles {
    async fn delete_article(&self, id: &ArticleId, from: u64) -> Result<(), StoreError> {
        let deleted =
            sqlx::query!("delete from articles where id = $1 and version = $2", id.as_str(), version(from)?)
                .execute(&mut *self.0.acquire().await?)
                .await
                .map_err(store_error)?;
        if deleted.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}
