//! Kinds of documents, in a person's language.

use valmetal_domain::file::FileKind;

use super::Words;

impl Words {
    /// What a document is.
    pub(crate) fn file_kind(&self, kind: &FileKind) -> &'static str {
        match kind {
            FileKind::Manual => self.pick("Manual", "Manuel"),
            FileKind::Report => self.pick("Report", "Rapport"),
            FileKind::Configuration => self.pick("Configuration", "Configuration"),
            FileKind::Photo => self.pick("Photo", "Photo"),
        }
    }
}
