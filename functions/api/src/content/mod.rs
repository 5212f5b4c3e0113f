//! Content: articles in two languages, written by administrators and read by everybody once they are published.

mod create;
mod delete;
mod describe;
mod get;
mod list;
mod published;
mod publishing;
mod refused;
mod update;
mod versions;
mod writes;

use std::sync::Arc;

use valmetal_domain::content::ports::{
    ReadArticle, ReadArticleVersions, ReadArticles, ReadPublished, ReadPublishedArticle,
};
use valmetal_postgres::{Articles, Requests};
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::database;
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const ARTICLES: &str = "/v1/articles";
    const ARTICLE: &str = "/v1/articles/{articleId}";
    const VERSIONS: &str = "/v1/articles/{articleId}/versions";
    const PUBLISHED: &str = "/v1/published-articles";
    vec![
        Route::get("list-articles", ARTICLES, list::list, articles),
        Route::post("create-article", ARTICLES, create::create, writes),
        Route::get("get-article", ARTICLE, get::get, article),
        Route::put("update-article", ARTICLE, update::update, writes),
        Route::delete("delete-article", ARTICLE, delete::delete, deletion),
        Route::post("publish-article", "/v1/articles/{articleId}/publish", publishing::publish, writes),
        Route::post("unpublish-article", "/v1/articles/{articleId}/unpublish", publishing::unpublish, writes),
        Route::get("list-article-versions", VERSIONS, versions::list, all_versions),
        Route::get("list-published-articles", PUBLISHED, published::list, all_published),
        Route::get("get-published-article", "/v1/published-articles/{articleId}", published::get, published),
    ]
}

fn store(init: &Init) -> Result<Arc<Articles>, Error> {
    Ok(Arc::new(Articles::new(database(&init.env, &init.shared)?)))
}

async fn articles(init: Init) -> Result<Arc<dyn ReadArticles>, Error> {
    Ok(store(&init)?)
}

async fn article(init: Init) -> Result<Arc<dyn ReadArticle>, Error> {
    Ok(store(&init)?)
}

async fn all_versions(init: Init) -> Result<Arc<dyn ReadArticleVersions>, Error> {
    Ok(store(&init)?)
}

async fn all_published(init: Init) -> Result<Arc<dyn ReadPublished>, Error> {
    Ok(store(&init)?)
}

async fn published(init: Init) -> Result<Arc<dyn ReadPublishedArticle>, Error> {
    Ok(store(&init)?)
}

async fn writes(init: Init) -> Result<writes::Writes, Error> {
    let articles = store(&init)?;
    Ok(writes::Writes {
        articles: articles.clone(),
        commit: articles,
        answers: Arc::new(Requests::new(database(&init.env, &init.shared)?)),
        clock: init.clock,
    })
}

async fn deletion(init: Init) -> Result<delete::Deletion, Error> {
    let articles = store(&init)?;
    Ok(delete::Deletion { articles: articles.clone(), delete: articles })
}
