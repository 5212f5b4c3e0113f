//! What people wrote down on the demo's farms: `sam/local/library.yaml`.

use std::{fs, path::Path};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use valmetal_domain::{
    content::ArticleContent,
    file::{FileKind, FileName},
    maintenance::ScheduleContent,
    names::{ArticleId, EntityId, FarmId, ScheduleId},
    record::RecordContent,
};

use crate::local::yaml;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Library {
    pub(super) records: Vec<Record>,
    pub(super) schedules: Vec<Schedule>,
    pub(super) documents: Vec<Document>,
    pub(super) articles: Vec<Article>,
}

/// The record of a piece of equipment.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) farm: FarmId,
    pub(super) entity: EntityId,
    #[serde(rename = "record")]
    pub(super) content: RecordContent,
}

/// A maintenance schedule, with what was done of it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Schedule {
    pub(super) farm: FarmId,
    pub(super) entity: EntityId,
    pub(super) id: ScheduleId,
    #[serde(rename = "schedule")]
    pub(super) content: ScheduleContent,
    /// When the open task is due; of running hours nobody knows.
    pub(super) due_in_days: Option<i32>,
    #[serde(default)]
    pub(super) done_days_ago: Vec<i32>,
}

/// A file: text, or the lines of a page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) farm: FarmId,
    pub(super) kind: FileKind,
    pub(super) name: FileName,
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) lines: Vec<String>,
}

/// An article.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Article {
    pub(super) id: ArticleId,
    pub(super) content: ArticleContent,
}

/// Reads the file.
///
/// # Errors
/// When it does not parse, or says what the product's own rules refuse.
pub(super) fn read(path: &Path) -> Result<Library> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> Result<Library> {
    let library: Library = serde_json::from_value(yaml::parse(text)?)?;
    for Record { entity, content, .. } in &library.records {
        content.check().with_context(|| format!("the record of {entity}"))?;
    }
    for Schedule { id, content, .. } in &library.schedules {
        content.check().with_context(|| format!("the schedule {id}"))?;
    }
    for Article { id, content } in &library.articles {
        content.check().with_context(|| format!("the article {id}"))?;
    }
    Ok(library)
}

#[cfg(test)]
mod tests {
    use valmetal_domain::content::ArticleKind;

    use super::*;

    #[test]
    fn the_library_keeps_the_rules_and_has_something_of_everything() {
        let library = parse(include_str!("../../../../../sam/local/library.yaml")).unwrap();
        for kind in [ArticleKind::Manual, ArticleKind::FixCard, ArticleKind::Notice] {
            assert!(library.articles.iter().any(|article| article.content.kind == kind), "{kind:?}");
        }
        for Document { name, kind, text, lines, .. } in &library.documents {
            assert!(kind.media_type(name.as_str()).is_some(), "{name:?}");
            assert_ne!(text.is_some(), !lines.is_empty(), "{name:?} is either text or a page");
        }
        for farm in ["erables", "cedar-hill"] {
            let due = library.schedules.iter().filter(|schedule| schedule.farm.as_str() == farm);
            assert!(due.filter_map(|schedule| schedule.due_in_days).any(|days| days <= 7), "{farm}");
        }
    }
}
