//! What the routes of content do, for the OpenAPI document.

use valmetal_domain::{
    access::PlatformOperation,
    content::{Article, ArticleVersion},
};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{
    create, delete, get, list,
    published::{self, Published, PublishedHead},
    publishing, update, versions,
};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-articles", list::list)
            .summary("All articles with their drafts, the newest first")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Page<Article>>(200)
            .refuses([501]),
        Description::of("create-article", create::create)
            .summary("Makes an article in two languages, as a draft")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Article>(201)
            .refuses([422, 501]),
        Description::of("get-article", get::get)
            .summary("An article with its draft")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Article>(200)
            .with_etag()
            .refuses([501]),
        Description::of("update-article", update::update)
            .summary("Writes the draft of an article; what people read stays")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Article>(200)
            .refuses([422, 501]),
        Description::of("delete-article", delete::delete)
            .summary("Deletes an article that is not published, with all its versions")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers_nothing(204)
            .refuses([409, 501]),
        Description::of("publish-article", publishing::publish)
            .summary("Lets everybody read the draft, as the next version")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Article>(200)
            .refuses([409, 501]),
        Description::of("unpublish-article", publishing::unpublish)
            .summary("Takes back what everybody reads; its versions stay")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Article>(200)
            .refuses([409, 501]),
        Description::of("list-article-versions", versions::list)
            .summary("What was ever published of an article, the newest first")
            .needs_on_platform(PlatformOperation::ManageContent)
            .answers::<Page<ArticleVersion>>(200)
            .refuses([501]),
        Description::of("list-published-articles", published::list)
            .summary("What everybody may read, in the reader's language, the newest first")
            .answers::<Page<PublishedHead>>(200)
            .with_header("Content-Language", "The language that was chosen.")
            .refuses([501]),
        Description::of("get-published-article", published::get)
            .summary("A published article in the reader's language")
            .answers::<Published>(200)
            .with_header("Content-Language", "The language that was chosen.")
            .refuses([501]),
    ]
}
