use jiff::{Timestamp, civil::date};
use serde_json::json;

use super::*;
use crate::{
    alarm::message::DeviceState,
    names::{EntityId, FarmId, ThingName, UserId},
    record::{MAX_PARTS, Part},
};

const TODAY: jiff::civil::Date = date(2026, 11, 21);

fn now() -> Timestamp {
    "2026-11-21T14:00:00Z".parse().unwrap()
}

fn id(text: &str) -> TaskId {
    TaskId::new(text).unwrap()
}

fn by() -> UserId {
    UserId::new("maude").unwrap()
}

fn schedule(every: &serde_json::Value) -> Schedule {
    let part = json!({"number": "K-1", "name": "Knife", "quantity": 8});
    let content = json!({"title": "Turn the knives", "every": every, "remindDays": 3, "parts": [part]});
    Schedule {
        id: ScheduleId::new("s1").unwrap(),
        farm_id: FarmId::new("erables").unwrap(),
        entity_id: EntityId::new("erables-mixer-1").unwrap(),
        content: serde_json::from_value(content).unwrap(),
        version: 1,
        updated_at: now(),
        updated_by: by(),
    }
}

fn daily(days: u16) -> Schedule {
    schedule(&json!({"days": days}))
}

fn hourly(hours: u32) -> Schedule {
    schedule(&json!({"runningHours": hours}))
}

#[test]
fn a_task_is_upcoming_then_due_then_overdue() {
    let task = daily(30).next_task(id("t1"), TODAY, None, now());
    assert_eq!(task.due_on, Some(date(2026, 12, 21)));
    for (day, state) in [
        (TODAY, TaskState::Upcoming),
        (date(2026, 12, 17), TaskState::Upcoming),
        (date(2026, 12, 18), TaskState::Due),
        (date(2026, 12, 21), TaskState::Due),
        (date(2026, 12, 22), TaskState::Overdue),
    ] {
        assert_eq!(task.state(day), state, "{day}");
    }
}

#[test]
fn the_first_one_is_done_when_a_person_says() {
    let task = daily(30).next_task(id("t1"), TODAY, Some(date(2026, 11, 25)), now());
    assert_eq!(task.due_on, Some(date(2026, 11, 25)));
}

#[test]
fn doing_a_task_makes_the_next_one_from_the_day_it_was_done() {
    let schedule = daily(30);
    let task = schedule.next_task(id("t1"), TODAY, None, now());
    let late = date(2027, 1, 10);
    let completion = Completion { note: None, parts: None };
    let (done, changes) = task.complete(completion, by(), Some(&schedule), id("t2"), (late, now())).unwrap();
    assert_eq!(done.state(late), TaskState::Done);
    assert_eq!(done.done.as_ref().unwrap().parts, task.parts, "what was planned, where nothing is said");
    let [Change::PutTask(first), Change::PutTask(next)] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((first, next.due_on), (&done, Some(date(2027, 2, 9))));

    let again = done.complete(Completion::default(), by(), Some(&schedule), id("t3"), (late, now()));
    assert_eq!(again.unwrap_err(), MaintenanceRefusal::AlreadyDone);
}

#[test]
fn a_paused_schedule_makes_no_next_task() {
    let mut schedule = daily(30);
    let task = schedule.next_task(id("t1"), TODAY, None, now());
    schedule.content.paused = true;
    let (_, changes) =
        task.complete(Completion::default(), by(), Some(&schedule), id("t2"), (TODAY, now())).unwrap();
    assert_eq!(changes.len(), 1);
}

#[test]
fn running_hours_come_due_when_they_are_reached() {
    let task = hourly(250).next_task(id("t1"), TODAY, None, now());
    assert_eq!((task.due_on, task.due_after_hours, task.counted_since), (None, Some(250), Some(now())));
    assert_eq!(task.state(date(2030, 1, 1)), TaskState::Upcoming);
    let reached = task.reached(TODAY);
    assert_eq!((reached.due_on, reached.state(TODAY)), (Some(TODAY), TaskState::Due));
    assert_eq!(reached.reached(date(2027, 1, 1)).due_on, Some(TODAY), "reached once");
}

#[test]
fn another_interval_makes_another_task_and_other_words_the_same_one() {
    let schedule = daily(30);
    let open = schedule.next_task(id("t1"), TODAY, None, now());
    let revise = |content| schedule.revise(content, Some(&open), id("t2"), by(), (TODAY, now())).unwrap().1;

    let mut sooner = schedule.content.clone();
    sooner.every = Interval::Days(10);
    let changes = revise(sooner);
    let [Change::PutSchedule(next), Change::WithdrawTask(old, 1), Change::PutTask(new)] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert_eq!((next.version, old, new.due_on), (2, &open.id, Some(date(2026, 12, 1))));

    let mut reworded = schedule.content.clone();
    reworded.remind_days = 1;
    let changes = revise(reworded);
    let [Change::PutSchedule(_), Change::PutTask(same)] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((&same.id, same.due_on, same.remind_days, same.version), (&open.id, open.due_on, 1, 2));

    let mut paused = schedule.content.clone();
    paused.paused = true;
    assert!(matches!(&revise(paused)[..], [Change::PutSchedule(_), Change::WithdrawTask(..)]));
}

