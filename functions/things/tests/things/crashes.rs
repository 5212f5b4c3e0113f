//! A function that dies between any two of its calls leaves nothing that its successor does not mend.

use std::collections::BTreeSet;

use valmetal_domain::entity::Connectivity;

use crate::support::{Fate, Store, farm, presence, thing};

/// What is known in the end, and what the alarm core was told, however often.
fn end_of(store: &Store) -> (Connectivity, BTreeSet<String>) {
    let state = store.state();
    let told = state.told.iter().map(|message| format!("{message:?}")).collect();
    (state.places[&thing("gateway-01")].connectivity.clone(), told)
}

#[tokio::test]
async fn death_at_any_call_ends_in_the_same_state() {
    tokio::time::pause();
    for fate in [Fate::DiesBefore, Fate::DiesAfter] {
        for dying in 0..3 {
            let mut call = 0;
            loop {
                let store = farm();
                let mut died = false;
                for n in 0..3 {
                    let body = match n {
                        0 => presence("gateway-01", "disconnected", "a", 1, 0),
                        1 => store.last_grace(),
                        _ => presence("gateway-01", "connected", "b", 2, 300),
                    };
                    if n == dying {
                        store.script(move |number, _| if number == call { fate } else { Fate::Works });
                        died = store.try_deliver(150 * n, std::slice::from_ref(&body)).await.is_none();
                        store.all_works();
                    }
                    store.deliver(150 * n, &[body]).await;
                }
                let undisturbed = farm();
                undisturbed.deliver(0, &[presence("gateway-01", "disconnected", "a", 1, 0)]).await;
                undisturbed.deliver(150, &[undisturbed.last_grace()]).await;
                undisturbed.deliver(300, &[presence("gateway-01", "connected", "b", 2, 300)]).await;
                assert_eq!(end_of(&store), end_of(&undisturbed), "event {dying}, call {call}, {fate:?}");
                if !died {
                    break;
                }
                call += 1;
            }
            assert!(call >= 3, "event {dying} makes {call} calls");
        }
    }
}
