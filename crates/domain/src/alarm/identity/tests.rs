use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn an_id_stands_for_its_key(
        thing in "[a-zA-Z0-9:_-]{1,128}",
        component in "[a-zA-Z0-9._-]{1,64}",
        code in "[A-Z0-9_-]{1,64}",
    ) {
        let key = ConditionKey {
            thing: ThingName::new(thing).unwrap(),
            component: Component::new(component).unwrap(),
            code: AlarmCode::new(code).unwrap(),
        };
        let id = key.alarm_id();
        prop_assert_eq!(AlarmId::parse(id.as_str()), Ok(key));
        let is_safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        prop_assert!(id.as_str().chars().all(is_safe), "{} is safe in a path", id);
    }

    #[test]
    fn other_strings_are_no_ids(text in "\\PC{0,40}") {
        if let Ok(key) = AlarmId::parse(&text) {
            let id = key.alarm_id();
            prop_assert_eq!(id.as_str(), text);
        }
    }
}

#[test]
fn what_does_not_name_a_condition_is_no_id() {
    for plain in [
        "",
        "mixer-01",
        "mixer-01/motor",
        "mixer-01/motor/CODE/more",
        "mixer 01/motor/CODE",
        "mixer-01//CODE",
    ] {
        assert_eq!(AlarmId::parse(&URL_SAFE_NO_PAD.encode(plain)), Err(BadAlarmId), "{plain:?}");
    }
    assert_eq!(AlarmId::parse(&URL_SAFE_NO_PAD.encode(b"\xff\xfe/a/B")), Err(BadAlarmId));
    assert_eq!(AlarmId::parse("bWl4ZXI="), Err(BadAlarmId), "padded");
}
