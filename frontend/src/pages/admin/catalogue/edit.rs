//! Changing a document of the catalogue where it stands: what is not changed stays letter by letter, so that a person sees
//! in the next version what they did and nothing else.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// What is changed of a definition; what is missing stays.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Delays {
    /// How long it must be true before it counts, in seconds.
    pub(super) on_delay_seconds: Option<u32>,
    /// How long it must be false before it is over, in seconds.
    pub(super) off_delay_seconds: Option<u32>,
    /// How far past its limit a value must be before a clear counts.
    pub(super) deadband: Option<f64>,
}

/// The fields of an object as they stand in the text.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

impl<'a> Fields<'a> {
    fn of(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.0.iter().find(|(field, _)| field == name).map(|(_, value)| value.get())
    }

    fn is(&self, name: &str, text: &str) -> bool {
        self.get(name)
            .and_then(|value| serde_json::from_str::<String>(value).ok())
            .is_some_and(|is| is == text)
    }
}

/// A document as people can read it: one that is a single line, as templates deploy it, is laid out anew, its fields in their
/// order. Another stays as whoever wrote it laid it out.
pub(super) fn readable(document: &str) -> String {
    if document.trim().contains('\n') {
        return document.to_owned();
    }
    let mut laid_out = Vec::new();
    let mut from = serde_json::Deserializer::from_str(document);
    let mut to = serde_json::Serializer::pretty(&mut laid_out);
    let done = serde_transcode::transcode(&mut from, &mut to).is_ok();
    String::from_utf8(laid_out).ok().filter(|_| done).unwrap_or_else(|| document.to_owned())
}

fn definitions(document: &str) -> Option<Vec<&str>> {
    let list: Vec<&RawValue> = serde_json::from_str(Fields::of(document)?.get("definitions")?).ok()?;
    Some(list.into_iter().map(RawValue::get).collect())
}

/// The document with other delays of `code`, and with the next number, since two documents cannot have one. None where it is
/// no catalogue, or has no such code.
pub(super) fn with_delays(document: &str, code: &str, delays: Delays) -> Option<String> {
    let definition = definitions(document)?
        .into_iter()
        .find(|definition| Fields::of(definition).is_some_and(|fields| fields.is("code", code)))?;
    let number: u64 = Fields::of(document)?.get("version")?.parse().ok()?;
    let mut edits = vec![put(document, document, "version", &(number + 1).to_string(), "version")?];
    for (name, value) in [
        ("onDelaySeconds", delays.on_delay_seconds.map(|seconds| seconds.to_string())),
        ("offDelaySeconds", delays.off_delay_seconds.map(|seconds| seconds.to_string())),
        ("deadband", delays.deadband.map(|deadband| deadband.to_string())),
    ] {
        if let Some(value) = value {
            edits.push(put(document, definition, name, &value, "severity")?);
        }
    }
    // From the end, so that what is still to be edited stays where it is.
    edits.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let mut text = document.to_owned();
    for (at, length, with) in edits {
        text.replace_range(at..at + length, &with);
    }
    Some(text)
}

/// The edit of `whole` that gives the object `part` of it the field `name`: in its place, or behind the field `after`.
fn put(whole: &str, part: &str, name: &str, value: &str, after: &str) -> Option<(usize, usize, String)> {
    let fields = Fields::of(part)?;
    if let Some(old) = fields.get(name) {
        return Some((offset(whole, old)?, old.len(), value.to_owned()));
    }
    let before = fields.get(after)?;
    let at = offset(whole, before)? + before.len();
    let line = whole.get(..at)?.rsplit('\n').next().unwrap_or_default();
    let indent: String = line.chars().take_while(|c| c.is_whitespace()).collect();
    Some((at, 0, format!(",\n{indent}\"{name}\": {value}")))
}

/// Where `part`, which is a part of `whole`, stands in it.
fn offset(whole: &str, part: &str) -> Option<usize> {
    (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)
}

/// The code of the definition that a path such as `definitions[3].texts.fr` leads into.
pub(super) fn code_at(document: &str, path: &str) -> Option<String> {
    let number: usize = path.strip_prefix("definitions[")?.split(']').next()?.parse().ok()?;
    let fields = Fields::of(definitions(document)?.get(number)?)?;
    serde_json::from_str(fields.get("code")?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Delays, code_at, readable, with_delays};

    const DOCUMENT: &str = r#"{
  "version": 2,
  "definitions": [
    {
      "code": "A",
      "severity": "low",
      "onDelaySeconds": 5
    },
    {"code": "B",
      "severity": "high"}
  ]
}"#;

    #[test]
    fn only_what_is_changed_is_changed() {
        let delays = Delays { on_delay_seconds: Some(10), ..Delays::default() };
        let expected = DOCUMENT.replace("\"version\": 2", "\"version\": 3");
        assert_eq!(
            with_delays(DOCUMENT, "A", delays).as_deref(),
            Some(expected.replace("Seconds\": 5", "Seconds\": 10").as_str())
        );
        let delays = Delays { off_delay_seconds: Some(7), deadband: Some(0.5), ..Delays::default() };
        let changed = with_delays(DOCUMENT, "B", delays).expect("B is there");
        let changed: serde_json::Value = serde_json::from_str(&changed).expect("it is still JSON");
        assert_eq!(changed["definitions"][1]["offDelaySeconds"], 7);
        assert_eq!(changed["definitions"][1]["deadband"], 0.5);
        assert_eq!(changed["definitions"][0]["onDelaySeconds"], 5);
    }

    #[test]
    fn a_single_line_is_laid_out_and_anything_else_stays() {
        let line = r#"{"version":1,"a":{"z":"\u00e9","b":[1.5]}}"#;
        let laid_out =
            "{\n  \"version\": 1,\n  \"a\": {\n    \"z\": \"é\",\n    \"b\": [\n      1.5\n    ]\n  }\n}";
        assert_eq!(readable(line), laid_out);
        assert_eq!(readable(DOCUMENT), DOCUMENT);
        assert_eq!(readable("{ nope"), "{ nope");
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        assert_eq!(with_delays(DOCUMENT, "C", Delays::default()), None);
        assert_eq!(with_delays("[]", "A", Delays::default()), None);
    }

    #[test]
    fn a_path_leads_to_its_code() {
        assert_eq!(code_at(DOCUMENT, "definitions[1].texts.fr").as_deref(), Some("B"));
        assert_eq!(code_at(DOCUMENT, "definitions[2]"), None);
        assert_eq!(code_at(DOCUMENT, "version"), None);
    }
}
