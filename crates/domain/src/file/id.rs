//! The id of a file, and its key in the bucket.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;

use super::{FileKind, FileName};
use crate::names::FarmId;

/// A number of 48 bits, which milliseconds since 1970 fit into until the year 10889.
const LAST_MILLISECOND: u64 = (1 << 48) - 1;

/// How many digits a number has: twelve of the time, twenty that nobody guesses.
const DIGITS: usize = 32;

/// A file of a farm. For clients it is opaque text, base64url of `<kind>/<number>/<name>`.
///
/// The number begins with how long the file's time is before the last that fits, so that a bucket, which lists by key,
/// lists the newest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    kind: FileKind,
    number: String,
    name: FileName,
}

impl FileId {
    /// A new file at `now`. `random` is a UUID.
    pub fn new(kind: FileKind, name: FileName, now: Timestamp, random: &str) -> Self {
        let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let age = LAST_MILLISECOND.saturating_sub(milliseconds);
        let digits: Vec<char> = random.chars().filter(char::is_ascii_hexdigit).collect();
        // Of a UUIDv7 the first twelve are the time again.
        let random: String = digits[digits.len().saturating_sub(DIGITS - 12)..].iter().collect();
        let number = format!("{age:012x}{random:0>20}");
        Self { kind, number, name }
    }

    /// The id that [`Self::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        Self::of_path(std::str::from_utf8(&bytes).ok()?)
    }

    /// The id as clients have it.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.path())
    }

    /// The key in the bucket of this file of `farm`.
    pub fn key(&self, farm: &FarmId) -> String {
        format!("{}{}", Self::prefix(farm, None), self.path())
    }

    /// What the keys of a farm's files begin with, of one kind or of all.
    pub fn prefix(farm: &FarmId, kind: Option<FileKind>) -> String {
        let kind = kind.map(|kind| format!("{}/", kind.as_str())).unwrap_or_default();
        format!("farms/{farm}/{kind}")
    }

    /// The file of `farm` that a key names; none where the key is no file's.
    pub fn of_key(farm: &FarmId, key: &str) -> Option<Self> {
        Self::of_path(key.strip_prefix(&Self::prefix(farm, None))?)
    }

    /// What it is.
    pub const fn kind(&self) -> FileKind {
        self.kind
    }

    /// What it is called.
    pub const fn name(&self) -> &FileName {
        &self.name
    }

    /// Its media type, by its kind and name.
    pub fn media_type(&self) -> &'static str {
        self.kind.media_type(self.name.as_str()).unwrap_or("application/octet-stream")
    }

    fn path(&self) -> String {
        format!("{}/{}/{}", self.kind.as_str(), self.number, self.name.as_str())
    }

    fn of_path(path: &str) -> Option<Self> {
        let mut parts = path.splitn(3, '/');
        let (kind, number, name) = (parts.next()?, parts.next()?, parts.next()?);
        let good = number.len() == DIGITS && number.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let name = FileName::new(name).ok()?;
        Some(Self { kind: FileKind::parse(kind)?, number: good.then(|| number.to_owned())?, name })
    }
}
