//! What content needs from outside, one small trait an operation.

use async_trait::async_trait;

use super::{Article, ArticleKind, ArticleVersion};
pub use crate::alarm::ports::StoreError;
use crate::{
    idempotency::{Outcome, Record},
    names::{AlarmCode, ArticleId},
};

/// Reads articles with their drafts.
#[async_trait]
pub trait ReadArticles: Send + Sync {
    /// At most `limit`, of `kind` where one is given, the newest first, those after `after`.
    async fn read_articles(
        &self,
        kind: Option<ArticleKind>,
        limit: u32,
        after: Option<&ArticleId>,
    ) -> Result<Vec<Article>, StoreError>;
}

/// Reads one article with its draft.
#[async_trait]
pub trait ReadArticle: Send + Sync {
    /// The article, where there is one.
    async fn read_article(&self, id: &ArticleId) -> Result<Option<Article>, StoreError>;
}

/// Reads the versions of an article.
#[async_trait]
pub trait ReadArticleVersions: Send + Sync {
    /// At most `limit`, the newest first, those before the number `before`.
    async fn read_article_versions(
        &self,
        id: &ArticleId,
        limit: u32,
        before: Option<u32>,
    ) -> Result<Vec<ArticleVersion>, StoreError>;
}

/// Which published articles are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedFilter {
    /// Of this kind.
    pub kind: Option<ArticleKind>,
    /// About this model, or about all.
    pub model: Option<String>,
    /// About this alarm.
    pub alarm_code: Option<AlarmCode>,
}

/// Reads what is published.
#[async_trait]
pub trait ReadPublished: Send + Sync {
    /// At most `limit` of what people may read, by article, the newest first, those after `after`.
    async fn read_published(
        &self,
        filter: &PublishedFilter,
        limit: u32,
        after: Option<&ArticleId>,
    ) -> Result<Vec<ArticleVersion>, StoreError>;
}

/// Reads one published article.
#[async_trait]
pub trait ReadPublishedArticle: Send + Sync {
    /// The version that people may read, where there is one.
    async fn read_published_article(&self, id: &ArticleId) -> Result<Option<ArticleVersion>, StoreError>;
}

/// Writes an article.
#[async_trait]
pub trait CommitArticle: Send + Sync {
    /// Writes `article`, and its new version where there is one, if the article still has the version before (0: there is
    /// none), else answers [`StoreError::Conflict`]. A request that was answered before changes nothing and brings its old
    /// answer.
    async fn commit_article(
        &self,
        article: &Article,
        version: Option<&ArticleVersion>,
        request: Option<&Record>,
    ) -> Result<Outcome, StoreError>;
}

/// Deletes an article.
#[async_trait]
pub trait DeleteArticle: Send + Sync {
    /// Deletes it with its versions if it still has this version, else answers [`StoreError::Conflict`].
    async fn delete_article(&self, id: &ArticleId, version: u64) -> Result<(), StoreError>;
}
