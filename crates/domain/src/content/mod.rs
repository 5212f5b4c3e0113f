//! Content: manuals, fix cards and notices in two languages. A draft is changed as often as one likes; what people read is the
//! version that was published last, until it is taken back.

pub mod ports;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    entity::Language,
    names::{AlarmCode, ArticleId, UserId},
    text::Text,
};

/// The most models, and the most alarm codes, that an article is about.
pub const MAX_SUBJECTS: usize = 50;

/// What an article is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ArticleKind {
    /// How a machine is used.
    Manual,
    /// What to do about an alarm.
    FixCard,
    /// News.
    Notice,
}

impl ArticleKind {
    /// The word used on the wire and in the stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::FixCard => "fixCard",
            Self::Notice => "notice",
        }
    }
}

/// An article in one language. The body is Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleText {
    /// The title.
    pub title: Text<200>,
    /// The body, in Markdown.
    pub body: Text<20_000>,
}

/// An article in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleTexts {
    /// English.
    pub en: ArticleText,
    /// French.
    pub fr: ArticleText,
}

impl ArticleTexts {
    /// The text in `language`.
    pub const fn of(&self, language: Language) -> &ArticleText {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }
}

/// What an article says and is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ArticleContent {
    /// What it is.
    pub kind: ArticleKind,
    /// The models of machines that it is about; none where it is about all.
    #[serde(default)]
    #[schemars(length(max = MAX_SUBJECTS))]
    pub models: Vec<Text<64>>,
    /// The alarms that it is about.
    #[serde(default)]
    #[schemars(length(max = MAX_SUBJECTS))]
    pub alarm_codes: Vec<AlarmCode>,
    /// What it says.
    pub texts: ArticleTexts,
}

/// An article with its draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// What the draft says.
    #[serde(flatten)]
    pub draft: ArticleContent,
    /// The number of the version that people read; none while it is not published.
    pub published: Option<u32>,
    /// The number of the newest version there ever was.
    pub newest: u32,
    /// Whether the draft says something else than the version that people read.
    pub changed: bool,
    /// Grows with every change.
    pub version: u64,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// Who changed it last.
    pub updated_by: UserId,
}

/// A version of an article, as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ArticleVersion {
    /// The article.
    pub article_id: ArticleId,
    /// Its number, from 1.
    pub number: u32,
    /// What it says.
    #[serde(flatten)]
    pub content: ArticleContent,
    /// When it was published.
    pub published_at: Timestamp,
    /// By whom.
    pub published_by: UserId,
}

/// What content does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContentRefusal {
    /// It is about too much.
    #[error("an article is about at most {MAX_SUBJECTS} models")]
    TooManyModels,
    /// It is about too many alarms.
    #[error("an article is about at most {MAX_SUBJECTS} alarms")]
    TooManyAlarmCodes,
    /// People read it.
    #[error("the article is published: unpublish it first")]
    Published,
    /// Nobody can read it.
    #[error("the article is not published")]
    NotPublished,
    /// What is published says the same.
    #[error("the draft says what is published")]
    Unchanged,
}

impl ContentRefusal {
    /// The stable word for it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooManyModels => "tooManyModels",
            Self::TooManyAlarmCodes => "tooManyAlarmCodes",
            Self::Published => "published",
            Self::NotPublished => "notPublished",
            Self::Unchanged => "unchanged",
        }
    }

    /// The field that is wrong; none where the state forbids it.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            Self::TooManyModels => Some("models"),
            Self::TooManyAlarmCodes => Some("alarmCodes"),
            Self::Published | Self::NotPublished | Self::Unchanged => None,
        }
    }
}

impl ArticleContent {
    /// Whether an article may say this.
    pub fn check(&self) -> Result<(), ContentRefusal> {
        if self.models.len() > MAX_SUBJECTS {
            return Err(ContentRefusal::TooManyModels);
        }
        if self.alarm_codes.len() > MAX_SUBJECTS {
            return Err(ContentRefusal::TooManyAlarmCodes);
        }
        Ok(())
    }
}

impl Article {
    /// A new one, of which nothing is published.
    pub fn new(
        id: ArticleId,
        draft: ArticleContent,
        by: UserId,
        now: Timestamp,
    ) -> Result<Self, ContentRefusal> {
        draft.check()?;
        Ok(Self {
            id,
            draft,
            published: None,
            newest: 0,
            changed: true,
            version: 1,
            updated_at: now,
            updated_by: by,
        })
    }

    /// With another draft; what people read stays.
    pub fn redraft(&self, draft: ArticleContent, by: UserId, now: Timestamp) -> Result<Self, ContentRefusal> {
        draft.check()?;
        let changed = self.changed || draft != self.draft;
        Ok(Self { draft, changed, ..self.next(by, now) })
    }

    /// Lets people read the draft: the article, and the version that it is from now on.
    pub fn publish(&self, by: UserId, now: Timestamp) -> Result<(Self, ArticleVersion), ContentRefusal> {
        if self.published.is_some() && !self.changed {
            return Err(ContentRefusal::Unchanged);
        }
        let number = self.newest + 1;
        let version = ArticleVersion {
            article_id: self.id.clone(),
            number,
            content: self.draft.clone(),
            published_at: now,
            published_by: by.clone(),
        };
        Ok((Self { published: Some(number), newest: number, changed: false, ..self.next(by, now) }, version))
    }

    /// Takes back what people read. Its versions stay.
    pub fn unpublish(&self, by: UserId, now: Timestamp) -> Result<Self, ContentRefusal> {
        if self.published.is_none() {
            return Err(ContentRefusal::NotPublished);
        }
        Ok(Self { published: None, ..self.next(by, now) })
    }

    /// Whether it may be deleted, with its versions.
    pub fn check_deletion(&self) -> Result<(), ContentRefusal> {
        if self.published.is_some() { Err(ContentRefusal::Published) } else { Ok(()) }
    }

    fn next(&self, by: UserId, now: Timestamp) -> Self {
        Self { version: self.version + 1, updated_at: now, updated_by: by, ..self.clone() }
    }
}
