use jiff::Timestamp;
use serde_json::{Value, json};

use super::{changed, document};
use crate::catalogue::{CatalogueStatus, Verdict};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

fn judge(status: &CatalogueStatus, document: &Value, second: i64) -> Verdict {
    status.judge(document.to_string().as_bytes(), at(second))
}

fn applied(verdict: Verdict) -> CatalogueStatus {
    let Verdict::Apply { status, .. } = verdict else { panic!("{verdict:?}") };
    status
}

#[test]
fn a_bad_document_leaves_the_last_good_one_in_force() {
    let good = applied(judge(&CatalogueStatus::default(), &document(), 0));
    assert_eq!(judge(&good, &document(), 60), Verdict::Known);

    let bad = changed(|d| d["definitions"][1]["texts"]["fr"]["title"] = json!(""));
    let Verdict::Refuse { status } = judge(&good, &bad, 120) else { panic!("refused") };
    assert_eq!(status.in_force, good.in_force);
    let refused = status.refused.clone().unwrap();
    assert_eq!(refused.at, at(120));
    assert_eq!(refused.faults.to_string(), "definitions[1].texts.fr.title: must not be empty");
    assert_eq!(judge(&status, &bad, 180), Verdict::Known);

    // Back to the document in force: the refusal is history.
    let mended = applied(judge(&status, &document(), 240));
    assert_eq!(mended.refused, None);
}

#[test]
fn a_number_stands_for_one_document_and_an_older_one_is_a_rollback() {
    let good = applied(judge(&CatalogueStatus::default(), &document(), 0));
    let same_number = changed(|d| d["definitions"][0]["onDelaySeconds"] = json!(9));
    let Verdict::Refuse { status } = judge(&good, &same_number, 60) else { panic!("refused") };
    assert_eq!(status.refused.unwrap().faults.to_string(), "version: 3 is in force with another content");

    let older = changed(|d| d["version"] = json!(2));
    assert_eq!(applied(judge(&good, &older, 60)).in_force.unwrap().version, 2);
}

#[test]
fn codes_that_are_gone_are_named() {
    let good = applied(judge(&CatalogueStatus::default(), &document(), 0));
    let shorter = changed(|d| {
        d["version"] = json!(4);
        d["definitions"].as_array_mut().unwrap().remove(0);
    });
    let Verdict::Apply { catalogue, dropped, .. } = judge(&good, &shorter, 60) else { panic!("applied") };
    assert_eq!(catalogue.definitions.len(), 1);
    assert_eq!(dropped.iter().map(ToString::to_string).collect::<Vec<_>>(), ["EMERGENCY_STOP"]);
}

#[test]
fn a_status_is_stored_and_read_as_it_was() {
    let good = applied(judge(&CatalogueStatus::default(), &document(), 0));
    let Verdict::Refuse { status } = judge(&good, &json!([]), 1) else { panic!("refused") };
    let stored = serde_json::to_string(&status).unwrap();
    assert_eq!(serde_json::from_str::<CatalogueStatus>(&stored).unwrap(), status);
}
