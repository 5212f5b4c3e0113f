//! Commands to machines.

use serde_json::json;
use valmetal_domain::alarm::ports::CommitChanges;
use valmetal_domain::command::ports::{
    CommandChange, CommitCommand, ReadCommand, ReadCommands, ReadDueCommands, ReadPendingCommands,
    ReadTarget, StoreError,
};
use valmetal_domain::command::{Command, CommandStatus};
use valmetal_domain::entity::FarmRole;
use valmetal_domain::idempotency::Outcome;
use valmetal_domain::names::{CommandId, ThingName};

use crate::fixture::samples::{at, changes, member, place, raise, request, user};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn one_command_of_a_machine_is_pending() {
    let tables = Tables::deploy().await;
    let (reader, writer) = (tables.command_reader(), tables.writer());
    let target = reader.read_target(&thing(), None).await.unwrap();
    assert_eq!((target.place, target.pending, target.answered), (None, None, None));

    let first = command("c-1", 0);
    assert_eq!(writer.commit_command(&change(0, &first)).await.unwrap(), Outcome::Fresh);
    assert_conflict(&writer.commit_command(&change(0, &command("c-2", 10))).await);
    assert_eq!(reader.read_target(&thing(), None).await.unwrap().pending, Some(first.clone()));

    let ended = first.expire(first.expires_at).unwrap();
    assert_conflict(&writer.commit_command(&change(7, &ended)).await);
    writer.commit_command(&change(1, &ended)).await.unwrap();
    assert_eq!(reader.read_target(&thing(), None).await.unwrap().pending, None);
    assert_conflict(&writer.commit_command(&change(1, &ended)).await);

    writer.commit_command(&change(0, &command("c-2", 10))).await.unwrap();
    let found = reader.read_command(&thing(), &first.id).await.unwrap();
    assert_eq!(found, (None, Some(ended)), "it stays in the list");
    let nothing = reader.read_command(&thing(), &CommandId::new("c-9").unwrap()).await.unwrap();
    assert_eq!(nothing, (None, None));
}

#[tokio::test]
async fn a_command_rests_on_a_membership_and_its_request_is_answered_once() {
    let tables = Tables::deploy().await;
    let (reader, writer) = (tables.command_reader(), tables.writer());
    let anna = member("f-1", "u-1", FarmRole::Worker);
    let asked = CommandChange {
        request: Some(request("key-1", "aa", "first", at(0))),
        member: Some(anna.membership()),
        ..change(0, &command("c-1", 0))
    };
    let refused = writer.commit_command(&asked).await;
    assert!(matches!(refused, Err(StoreError::NotMember)), "{refused:?}");
    assert_eq!(reader.read_target(&thing(), None).await.unwrap().pending, None);

    tables.put_member(&anna).await;
    writer.commit_command(&asked).await.unwrap();
    let attempt = &asked.request.as_ref().unwrap().attempt;
    let target = reader.read_target(&thing(), Some(attempt)).await.unwrap();
    assert_eq!(target.answered, asked.request);
    let again = CommandChange { command: command("c-2", 5), ..asked.clone() };
    let replayed = writer.commit_command(&again).await.unwrap();
    assert!(matches!(replayed, Outcome::Replayed(_)), "{replayed:?}");
}

#[tokio::test]
async fn commands_are_listed_the_newest_first_page_by_page() {
    let tables = Tables::deploy().await;
    let (reader, writer) = (tables.command_reader(), tables.writer());
    for (n, id) in ["c-1", "c-2", "c-3"].into_iter().enumerate() {
        let given = command(id, i64::try_from(n).unwrap());
        writer.commit_command(&change(0, &given)).await.unwrap();
        writer.commit_command(&change(1, &given.expire(given.expires_at).unwrap())).await.unwrap();
    }
    let mut ids = Vec::new();
    let mut before = None;
    loop {
        let (page, next) = reader.read_commands(&thing(), 2, before).await.unwrap();
        ids.extend(page.into_iter().map(|command| command.id.to_string()));
        before = next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(ids, ["c-3", "c-2", "c-1"]);
    let other = ThingName::new("mixer-02").unwrap();
    assert_eq!(reader.read_commands(&other, 2, None).await.unwrap(), (Vec::new(), None));
}

#[tokio::test]
async fn those_whose_time_is_over_are_found_and_no_alarms_beside_them() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    // A condition that owes something is in the same index.
    writer.commit(&changes(0, &raise("mixer-09", at(0)))).await.unwrap();
    tables.put_place(&place("mixer-01")).await;
    writer.commit_command(&change(0, &command("c-1", 0))).await.unwrap();
    let late = Command { thing_name: ThingName::new("mixer-02").unwrap(), ..command("c-1", 500) };
    writer.commit_command(&change(0, &late)).await.unwrap();

    let due = tables.due_commands();
    assert!(due.read_due_commands(at(59), 10).await.unwrap().is_empty());
    assert_eq!(due.read_due_commands(at(60), 10).await.unwrap(), [thing()]);
    assert_eq!(due.read_due_commands(at(9_000), 1).await.unwrap(), [thing()], "the first to expire");
    let things = [thing(), late.thing_name.clone(), ThingName::new("mixer-03").unwrap()];
    let reader = tables.command_reader();
    let mut pending = reader.read_pending_commands(&things).await.unwrap();
    pending.sort_by_key(|command| command.thing_name.clone());
    assert_eq!(pending, [command("c-1", 0), late]);
    let (stands, _) = reader.read_command(&thing(), &CommandId::new("c-1").unwrap()).await.unwrap();
    assert_eq!(stands, Some(place("mixer-01")));
}

/// A command that was given at `seconds` and waits for a minute.
fn command(id: &str, seconds: i64) -> Command {
    serde_json::from_value(json!({
        "id": id, "thingName": "mixer-01", "farmId": "f-1", "desired": {"mode": "auto"}, "reason": "Feeding",
        "requestedBy": {"userId": user("u-1")}, "requestedAt": at(seconds), "expiresAt": at(seconds + 60),
        "status": CommandStatus::Pending, "version": 1,
    }))
    .unwrap()
}

fn change(from: u64, command: &Command) -> CommandChange {
    CommandChange { from, command: command.clone(), request: None, member: None }
}

fn thing() -> ThingName {
    ThingName::new("mixer-01").unwrap()
}

fn assert_conflict(committed: &Result<Outcome, StoreError>) {
    assert!(matches!(committed, Err(StoreError::Conflict)), "{committed:?}");
}
