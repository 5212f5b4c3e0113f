//! Reading a JSON object field by field, with the path of everything that is wrong.
//!
//! Every reader notes its faults and answers `None` for what it could not read: the rest of the document is read all the
//! same, so that all faults are found at once.

use std::cell::RefCell;
use std::ops::RangeInclusive;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::fault::{Fault, Faults};

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Notes(RefCell<Vec<Fault>>);

impl Notes {
    /// Notes a fault.
    pub(super) fn add(&self, path: impl Into<String>, problem: impl Into<String>) {
        self.0.borrow_mut().push(Fault::new(path, problem));
    }

    /// All that was noted.
    pub(super) fn into_faults(self) -> Option<Faults> {
        Faults::of_all(self.0.into_inner())
    }
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct At<'a> {
    value: &'a Value,
    path: String,
    notes: &'a Notes,
}

impl<'a> At<'a> {
    /// The document as a whole.
    pub(super) const fn document(value: &'a Value, notes: &'a Notes) -> Self {
        Self { value, path: String::new(), notes }
    }

    /// Notes a fault of this value.
    pub(super) fn fault(&self, problem: impl Into<String>) {
        self.notes.add(self.path.clone(), problem);
    }

    /// This value as an object with no other fields than `known`.
    pub(super) fn object(self, known: &'static [&'static str]) -> Option<Fields<'a>> {
        let Value::Object(map) = self.value else {
            self.fault("must be an object");
            return None;
        };
        let fields = Fields { map, at: self };
        for unknown in map.keys().filter(|key| !known.contains(&key.as_str())) {
            fields.fault(unknown, format!("is unknown; known are {}", known.join(", ")));
        }
        Some(fields)
    }

    /// This value as text of 1 to `longest` characters, none of them a control character, no space at either end.
    pub(super) fn text(&self, longest: usize) -> Option<String> {
        let Value::String(text) = self.value else {
            self.fault("must be text");
            return None;
        };
        if text.is_empty() {
            self.fault("must not be empty");
        } else if text.chars().count() > longest {
            self.fault(format!("must be at most {longest} characters long"));
        } else if text.trim() != text {
            self.fault("must not begin or end with a space");
        } else if text.chars().any(char::is_control) {
            self.fault("must not contain control characters");
        } else {
            return Some(text.clone());
        }
        None
    }

    /// This value as a word: small letters, digits and `_`, a letter first.
    pub(super) fn word(&self, longest: usize) -> Option<String> {
        let text = self.text(longest)?;
        let is_word = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !is_word {
            self.fault("must be small letters, digits and '_', a letter first");
            return None;
        }
        Some(text)
    }

    /// This value as whatever serde makes of it, which `rule` describes.
    pub(super) fn parse<T: DeserializeOwned>(&self, rule: &str) -> Option<T> {
        let parsed = T::deserialize(self.value).ok();
        if parsed.is_none() {
            self.fault(format!("must be {rule}"));
        }
        parsed
    }

    /// This value as a whole number in `range`.
    pub(super) fn whole(&self, range: &RangeInclusive<u32>) -> Option<u32> {
        let number = self.value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| range.contains(n));
        if number.is_none() {
            self.fault(format!("must be a whole number from {} to {}", range.start(), range.end()));
        }
        number
    }

    /// This value as a number in `range`.
    pub(super) fn number(&self, range: &RangeInclusive<f64>) -> Option<f64> {
        let number = self.value.as_f64().filter(|n| range.contains(n));
        if number.is_none() {
            self.fault(format!("must be a number from {} to {}", range.start(), range.end()));
        }
        number
    }

    /// The items of this value, which is a list of `range` items.
    pub(super) fn items(&self, range: &RangeInclusive<usize>) -> Option<Vec<Self>> {
        let Value::Array(items) = self.value else {
            self.fault("must be a list");
            return None;
        };
        if items.is_empty() && *range.start() > 0 {
            self.fault("must not be empty");
            return None;
        }
        if !range.contains(&items.len()) {
            self.fault(format!("must have at most {} items", range.end()));
            return None;
        }
        let item = |(n, value)| Self { value, path: format!("{}[{n}]", self.path), notes: self.notes };
        Some(items.iter().enumerate().map(item).collect())
    }
}

/// The fields of an object.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    map: &'a Map<String, Value>,
    at: At<'a>,
}

impl<'a> Fields<'a> {
    /// Notes a fault of the field `name`.
    pub(super) fn fault(&self, name: &str, problem: impl Into<String>) {
        self.at.notes.add(self.path_of(name), problem);
    }

    /// A field that may be missing.
    pub(super) fn optional(&self, name: &str) -> Option<At<'a>> {
        let value = self.map.get(name)?;
        Some(At { value, path: self.path_of(name), notes: self.at.notes })
    }

    /// A field that must be there.
    pub(super) fn required(&self, name: &str) -> Option<At<'a>> {
        let field = self.optional(name);
        if field.is_none() {
            self.fault(name, "is missing");
        }
        field
    }

    /// A whole number in `range`, or `default` where the field is missing.
    pub(super) fn whole_or(&self, name: &str, range: &RangeInclusive<u32>, default: u32) -> Option<u32> {
        self.optional(name).map_or(Some(default), |field| field.whole(range))
    }

    /// A flag, or `default` where the field is missing.
    pub(super) fn flag_or(&self, name: &str, default: bool) -> Option<bool> {
        self.optional(name).map_or(Some(default), |field| field.parse("true or false"))
    }

    fn path_of(&self, name: &str) -> String {
        if self.at.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at.path) }
    }
}
