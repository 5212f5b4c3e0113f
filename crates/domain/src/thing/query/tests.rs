use proptest::prelude::*;

use super::{BadQuery, FleetQuery, MAX_TERMS};
use crate::names::FarmId;

const OWN: &str = "attributes.farmId:\"own\"";

fn farm() -> FarmId {
    FarmId::new("own").unwrap()
}

fn sent(text: &str) -> Result<String, BadQuery> {
    FleetQuery::parse(text).map(|query| query.on_farm(&farm()))
}

#[test]
fn a_query_is_bound_to_the_farm_and_written_anew() {
    for (text, expected) in [
        ("", OWN.to_owned()),
        ("  ", OWN.to_owned()),
        ("thingName:mixer-*", format!("{OWN} AND thingName:mixer-*")),
        (
            "thingName:a connectivity.connected:true",
            format!("{OWN} AND thingName:a AND connectivity.connected:true"),
        ),
        ("thingName:a OR thingName:b", format!("{OWN} AND (thingName:a OR thingName:b)")),
        ("NOT thingName:a", format!("{OWN} AND NOT thingName:a")),
        ("NOT (thingName:a OR thingName:b)", format!("{OWN} AND NOT (thingName:a OR thingName:b)")),
        (
            "attributes.model:\"m 900\" AND (thingName:a OR thingName:b)",
            format!("{OWN} AND attributes.model:\"m 900\" AND (thingName:a OR thingName:b)"),
        ),
        ("shadow.reported.level:[5 TO 10]", format!("{OWN} AND shadow.reported.level:[5 TO 10]")),
        ("shadow.reported.motor.amps:>=12.5", format!("{OWN} AND shadow.reported.motor.amps:>=12.5")),
    ] {
        assert_eq!(sent(text).unwrap(), expected, "{text}");
    }
}

#[test]
fn an_administrators_query_is_bound_to_no_farm() {
    assert_eq!(FleetQuery::parse("").unwrap().everywhere(), "thingName:*");
    assert_eq!(FleetQuery::parse("thingName:a").unwrap().everywhere(), "thingName:a");
}

#[test]
fn what_would_break_out_is_no_query_or_stays_inside() {
    // Each of these is read as what it says, within the farm.
    for text in [
        "attributes.farmId:other",
        "thingName:* OR attributes.farmId:other",
        "NOT attributes.farmId:own",
        "thingName:\"x) OR attributes.farmId:(other\"",
        "thingName:\"a\" OR NOT thingName:\"a\"",
    ] {
        let sent = sent(text).unwrap();
        let rest = sent.strip_prefix(OWN).unwrap().strip_prefix(" AND ").unwrap();
        let is_one = rest.starts_with('(') || !outside_quotes(rest).contains(" OR ");
        assert!(is_one, "{sent}");
    }
    // And these mean nothing.
    for text in [
        "thingName:*) OR (attributes.farmId:other",
        "thingName:a\\\" OR attributes.farmId:other",
        "thingName:\"a\\\" OR attributes.farmId:other OR thingName:\"b",
        "thingName:\"a",
        "thingName:a\" OR attributes.farmId:\"other",
        "thingName:(a OR b)",
        "*",
        "other",
        "OR thingName:a",
        "thingName:a AND",
        "thingName:a OR OR thingName:b",
        "NOT",
        "()",
        "((thingName:a)",
        "-attributes.farmId:own",
        "thingName:a || attributes.farmId:other",
        "thingName:a && thingName:b",
        "thingName:a~2",
        "thingName:a^2",
        "thingName:/.*/{2}",
        "shadow.reported.level:{5 TO 10}",
        "shadow.reported.level:[5 TO *] OR",
        "shadow.reported.level:>x",
        "thingName:a\u{0}",
    ] {
        assert!(sent(text).is_err(), "{text}: {:?}", sent(text));
    }
}

/// The text without what stands between quotes.
fn outside_quotes(text: &str) -> String {
    text.split('"').step_by(2).collect()
}

#[test]
fn the_fault_is_named() {
    assert_eq!(sent("attributes.:x"), Err(BadQuery::NoSuchField("attributes.".to_owned())));
    assert_eq!(sent("password:x"), Err(BadQuery::NoSuchField("password".to_owned())));
    assert_eq!(sent(&"x".repeat(501)), Err(BadQuery::TooLong));
    assert_eq!(sent("thingName:a ;"), Err(BadQuery::BadCharacter(13)));
    let many = ["thingName:a"; MAX_TERMS + 1].join(" ");
    assert_eq!(sent(&many), Err(BadQuery::TooManyTerms));
    let deep = format!("{}thingName:a{}", "(".repeat(20), ")".repeat(20));
    assert_eq!(sent(&deep), Err(BadQuery::TooDeep));
}

/// Whether a thing of the farm `farm` called `name` is found by `query`, of which every term is of the one or the other:
/// what the index does, for the words that the tests below make.
fn finds(query: &str, farm: &str, name: &str) -> bool {
    let query = FleetQuery::parse(query).expect("what is sent can be read");
    matches(query.0.as_ref().unwrap(), farm, name)
}

fn matches(node: &super::Node, farm: &str, name: &str) -> bool {
    use super::Node;
    match node {
        Node::Term { field, value } => {
            let actual = if field == "thingName" { name } else { farm };
            let value = value.trim_matches('"');
            value == "*" || value == actual
        }
        Node::Not(node) => !matches(node, farm, name),
        Node::All(nodes) => nodes.iter().all(|node| matches(node, farm, name)),
        Node::Any(nodes) => nodes.iter().any(|node| matches(node, farm, name)),
    }
}

proptest! {
    #[test]
    fn no_query_finds_a_thing_of_another_farm(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "(", ")", "AND", "OR", "NOT", "thingName:*", "thingName:a", "attributes.farmId:other",
                "attributes.farmId:own", "attributes.farmId:\"other\"", "\"", "\\", "thingName:\") OR (\"",
            ]),
            0..12,
        ),
    ) {
        if let Ok(sent) = sent(&words.join(" ")) {
            prop_assert!(!finds(&sent, "other", "a"), "{}", sent);
        }
    }

    #[test]
    fn what_is_sent_means_what_was_asked(
        words in prop::collection::vec(
            prop::sample::select(vec!["(", ")", "AND", "OR", "NOT", "thingName:b", "thingName:a"]),
            1..9,
        ),
        name in prop::sample::select(vec!["a", "b", "c"]),
    ) {
        let text = words.join(" ");
        if let Ok(sent) = sent(&text) {
            prop_assert_eq!(finds(&sent, "own", name), finds(&text, "own", name), "{}", sent);
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let _ = sent(&text);
    }
}
