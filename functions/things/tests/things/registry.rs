//! What the registry and the shadows say.

use serde_json::json;

use crate::support::{Call, Fate, at, farm, ruled, thing};

fn registry(thing: &str, operation: &str) -> String {
    let event = json!({
        "eventType": "THING_EVENT", "eventId": "e", "timestamp": 1, "operation": operation.to_uppercase(),
        "accountId": "123456789012", "thingId": "t", "thingName": thing, "versionNumber": 1, "attributes": {},
    });
    ruled(&format!("$aws/events/thing/{thing}/{operation}"), &event)
}

#[tokio::test]
async fn a_thing_that_is_deleted_stands_nowhere_any_more_and_its_alarms_end() {
    tokio::time::pause();
    let store = farm();
    let mut left = 1;
    store.script(move |_, call| {
        if call == Call::Commit && left > 0 {
            left -= 1;
            return Fate::Conflicts;
        }
        Fate::Works
    });
    store.deliver(0, &[registry("mixer-01", "deleted")]).await;
    // Again, and of a thing that never stood anywhere: nothing.
    store.deliver(1, &[registry("mixer-01", "deleted"), registry("elsewhere", "deleted")]).await;
    let state = store.state();
    assert_eq!(state.places.keys().collect::<Vec<_>>(), [&thing("gateway-01")]);
    let mixer = state.entities.iter().find(|entity| entity.id.as_str() == "mixer-01").unwrap();
    assert!(mixer.thing_name.is_none());
    // Also of what stood nowhere: the one who took it from its place may have died before it said so.
    let retired: Vec<_> = state.retired.iter().map(|message| message.thing.as_str()).collect();
    assert_eq!(retired, ["mixer-01", "mixer-01", "elsewhere"]);
    let handled_late = state.retired.iter().all(|message| message.at == at(0));
    assert!(handled_late, "what counts is when it was deleted: {:?}", state.retired);
    assert!(state.dead_letters.is_empty());
}

#[tokio::test]
async fn nothing_follows_from_the_rest() {
    let store = farm();
    let shadow = json!({
        "previous": {"state": {}, "metadata": {}, "version": 1},
        "current": {"state": {"reported": {"mode": "auto"}}, "metadata": {}, "version": 2}, "timestamp": 1,
    });
    let shadow = ruled("$aws/things/mixer-01/shadow/update/documents", &shadow);
    store.deliver(0, &[registry("mixer-02", "created"), registry("mixer-01", "updated"), shadow]).await;
    assert!(!store.state().calls.contains(&Call::Commit));
    assert!(store.state().dead_letters.is_empty());
}
