//! Articles as administrators have them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use valmetal_domain::content::{ArticleKind, ArticleTexts};

/// What an article says and is about.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArticleContent {
    /// What it is.
    pub(crate) kind: ArticleKind,
    /// The models of machines that it is about; none where it is about all.
    pub(crate) models: Vec<String>,
    /// The alarms that it is about.
    pub(crate) alarm_codes: Vec<String>,
    /// What it says.
    pub(crate) texts: ArticleTexts,
}

/// An article with its draft.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Article {
    /// Its id.
    pub(crate) id: String,
    /// What the draft says.
    #[serde(flatten)]
    pub(crate) draft: ArticleContent,
    /// The number of the version that people read; none while it is not published.
    pub(crate) published: Option<u32>,
    /// Whether the draft says something else than the version that people read.
    pub(crate) changed: bool,
    /// Grows with every change.
    pub(crate) version: u64,
    /// When it was changed last.
    pub(crate) updated_at: Timestamp,
}

/// A version of an article, as it was published.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ArticleVersion {
    /// Its number, from 1.
    pub(crate) number: u32,
    /// What it says.
    #[serde(flatten)]
    pub(crate) content: ArticleContent,
    /// When it was published.
    pub(crate) published_at: Timestamp,
}
