use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use crate::http::cursor::{open, seal};

#[test]
fn a_position_goes_into_a_cursor_and_back() {
    let query = ("lakeside", ["critical"]);
    let cursor = seal(&query, &("2026-11-21T10:00:00Z", 7)).unwrap();
    let position: (String, u32) = open(&query, &cursor).unwrap();
    assert_eq!(position, ("2026-11-21T10:00:00Z".to_owned(), 7));
    assert!(cursor.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-' || c == b'_'));
}

#[test]
fn a_cursor_of_another_query_or_a_damaged_one_is_refused() {
    let cursor = seal(&("lakeside", "critical"), &7).unwrap();
    let damaged = format!("{}A", &cursor[..cursor.len() - 1]);
    let forged = URL_SAFE_NO_PAD.encode(b"12345678{}");
    let table = [
        (json!(["hilltop", "critical"]), cursor.as_str()),
        (json!(["lakeside", "high"]), &cursor),
        (json!(["lakeside"]), &cursor),
        (json!(["lakeside", "critical"]), &damaged),
        (json!(["lakeside", "critical"]), &forged),
        (json!(["lakeside", "critical"]), ""),
        (json!(["lakeside", "critical"]), "no base64!"),
    ];
    for (query, cursor) in table {
        let problem = open::<u32>(&query, cursor).unwrap_err();
        assert_eq!((problem.status().as_u16(), problem.code()), (400, "invalidCursor"), "{query} {cursor}");
    }
    assert_eq!(open::<u32>(&json!(["lakeside", "critical"]), &cursor).unwrap(), 7);
}

#[test]
fn a_position_of_another_kind_is_refused() {
    let cursor = seal(&"query", &"text").unwrap();
    assert_eq!(open::<u32>(&"query", &cursor).unwrap_err().code(), "invalidCursor");
}
