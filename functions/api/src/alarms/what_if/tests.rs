//! What may be asked.

use serde_json::{Value, json};

use super::start::{Asked, question};

fn asked(more: Value) -> Asked {
    let mut body =
        json!({"code": "MOTOR_OVERLOAD", "from": "2026-05-01T00:00:00Z", "to": "2026-05-02T00:00:00Z"});
    let Value::Object(more) = more else { panic!("fields") };
    body.as_object_mut().unwrap().extend(more);
    serde_json::from_value(body).unwrap()
}

/// The field that the question is refused for.
fn fault(more: Value) -> Option<String> {
    let problem = question(asked(more), "2026-06-01T00:00:00Z".parse().unwrap()).err()?;
    assert_eq!(problem.status(), 422);
    let said: Value = serde_json::from_str(&format!("{problem:?}")).unwrap();
    Some(said["errors"][0]["field"].as_str().unwrap().to_owned())
}

#[test]
fn a_question_changes_something_that_the_catalogue_takes() {
    assert_eq!(fault(json!({})).as_deref(), Some("onDelaySeconds"));
    assert_eq!(fault(json!({"onDelaySeconds": 10})), None);
    assert_eq!(fault(json!({"offDelaySeconds": 0, "deadband": 2.5})), None);
    assert_eq!(fault(json!({"onDelaySeconds": 3_601})).as_deref(), Some("onDelaySeconds"));
    assert_eq!(fault(json!({"deadband": -1.0})).as_deref(), Some("deadband"));
}

#[test]
fn its_period_has_begun_and_is_no_longer_than_journals_are_kept() {
    let period = |from: &str, to: &str| fault(json!({"onDelaySeconds": 10, "from": from, "to": to}));
    assert_eq!(period("2025-05-01T00:00:00Z", "2026-06-01T00:00:00Z"), None);
    for (from, to) in [
        ("2026-05-02T00:00:00Z", "2026-05-02T00:00:00Z"),
        ("2026-05-03T00:00:00Z", "2026-05-02T00:00:00Z"),
        ("2025-04-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        ("2026-06-01T00:00:00Z", "2026-06-09T00:00:00Z"),
    ] {
        assert_eq!(period(from, to).as_deref(), Some("from"), "{from} {to}");
    }
}

#[test]
fn what_is_yet_to_come_is_left_out() {
    let now = "2026-06-01T00:00:00Z".parse().unwrap();
    let body = asked(json!({"onDelaySeconds": 10, "to": "2027-01-01T00:00:00Z"}));
    assert_eq!(question(body, now).unwrap().to, now);
}
