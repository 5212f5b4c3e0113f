//! Who did what: the records of changes, and what people did to alarms.

use jiff::Timestamp;
use serde_json::json;
use valmetal_domain::alarm::ports::CommitChanges;
use valmetal_domain::alarm::{Action, Actor};
use valmetal_domain::audit::ports::{
    ReadActsOnAlarms, ReadAuditRecords, StoreError, Window, WriteAuditRecord,
};
use valmetal_domain::audit::{AuditRecord, Entry, Scope, Stretch};
use valmetal_domain::entity::FarmRole;
use valmetal_domain::idempotency::Outcome;

use crate::fixture::samples::{at, changes, definition, farm, member, raise, request, user};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn records_are_read_the_newest_first_within_their_time_and_scope() {
    let tables = Tables::deploy().await;
    let trail = tables.audit_trail();
    let of_farm = Scope::Farm(farm("f-1"));
    for (scope, id, second) in [
        (&of_farm, "a", 0),
        (&of_farm, "b", 10),
        (&of_farm, "c", 10),
        (&of_farm, "d", 20),
        (&Scope::Farm(farm("f-10")), "e", 10),
        (&Scope::Platform, "f", 10),
    ] {
        let written = trail.write_audit_record(&record(scope, id, at(second)), None, None).await;
        assert_eq!(written.unwrap(), Outcome::Fresh);
    }

    let mut window = Window { from: at(0), to: at(20), before: None };
    let first = trail.read_audit_records(&of_farm, &window, 2).await.unwrap();
    assert_eq!(ids(&first)[..2], ["c", "b"], "the end is no part of it");
    window.before = Some(first.entries[1].0.clone());
    let second = trail.read_audit_records(&of_farm, &window, 2).await.unwrap();
    assert_eq!((ids(&second), second.read_to), (vec!["a".to_owned()], None));
    let platform =
        trail.read_audit_records(&Scope::Platform, &Window { before: None, ..window }, 9).await.unwrap();
    assert_eq!(ids(&platform), ["f"]);
}

#[tokio::test]
async fn a_record_rests_on_a_membership_and_is_written_once() {
    let tables = Tables::deploy().await;
    let trail = tables.audit_trail();
    let anna = member("f-1", "u-1", FarmRole::Farmer);
    let scope = Scope::Farm(farm("f-1"));
    let asked = request("key-1", "aa", "{}", at(0));
    let write = async |id| {
        trail.write_audit_record(&record(&scope, id, at(0)), Some(&anna.membership()), Some(&asked)).await
    };
    let refused = write("a").await;
    assert!(matches!(refused, Err(StoreError::NotMember)), "{refused:?}");
    tables.put_member(&anna).await;
    assert_eq!(write("a").await.unwrap(), Outcome::Fresh);
    let replayed = write("b").await.unwrap();
    assert!(matches!(replayed, Outcome::Replayed(_)), "{replayed:?}");
    let window = Window { from: at(0), to: at(1), before: None };
    assert_eq!(ids(&trail.read_audit_records(&scope, &window, 9).await.unwrap()), ["a"]);
}

#[tokio::test]
async fn what_people_did_to_alarms_comes_from_the_journal_without_what_devices_said() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let mut step = raise("mixer-01", at(0));
    writer.commit(&changes(0, &step)).await.unwrap();
    for n in 1..=3 {
        let actor = Actor::User { user_id: user("u-1"), name: Some("Anna".to_owned()) };
        let comment = Action::Comment { text: n.to_string() };
        let version = step.after.version;
        step = step.after.act(comment, actor, &definition(), at(n)).unwrap();
        writer.commit(&changes(version, &step)).await.unwrap();
    }

    let acts = tables.acts_on_alarms();
    let all = Window { from: at(0), to: at(9), before: None };
    let read = acts.read_acts_on_alarms(&farm("f-1"), &all, 10).await.unwrap();
    let times: Vec<Timestamp> = read.entries.iter().map(|(_, entry)| entry.at).collect();
    assert_eq!((times, read.read_to), (vec![at(3), at(2), at(1)], None));
    assert_eq!(read.entries[0].1.user_name.as_deref(), Some("Anna"));

    let rest = Window { before: Some(read.entries[1].0.clone()), ..all.clone() };
    let read = acts.read_acts_on_alarms(&farm("f-1"), &rest, 10).await.unwrap();
    assert_eq!(read.entries.iter().map(|(_, entry)| entry.at).collect::<Vec<_>>(), [at(1)]);
    let foreign = acts.read_acts_on_alarms(&farm("f-2"), &all, 10).await.unwrap();
    assert_eq!(foreign, Stretch::default());
}

/// That u-1 changed the entity `id`.
fn record(scope: &Scope, id: &str, at: Timestamp) -> AuditRecord {
    let act = json!({"action": "changed", "kind": "entity", "id": id});
    let entry: Entry = serde_json::from_value(json!({"at": at, "userId": "u-1", "acts": [act]})).unwrap();
    AuditRecord { scope: scope.clone(), id: id.to_owned(), entry }
}

/// What the entries were done to.
fn ids(stretch: &Stretch) -> Vec<String> {
    stretch.entries.iter().map(|(_, entry)| entry.acts[0].id.clone()).collect()
}
