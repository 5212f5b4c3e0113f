use proptest::prelude::*;

use super::*;

/// Whether `text` is a name of this kind, by its constructor and on the wire alike.
fn is_name<N>(new: fn(&str) -> Result<N, NameError>, text: &str) -> bool
where
    N: serde::de::DeserializeOwned + Serialize + AsRef<str>,
{
    let name = new(text);
    let json = serde_json::to_string(text).unwrap();
    let read = serde_json::from_str::<N>(&json);
    assert_eq!(name.is_ok(), read.is_ok(), "{text:?}");
    if let Ok(name) = &name {
        assert_eq!((name.as_ref(), serde_json::to_string(name).unwrap()), (text, json));
    }
    name.is_ok()
}

#[test]
fn names_keep_their_rules() {
    let long = |n| "A".repeat(n);
    let thing: fn(&str) -> _ = |text| ThingName::new(text);
    let component: fn(&str) -> _ = |text| Component::new(text);
    let code: fn(&str) -> _ = |text| AlarmCode::new(text);
    let farm: fn(&str) -> _ = |text| FarmId::new(text);
    let entity: fn(&str) -> _ = |text| EntityId::new(text);
    let user: fn(&str) -> _ = |text| UserId::new(text);
    for (text, expected) in [
        ("mixer-01", [true, true, false, true, true, true]),
        ("MIXER_01", [true, true, true, false, false, false]),
        ("a:b", [true, false, false, false, false, false]),
        ("a.b", [false, true, false, false, false, false]),
        ("", [false; 6]),
        ("a b", [false; 6]),
        ("a/b", [false; 6]),
        ("a#b", [false; 6]),
        ("é", [false; 6]),
        ("a\n", [false; 6]),
        (&long(40), [true; 6]),
        (&long(41), [true, true, true, false, false, true]),
        (&long(64), [true, true, true, false, false, true]),
        (&long(65), [true, false, false, false, false, false]),
        (&long(128), [true, false, false, false, false, false]),
        (&long(129), [false; 6]),
    ] {
        let got = [
            is_name(thing, text),
            is_name(component, text),
            is_name(code, text),
            is_name(farm, text),
            is_name(entity, text),
            is_name(user, text),
        ];
        assert_eq!(got, expected, "{text:?}");
    }
}

#[test]
fn a_refusal_says_what_was_expected() {
    let error = AlarmCode::new("motor overload").unwrap_err();
    assert_eq!(error.to_string(), "alarm code must be 1 to 64 capital letters, digits, '-' or '_'");
}

proptest! {
    /// No name holds what separates the parts of keys, paths and topics.
    #[test]
    fn no_name_breaks_a_key(text in "\\PC{0,20}") {
        let is_any = ThingName::new(text.as_str()).is_ok()
            || Component::new(text.as_str()).is_ok()
            || AlarmCode::new(text.as_str()).is_ok()
            || EntityId::new(text.as_str()).is_ok()
            || UserId::new(text.as_str()).is_ok();
        prop_assert!(!is_any || !text.contains(['#', '/', '+', '$']), "{text:?}");
    }
}
