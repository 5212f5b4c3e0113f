use std::{collections::HashSet, path::Path};

use super::{Role, parse, read};

#[test]
fn the_demo_has_two_farms_a_dozen_machines_and_every_role() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sam/local/demo.yaml");
    let demo = read(&file).unwrap();

    assert_eq!(demo.farms.len(), 2);
    assert!(demo.things().len() >= 12, "{} things", demo.things().len());
    for role in [Role::Admin, Role::Technician, Role::Farmer, Role::Worker] {
        assert!(demo.users.iter().any(|user| user.role == role), "{role}");
    }
    for farm in &demo.farms {
        let roles: HashSet<String> = demo
            .users
            .iter()
            .filter(|user| user.farms.contains(&farm.id))
            .map(|user| user.role.to_string())
            .collect();
        assert!(roles.contains("farmer") && roles.contains("worker"), "{}: {roles:?}", farm.id);
    }
    assert!(demo.things().iter().any(|(.., thing)| thing.gateway.is_some()));
}

#[test]
fn what_does_not_fit_together_is_refused_by_name() {
    let farm =
        "farms: [{id: f, name: F, timezone: America/Toronto, language: en, below: [BELOW]}]\nusers: [USER]\n";
    let cases = [
        (
            "{id: a, kind: equipment, name: A, thing: {name: t, model: m}}, \
              {id: b, kind: equipment, name: B, thing: {name: t, model: m}}",
            "",
            "twice",
        ),
        ("{id: a, kind: equipment, name: A, thing: {name: t, model: m, gateway: lost}}", "", "lost"),
        ("", "{username: u, name: U, role: worker, language: en, farms: [gone]}", "gone"),
        ("", "{username: u, name: U, role: owner, language: en, farms: []}", "owner"),
    ];
    for (below, user, named) in cases {
        let error = parse(&farm.replace("BELOW", below).replace("USER", user)).unwrap_err();
        assert!(format!("{error:#}").contains(named), "{error:#}");
    }
}
