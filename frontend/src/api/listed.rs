//! What long lists read of each item: no more than a row shows, borrowed from the answer.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Deserialize;
use valmetal_domain::alarm::{DerivedState, Severity};

/// An alarm in a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedAlarm<'a> {
    /// Its id.
    #[serde(borrow)]
    pub(crate) id: Cow<'a, str>,
    /// The machine.
    #[serde(borrow)]
    pub(crate) thing_name: Cow<'a, str>,
    /// The part.
    #[serde(borrow)]
    pub(crate) component: Cow<'a, str>,
    /// How bad it is.
    pub(crate) severity: Severity,
    /// Its state.
    pub(crate) state: DerivedState,
    /// Whether somebody took it.
    pub(crate) acknowledged: bool,
    /// When it began.
    pub(crate) raised_at: Option<Timestamp>,
    /// What is wrong, in a few words.
    #[serde(borrow)]
    pub(crate) title: Cow<'a, str>,
}

/// A node of a farm's hierarchy, where only names are wanted.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ListedEntity<'a> {
    /// The machine that stands there.
    #[serde(borrow, default)]
    pub(crate) thing_name: Option<Cow<'a, str>>,
    /// What people call it.
    #[serde(borrow)]
    pub(crate) name: Cow<'a, str>,
    /// Where it is.
    #[serde(borrow)]
    pub(crate) path: Cow<'a, str>,
}
