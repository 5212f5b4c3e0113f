use std::collections::BTreeMap;

use super::*;
use crate::entity::FarmRole;
use crate::names::UserId;

fn caller(role: Role, farm: Option<&str>) -> Caller {
    let farms = farm.map(|farm| (FarmId::new(farm).unwrap(), FarmRole::Worker)).into_iter().collect();
    Caller { user_id: UserId::new("u-1").unwrap(), email: None, name: None, role: Some(role), farms }
}

#[test]
fn a_flag_is_on_for_those_it_names() {
    let flags = Flags::parse(
        br#"{"flags": {
            "everywhere": {"enabled": true},
            "nowhere": {"enabled": false},
            "forFarmers": {"enabled": true, "roles": ["farmer"]},
            "onErables": {"enabled": true, "farms": ["erables"]}
        }}"#,
    )
    .unwrap();
    let on = |caller: &Caller| flags.of(caller).into_values().collect::<Vec<_>>();
    let names: Vec<_> = flags.of(&caller(Role::Worker, None)).into_keys().collect();
    assert_eq!(names, ["everywhere", "forFarmers", "nowhere", "onErables"]);
    assert_eq!(on(&caller(Role::Worker, None)), [true, false, false, false]);
    assert_eq!(on(&caller(Role::Farmer, Some("erables"))), [true, true, false, true]);
    assert_eq!(on(&caller(Role::Farmer, Some("cedar-hill"))), [true, true, false, false]);
    assert_eq!(on(&caller(Role::Admin, None)), [true, false, false, true]);
    assert_eq!(Flags::default().of(&caller(Role::Admin, None)), BTreeMap::new());
}

#[test]
fn a_document_is_read_strictly() {
    for bad in [
        r"",
        r"{}",
        r#"{"flags": {"x": {}}}"#,
        r#"{"flags": {"x": {"enabled": "yes"}}}"#,
        r#"{"flags": {"x": {"enabled": true, "roles": ["king"]}}}"#,
        r#"{"flags": {"x": {"enabled": true, "colour": "red"}}}"#,
        r#"{"flags": {}, "more": 1}"#,
    ] {
        assert!(Flags::parse(bad.as_bytes()).is_err(), "{bad}");
    }
}