#[test]
fn what_makes_no_sense_is_refused_with_its_field() {
    let mut content = daily(30).content;
    for (every, field) in [
        (Interval::Days(0), Some("every")),
        (Interval::Days(MAX_DAYS + 1), Some("every")),
        (Interval::RunningHours(0), Some("every")),
        (Interval::RunningHours(MAX_HOURS), None),
    ] {
        content.every = every;
        let found = content.check().err().and_then(MaintenanceRefusal::field);
        assert_eq!(found.as_deref(), field, "{every:?}");
    }
    content.remind_days = MAX_REMIND_DAYS + 1;
    assert_eq!(content.check(), Err(MaintenanceRefusal::RemindDays));
    content.remind_days = 0;
    content.parts = vec![content.parts[0].clone(); MAX_PARTS + 1];
    assert_eq!(content.check().unwrap_err().field().as_deref(), Some("parts"));
}

#[test]
fn only_a_task_of_no_schedule_is_withdrawn_by_itself() {
    let task = daily(30).next_task(id("t1"), TODAY, None, now());
    assert_eq!(task.withdraw().unwrap_err(), MaintenanceRefusal::OfSchedule);
    let own = Task { schedule_id: None, ..task };
    assert_eq!(own.withdraw().unwrap(), Change::WithdrawTask(own.id.clone(), 1));
}

#[test]
fn a_reminder_is_raised_once_and_cleared_once() {
    let schedule = daily(30);
    let thing = ThingName::new("mixer-01").unwrap();
    let task = schedule.next_task(id("t1"), TODAY, None, now());
    let raised = alarm::word(&task, thing.clone(), now());
    assert_eq!((raised.state, raised.component.as_str()), (DeviceState::Raised, "maintenance.s1"));
    assert!(alarm::is_of(&alarm::key(&task, thing.clone())));

    let reminded = task.reminded(Some(thing.clone()), now());
    let (done, _) =
        reminded.complete(Completion::default(), by(), Some(&schedule), id("t2"), (TODAY, now())).unwrap();
    let cleared = alarm::word(&done, thing, now());
    assert_eq!((cleared.state, cleared.raised_at), (DeviceState::Cleared, Some(now())));
    assert_eq!((cleared.boot, cleared.activation), (raised.boot, raised.activation));
    assert!(cleared.seq > raised.seq);
    assert!(done.told().told);
}

#[test]
fn a_report_adds_up_the_parts() {
    let schedule = daily(30);
    let part = |number: &str, quantity| -> Part {
        serde_json::from_value(json!({"number": number, "name": "Part", "quantity": quantity})).unwrap()
    };
    let done = |name: &str, parts: Vec<Part>| {
        let completion = Completion { parts: Some(parts), note: None };
        schedule
            .next_task(id(name), TODAY, None, now())
            .complete(completion, by(), None, id("x"), (TODAY, now()))
            .unwrap()
            .0
    };
    let open = |name: &str, day| schedule.next_task(id(name), TODAY, Some(day), now());
    let tasks = vec![
        done("t1", vec![part("K-1", 8), part("B-2", 1)]),
        done("t2", vec![part("K-1", 4)]),
        open("t3", date(2026, 11, 20)),
        open("t4", date(2026, 11, 30)),
    ];
    let period = Period { from: date(2026, 11, 1), to: date(2026, 11, 30) };
    let report = Report::of(schedule.farm_id.clone(), period, TODAY, tasks);
    let counts = (report.done.len(), report.overdue.len(), report.due.len());
    assert_eq!(counts, (2, 1, 1));
    let parts = |parts: &[Part]| -> Vec<_> {
        parts.iter().map(|part| (part.number.to_string(), part.quantity)).collect()
    };
    assert_eq!(parts(&report.parts_used), [("B-2".to_owned(), 1), ("K-1".to_owned(), 12)]);
    assert_eq!(parts(&report.parts_needed), [("K-1".to_owned(), 16)]);
}

#[test]
fn a_report_for_spreadsheets_quotes_what_would_break_it_and_runs_nothing() {
    let schedule = daily(30);
    let note = crate::text::Text::new("=1+1, \"new\"\nbearing").unwrap();
    let completion = Completion { parts: None, note: Some(note) };
    let task = schedule.next_task(id("t1"), TODAY, None, now());
    let (done, _) = task.complete(completion, by(), None, id("x"), (TODAY, now())).unwrap();
    let period = Period { from: TODAY, to: TODAY };
    let text = export::csv(&Report::of(schedule.farm_id.clone(), period, TODAY, vec![done]));
    assert_eq!(
        text,
        "state,due_on,done_on,entity,title,done_by,note,parts\r\n\
         done,2026-12-21,2026-11-21T14:00:00Z,erables-mixer-1,Turn the knives,maude,\
         \"'=1+1, \"\"new\"\"\nbearing\",8 × K-1 Knife\r\n"
    );
}

#[test]
fn the_shipped_catalogue_knows_what_is_raised() {
    let shipped = include_bytes!("../../../../sam/catalogue.json");
    let catalogue = crate::catalogue::Catalogue::parse(shipped).unwrap();
    let code = crate::names::AlarmCode::new(alarm::MAINTENANCE_DUE).unwrap();
    assert_eq!(catalogue.definitions[&code].severity, crate::alarm::Severity::Low);
}
