//! Connections that end, come back, and are told of in any order.

use serde_json::json;
use valmetal_domain::alarm::message::reason;
use valmetal_domain::alarm::queue::PresenceState;
use valmetal_domain::entity::place::ConnectivityStatus;
use valmetal_domain::presence::Asked;

use crate::support::{Call, Fate, at, farm, presence, ruled, thing};

#[tokio::test]
async fn a_loss_that_outlasts_its_grace_is_told_and_so_is_the_return() {
    let store = farm();
    store.deliver(0, &[presence("gateway-01", "connected", "a", 1, 0)]).await;
    store.deliver(100, &[presence("gateway-01", "disconnected", "a", 1, 100)]).await;
    assert_eq!(
        store.state().calls,
        [Call::ReadPlaces, Call::Commit, Call::ReadPlaces, Call::Commit, Call::StartGrace]
    );
    assert_eq!(
        store.state().places[&thing("gateway-01")].connectivity.status,
        ConnectivityStatus::Disconnected
    );
    assert!(store.state().told.is_empty(), "the grace is not over");

    let grace = store.last_grace();
    store.deliver(220, std::slice::from_ref(&grace)).await;
    store.deliver(500, &[presence("gateway-01", "connected", "b", 2, 500)]).await;
    // Late: the grace of an outage that is over.
    store.deliver(501, &[grace]).await;
    let told: Vec<_> = store.state().told.iter().map(|m| (m.state, m.at, m.boot, m.activation)).collect();
    let outage = u64::try_from(at(100).as_second()).unwrap();
    assert_eq!(
        told,
        [(PresenceState::Lost, at(100), outage, 1), (PresenceState::Restored, at(500), outage, 1)]
    );
}

#[tokio::test]
async fn a_short_loss_is_nothing_to_tell() {
    let store = farm();
    store.deliver(0, &[presence("gateway-01", "disconnected", "a", 1, 0)]).await;
    let grace = store.last_grace();
    store.deliver(30, &[presence("gateway-01", "connected", "b", 2, 30)]).await;
    store.deliver(120, &[grace]).await;
    assert!(store.state().told.is_empty());
}

#[tokio::test]
async fn a_duplicate_client_whose_old_end_is_heard_last_is_connected() {
    let store = farm();
    store.deliver(0, &[presence("gateway-01", "connected", "a", 1, 0)]).await;
    let batch =
        [presence("gateway-01", "connected", "b", 2, 60), presence("gateway-01", "disconnected", "a", 1, 60)];
    store.deliver(60, &batch).await;
    assert_eq!(store.state().places[&thing("gateway-01")].connectivity.status, ConnectivityStatus::Connected);
    assert!(store.state().graces.is_empty());
}

#[tokio::test]
async fn before_it_tells_it_asks_once_more_and_does_without_an_answer() {
    let store = farm();
    store.deliver(0, &[presence("gateway-01", "disconnected", "a", 1, 0)]).await;
    let grace = store.last_grace();
    store.state().asked.insert(thing("gateway-01"), Asked { connected: true, at: at(60) });
    store.deliver(120, std::slice::from_ref(&grace)).await;
    assert!(store.state().told.is_empty(), "AWS IoT knows better");

    let store = farm();
    store.deliver(0, &[presence("gateway-01", "disconnected", "a", 1, 0)]).await;
    store.script(|_, call| if call == Call::Ask { Fate::IsUnavailable } else { Fate::Works });
    store.deliver(120, &[grace]).await;
    assert_eq!(store.state().told.len(), 1);
}

#[tokio::test]
async fn ten_events_are_one_read_and_one_transaction() {
    let store = farm();
    let mut bodies = Vec::new();
    for n in 0..5 {
        for name in ["gateway-01", "mixer-01"] {
            bodies.push(presence(name, "connected", &format!("s-{n}"), n, i64::try_from(n).unwrap()));
        }
    }
    store.deliver(10, &bodies).await;
    assert_eq!(store.state().calls, [Call::ReadPlaces, Call::Commit]);
    assert_eq!(store.state().places[&thing("mixer-01")].version, 2);
}

#[tokio::test]
async fn conflicts_are_read_and_decided_again() {
    tokio::time::pause();
    let store = farm();
    let mut left = 2;
    store.script(move |_, call| {
        if call == Call::Commit && left > 0 {
            left -= 1;
            return Fate::Conflicts;
        }
        Fate::Works
    });
    store.deliver(0, &[presence("gateway-01", "disconnected", "a", 1, 0)]).await;
    assert_eq!(store.state().graces.len(), 1);
    assert_eq!(store.state().places[&thing("gateway-01")].version, 2);
}

#[tokio::test]
async fn our_own_clients_are_nobodys_things() {
    let store = farm();
    store.deliver(0, &[presence("valmetal-api-1", "connected", "a", 1, 0)]).await;
    assert!(store.state().dead_letters.is_empty());
    assert!(store.state().calls.iter().all(|call| *call == Call::ReadPlaces));
}

#[tokio::test]
async fn what_can_never_be_taken_is_rejected_with_its_reason() {
    let cases = [
        ("{}".to_owned(), reason::BAD_ENVELOPE),
        (ruled("$aws/certificates/x", &json!({})), reason::BAD_ENVELOPE),
        (ruled("$aws/events/presence/connected/mixer-01", &json!({})), reason::BAD_FIELD),
        (presence("no thing!", "connected", "a", 1, 0), reason::BAD_FIELD),
        (presence("elsewhere", "connected", "a", 1, 0), reason::UNKNOWN_THING),
        (ruled("$aws/things/mixer-01/shadow/update/documents", &json!({"current": 1})), reason::BAD_FIELD),
        (ruled("$aws/events/thing/mixer-01/exploded", &json!({"operation": "EXPLODED"})), reason::BAD_FIELD),
    ];
    for (body, reason) in cases {
        let store = farm();
        store.deliver(0, &[body.clone(), presence("mixer-01", "connected", "a", 1, 0)]).await;
        let state = store.state();
        let [letter] = &state.dead_letters[..] else {
            panic!("{} letters: {body}", state.dead_letters.len())
        };
        assert_eq!((letter.rejection.reason, &letter.body), (reason, &body));
        assert_eq!(state.places[&thing("mixer-01")].connectivity.status, ConnectivityStatus::Connected);
    }
}
