use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::alarm::{Actor, JournalRecord};
use crate::entity::{Change, EntityChanges, Farm, Member};
use crate::names::{FarmId, UserId};

fn entry(minute: u32) -> (String, Entry) {
    let at: Timestamp = format!("2026-06-01T00:{minute:02}:00Z").parse().unwrap();
    let user_id = UserId::new("u-1").unwrap();
    (format!("{at:.9}#x"), Entry { at, user_id, user_name: None, acts: Vec::new(), reason: None })
}

fn stretch(minutes: &[u32], read_to: Option<u32>) -> Stretch {
    Stretch {
        entries: minutes.iter().map(|minute| entry(*minute)).collect(),
        read_to: read_to.map(|minute| entry(minute).0),
    }
}

fn minutes(entries: &[Entry]) -> Vec<i8> {
    entries.iter().map(|entry| entry.at.to_zoned(jiff::tz::TimeZone::UTC).minute()).collect()
}

#[test]
fn two_sources_make_one_list() {
    let (page, next) = merge(stretch(&[9, 5, 1], None), stretch(&[8, 2], None), 10);
    assert_eq!((minutes(&page), next), (vec![9, 8, 5, 2, 1], None));
}

#[test]
fn a_page_ends_where_the_next_begins() {
    let (page, next) = merge(stretch(&[9, 5, 1], None), stretch(&[8, 2], None), 2);
    assert_eq!((minutes(&page), next), (vec![9, 8], Some(entry(8).0)));
}

#[test]
fn what_one_source_has_before_the_others_unread_part_waits() {
    let (page, next) = merge(stretch(&[9, 5], Some(4)), stretch(&[8, 2], None), 10);
    assert_eq!((minutes(&page), next), (vec![9, 8, 5], Some(entry(4).0)));
    // A source in which nothing was found still says how far it was read.
    let (page, next) = merge(stretch(&[], Some(6)), stretch(&[8, 2], Some(2)), 10);
    assert_eq!((minutes(&page), next), (vec![8], Some(entry(6).0)));
}

#[test]
fn pages_miss_nothing_and_repeat_nothing() {
    let (one, other): (Vec<u32>, Vec<u32>) = (0..40).partition(|minute| minute % 3 == 0);
    let read = |minutes: &[u32], before: Option<&String>, at_most: usize| {
        let mut left: Vec<_> = minutes
            .iter()
            .map(|minute| entry(*minute))
            .filter(|(p, _)| before.is_none_or(|b| p < b))
            .collect();
        left.sort_by(|(one, _), (other, _)| other.cmp(one));
        let more = left.len() > at_most;
        left.truncate(at_most);
        let read_to = if more { left.last().map(|(p, _)| p.clone()) } else { None };
        Stretch { entries: left, read_to }
    };
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let (page, next) = merge(read(&one, cursor.as_ref(), 4), read(&other, cursor.as_ref(), 7), 5);
        all.extend(minutes(&page));
        if next.is_none() {
            break;
        }
        cursor = next;
    }
    assert_eq!(all, (0..40).rev().collect::<Vec<i8>>());
}

#[test]
fn a_journal_record_is_an_act_where_a_person_did_it() {
    let mut record: JournalRecord = serde_json::from_value(json!({
        "alarmId": "bWl4ZXItMDEvYXVnZXIvTU9UT1JfT1ZFUkxPQUQ", "thing": "mixer-01", "component": "auger",
        "code": "MOTOR_OVERLOAD", "farmId": "erables", "entityPath": "/erables", "version": 3,
        "at": "2026-06-01T00:00:00Z", "event": "acknowledged", "actor": {"type": "device"}, "before": "unacknowledged",
        "after": "acknowledged", "occurrence": 1, "severity": "high", "reason": "on my way",
    }))
    .unwrap();
    assert_eq!(Entry::of_journal(&record), None);

    record.actor = Actor::User { user_id: UserId::new("u-1").unwrap(), name: Some("Maude".to_owned()) };
    let entry = Entry::of_journal(&record).unwrap();
    assert_eq!((entry.acts[0].action, entry.acts[0].kind), (Action::Acknowledged, Kind::Alarm));
    assert_eq!(entry.acts[0].name.as_deref(), Some("mixer-01 auger MOTOR_OVERLOAD"));
    assert_eq!(entry.reason.as_deref(), Some("on my way"));

    record.event = crate::alarm::journal::JournalEvent::LevelNotified;
    assert_eq!(Entry::of_journal(&record), None);
}

#[test]
fn changes_are_told_as_what_they_change() {
    let farm: Farm = serde_json::from_value(
        json!({"id": "erables", "name": "Érables", "timezone": "UTC", "language": "fr", "version": 1}),
    )
    .unwrap();
    let member: Member = serde_json::from_value(json!({
        "farmId": "erables", "userId": "u-2", "role": "worker", "name": "Maude", "language": "fr",
        "timezone": "UTC", "version": 2,
    }))
    .unwrap();
    let changes = EntityChanges::new(vec![
        Change::RequireMember(member.membership()),
        Change::PutFarm(0, farm),
        Change::DeleteMember(2, Box::new(member.clone())),
    ]);
    let by = Actor::User { user_id: UserId::new("u-1").unwrap(), name: None };
    let at = Timestamp::UNIX_EPOCH;
    let record = AuditRecord::of_changes(&changes, &by, at, "r-1".to_owned()).unwrap();
    assert_eq!(record.scope, Scope::Farm(FarmId::new("erables").unwrap()));
    let acts: Vec<_> = record.entry.acts.iter().map(|act| (act.action, act.kind, act.id.as_str())).collect();
    assert_eq!(acts, [(Action::Created, Kind::Farm, "erables"), (Action::Deleted, Kind::Member, "u-2")]);

    let elsewhere = Member { farm_id: FarmId::new("cedar-hill").unwrap(), ..member.clone() };
    let both = EntityChanges::new(vec![
        Change::EndMembership(member.membership()),
        Change::EndMembership(elsewhere.membership()),
    ]);
    let record = AuditRecord::of_changes(&both, &by, at, "r-4".to_owned()).unwrap();
    assert_eq!((record.scope, record.entry.acts.len()), (Scope::Platform, 2));

    let own = EntityChanges::new(vec![Change::PutSettings(2, Box::new(member))]);
    assert_eq!(AuditRecord::of_changes(&own, &by, at, "r-2".to_owned()), None);
    assert_eq!(AuditRecord::of_changes(&changes, &Actor::Device, at, "r-3".to_owned()), None);
}
