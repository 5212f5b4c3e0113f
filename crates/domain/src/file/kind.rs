//! What a file is, and what may be uploaded as it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FileKind {
    /// How a machine is used and mended.
    Manual,
    /// What somebody found or counted.
    Report,
    /// The settings of a machine.
    Configuration,
    /// A picture.
    Photo,
}

/// A type of file: the end of its name, and its media type.
type Type = (&'static str, &'static str);

const MIB: u64 = 1024 * 1024;

impl FileKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Manual, Self::Report, Self::Configuration, Self::Photo];

    /// The word in keys and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Report => "report",
            Self::Configuration => "configuration",
            Self::Photo => "photo",
        }
    }

    /// The kind of this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The types that a file of this kind may have. None of them is anything that a browser runs.
    pub const fn types(self) -> &'static [Type] {
        match self {
            Self::Manual => &[("pdf", "application/pdf")],
            Self::Report => &[("pdf", "application/pdf"), ("csv", "text/csv"), ("txt", "text/plain")],
            Self::Configuration => &[
                ("json", "application/json"),
                ("yaml", "application/yaml"),
                ("txt", "text/plain"),
                ("zip", "application/zip"),
            ],
            Self::Photo => {
                &[("jpg", "image/jpeg"), ("jpeg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")]
            }
        }
    }

    /// The largest file of this kind, in bytes.
    pub const fn max_bytes(self) -> u64 {
        match self {
            Self::Manual => 50 * MIB,
            Self::Report => 20 * MIB,
            Self::Configuration => 5 * MIB,
            Self::Photo => 15 * MIB,
        }
    }

    /// The media type of a file of this kind with this name, by the end of the name.
    pub fn media_type(self, name: &str) -> Option<&'static str> {
        let (_, end) = name.rsplit_once('.')?;
        self.types().iter().find(|(known, _)| end.eq_ignore_ascii_case(known)).map(|(_, media)| *media)
    }
}
