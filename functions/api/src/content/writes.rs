//! What every change of an article needs.

use std::sync::Arc;

use axum::response::Response;
use http::StatusCode;
use jiff::Timestamp;
use valmetal_domain::{
    content::{
        Article, ArticleVersion, ContentRefusal,
        ports::{CommitArticle, ReadArticle},
    },
    idempotency::{Attempt, ReadAnswer},
    names::ArticleId,
};
use valmetal_runtime::{clock::Clock, http::IfMatch, idempotency::answer, problem::Problem};

use super::refused::refused;
use crate::{
    rewrite::{Repeatable, write},
    store::unavailable,
};

/// What every change of an article needs.
#[derive(Clone)]
pub(super) struct Writes {
    /// Reads the article.
    pub articles: Arc<dyn ReadArticle>,
    /// Writes it.
    pub commit: Arc<dyn CommitArticle>,
    /// The answers of requests that may be repeated.
    pub answers: Arc<dyn ReadAnswer>,
    /// The time.
    pub clock: Clock,
}

impl Writes {
    /// Writes a new article and answers 201.
    pub(super) async fn add(&self, attempt: Option<Attempt>, article: Article) -> Result<Response, Problem> {
        let request = Repeatable { attempt, answers: &*self.answers, now: article.updated_at };
        let propose = async || Ok((article.clone(), answer(StatusCode::CREATED, &article)?));
        write(request, propose, async |article: Article, record| {
            self.commit.commit_article(&article, None, record.as_ref()).await
        })
        .await
    }

    /// Writes what `act` makes of the article, with its new version where there is one, and answers it.
    pub(super) async fn change(
        &self,
        id: &ArticleId,
        if_match: IfMatch,
        attempt: Option<Attempt>,
        act: impl Fn(&Article, Timestamp) -> Result<(Article, Option<ArticleVersion>), ContentRefusal>,
    ) -> Result<Response, Problem> {
        let now = self.clock.now();
        let request = Repeatable { attempt, answers: &*self.answers, now };
        let propose = async || {
            let article = self.articles.read_article(id).await.map_err(unavailable)?;
            let article = article.ok_or_else(|| Problem::not_found("article"))?;
            if_match.check(article.version)?;
            let changed = act(&article, now).map_err(refused)?;
            let answer = answer(StatusCode::OK, &changed.0)?;
            Ok((changed, answer))
        };
        write(request, propose, async |(article, version): (Article, Option<ArticleVersion>), record| {
            self.commit.commit_article(&article, version.as_ref(), record.as_ref()).await
        })
        .await
    }
}
