use super::*;

#[test]
fn says_why_and_keeps_what_there_is_room_for() {
    let came_with = ('a'..='z').map(|name| (name.to_string(), "old".to_owned())).collect();
    let rejection = Rejection::new("badField", "must be a severity")
        .field("severity")
        .schema_version(1)
        .thing("mixer-01");

    let attributes = attributes(came_with, &rejection, 5);

    let names: Vec<_> = attributes.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["a", "b", "c", "d", "detail", "field", "reason", "receiveCount", "schemaVersion", "thing"]
    );
    assert_eq!(attributes["reason"], "badField");
    assert_eq!(attributes["receiveCount"], "5");
}

#[test]
fn an_attribute_of_ours_wins_over_one_that_came() {
    let came_with = BTreeMap::from([("reason".to_owned(), "forged".to_owned())]);
    assert_eq!(attributes(came_with, &Rejection::new("notJson", "x"), 1)["reason"], "notJson");
}

#[test]
fn leaves_out_what_is_empty_or_unknown() {
    let rejection = Rejection::new("notJson", "").field("");
    let attributes = attributes(BTreeMap::new(), &rejection, 1);
    assert_eq!(attributes.keys().collect::<Vec<_>>(), ["reason", "receiveCount"]);
}

#[test]
fn replaces_what_sqs_refuses_and_cuts_what_is_long() {
    assert_eq!(sendable("a\u{0}b\u{ffff}c\td"), "a\u{fffd}b\u{fffd}c\td");
    let long = "é".repeat(MAX_ATTRIBUTE_BYTES);
    assert_eq!(sendable(&long).len(), MAX_ATTRIBUTE_BYTES);
    assert_eq!(sendable(&format!("a{long}")).len(), MAX_ATTRIBUTE_BYTES - 1);
}
