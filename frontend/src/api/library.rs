//! What is published for people to read.

use jiff::Timestamp;
use serde::Deserialize;
use valmetal_domain::content::ArticleKind;

/// A published article in the person's language.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Published {
    /// Its id.
    pub(crate) id: String,
    /// What it is.
    pub(crate) kind: ArticleKind,
    /// What it is called.
    pub(crate) title: String,
    /// What it says, in Markdown; not in a list.
    #[serde(default)]
    pub(crate) body: String,
    /// The models of machines that it is about.
    pub(crate) models: Vec<String>,
    /// The number of its version.
    pub(crate) number: u32,
    /// When that was published.
    pub(crate) published_at: Timestamp,
}
