use proptest::prelude::*;

use super::*;
use PresenceEventType::{Connected, Disconnected};

fn thing() -> ThingName {
    ThingName::new("gateway-01").unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

fn event(event_type: PresenceEventType, session: &str, version: u64, seconds: i64) -> PresenceEvent {
    PresenceEvent {
        client_id: "gateway-01".to_owned(),
        event_type,
        session_identifier: session.to_owned(),
        version_number: Some(version),
        timestamp: at(seconds),
        disconnect_reason: (event_type == Disconnected).then(|| "CONNECTION_LOST".to_owned()),
    }
}

/// What is known after `events`.
fn after(events: &[PresenceEvent]) -> Connectivity {
    events.iter().fold(Connectivity::default(), |known, event| {
        hear(&thing(), &known, event).connectivity.unwrap_or(known)
    })
}

fn stands(known: &Connectivity) -> (ConnectivityStatus, &str) {
    (known.status, known.session())
}

const ON: ConnectivityStatus = ConnectivityStatus::Connected;
const OFF: ConnectivityStatus = ConnectivityStatus::Disconnected;

#[test]
fn the_newest_session_counts_and_in_it_its_end() {
    let hour = 3600;
    let cases = [
        ("a first connect", vec![event(Connected, "a", 0, 0)], (ON, "a")),
        ("a first disconnect", vec![event(Disconnected, "a", 0, 0)], (OFF, "a")),
        (
            "an end before its beginning",
            vec![event(Disconnected, "a", 0, 9), event(Connected, "a", 0, 0)],
            (OFF, "a"),
        ),
        (
            "a duplicate client id, the old session's end heard last",
            vec![
                event(Connected, "a", 3, 0),
                event(Connected, "b", 4, hour),
                event(Disconnected, "a", 3, hour),
            ],
            (ON, "b"),
        ),
        (
            "the same, with the old session's end two minutes fast and the new one's beginning two minutes slow",
            vec![event(Connected, "b", 4, hour - 120), event(Disconnected, "a", 3, hour + 120)],
            (ON, "b"),
        ),
        (
            "versions that start again after an hour offline",
            vec![event(Disconnected, "a", 7, 0), event(Connected, "b", 0, hour)],
            (ON, "b"),
        ),
        (
            "the same, and the old session's end heard last",
            vec![
                event(Connected, "a", 7, -60),
                event(Connected, "b", 0, hour),
                event(Disconnected, "a", 7, 0),
            ],
            (ON, "b"),
        ),
        (
            "the same version in another session, since versions started again",
            vec![event(Disconnected, "a", 0, 0), event(Connected, "b", 0, hour)],
            (ON, "b"),
        ),
        (
            "a persistent session that keeps its id",
            vec![event(Connected, "a", 0, 0), event(Disconnected, "a", 0, 9), event(Connected, "a", 1, 20)],
            (ON, "a"),
        ),
    ];
    for (case, events, expected) in cases {
        assert_eq!(stands(&after(&events)), expected, "{case}");
    }
}

#[test]
fn every_interleaving_of_two_sessions_with_repeats_ends_alike() {
    // The second session takes the first one over, or follows it.
    for first_end in [20, 11] {
        let all = [
            event(Connected, "a", 1, 0),
            event(Disconnected, "a", 1, first_end),
            event(Connected, "b", 2, 20),
            event(Disconnected, "b", 2, 40),
        ];
        for (last, expected) in [(3, (ON, "b")), (4, (OFF, "b"))] {
            let twice: Vec<_> = all[..last].iter().chain(&all[..last]).cloned().collect();
            for order in permutations(twice.len()) {
                let events: Vec<_> = order.iter().map(|i| twice[*i].clone()).collect();
                assert_eq!(stands(&after(&events)), expected, "{order:?}");
            }
        }
    }
}

/// Every order of `n` things.
fn permutations(n: usize) -> Vec<Vec<usize>> {
    let Some(last) = n.checked_sub(1) else { return vec![vec![]] };
    let insert = |order: Vec<usize>| (0..n).map(move |at| [&order[..at], &[last], &order[at..]].concat());
    permutations(last).into_iter().flat_map(insert).collect()
}

#[test]
fn our_own_clients_are_no_things() {
    let own = PresenceEvent { client_id: "valmetal-api-7".to_owned(), ..event(Disconnected, "a", 0, 0) };
    assert_eq!(hear(&thing(), &Connectivity::default(), &own), Decision::default());
}

fn grace(seconds: i64) -> GraceOver {
    GraceOver { thing: thing(), session_id: "a".to_owned(), at: at(seconds) }
}

fn told(decision: &Decision) -> Option<(PresenceState, u64)> {
    match &decision.then {
        Some(Then::Tell(message)) => Some((message.state, message.boot - 1_790_000_000)),
        _ => None,
    }
}

#[test]
fn a_loss_starts_a_grace_again_and_again_until_it_is_told() {
    let lost = after(&[event(Disconnected, "a", 1, 50)]);
    let again = hear(&thing(), &lost, &event(Disconnected, "a", 1, 50));
    assert_eq!(again, Decision { connectivity: None, then: Some(Then::StartGrace(grace(50))) });
    let over = end_grace(&grace(50), &lost, None);
    assert_eq!(told(&over), Some((PresenceState::Lost, 50)));
    let known = over.connectivity.unwrap();
    let again = end_grace(&grace(50), &known, None);
    assert_eq!((told(&again), again.connectivity), (Some((PresenceState::Lost, 50)), None));
    let again = hear(&thing(), &known, &event(Disconnected, "a", 1, 50));
    assert_eq!((told(&again), again.connectivity), (Some((PresenceState::Lost, 50)), None));
}

#[test]
fn a_grace_that_is_over_finds_what_is_true_then() {
    let lost = after(&[event(Disconnected, "a", 1, 0)]);
    let asked = |connected, seconds| Some(Asked { connected, at: at(seconds) });
    let cases = [
        ("still lost", lost.clone(), None, Some((PresenceState::Lost, 0)), OFF),
        ("AWS IoT says so too", lost.clone(), asked(false, 0), Some((PresenceState::Lost, 0)), OFF),
        ("AWS IoT knows better", lost.clone(), asked(true, 30), None, ON),
        ("AWS IoT has not heard yet", lost.clone(), asked(true, -3600), Some((PresenceState::Lost, 0)), OFF),
        (
            "back meanwhile",
            after(&[event(Disconnected, "a", 1, 0), event(Connected, "b", 2, 9)]),
            None,
            None,
            ON,
        ),
        (
            "lost once more",
            after(&[event(Disconnected, "a", 1, 0), event(Disconnected, "b", 2, 9)]),
            None,
            None,
            OFF,
        ),
        ("never heard of", Connectivity::default(), None, None, ConnectivityStatus::Unknown),
    ];
    for (case, known, asked, expected, status) in cases {
        let decision = end_grace(&grace(0), &known, asked);
        assert_eq!(told(&decision), expected, "{case}");
        assert_eq!(decision.connectivity.unwrap_or(known).status, status, "{case}");
    }
}

#[test]
fn a_state_that_was_asked_for_gives_way_to_the_next_event() {
    let lost = after(&[event(Disconnected, "a", 1, 0)]);
    let asked = Some(Asked { connected: true, at: at(9) });
    let known = end_grace(&grace(0), &lost, asked).connectivity.unwrap();
    assert_eq!(
        stands(&hear(&thing(), &known, &event(Connected, "b", 2, 8)).connectivity.unwrap()),
        (ON, "b")
    );
    assert_eq!(
        stands(&hear(&thing(), &known, &event(Disconnected, "b", 2, 60)).connectivity.unwrap()),
        (OFF, "b")
    );
}

#[test]
fn an_alarm_that_was_told_is_ended_by_the_next_connect_whatever_is_lost() {
    let lost = after(&[event(Disconnected, "a", 1, 0)]);
    let told_lost = end_grace(&grace(0), &lost, None).connectivity.unwrap();
    // A session that nobody heard begin does not end the outage.
    let other = hear(&thing(), &told_lost, &event(Disconnected, "b", 2, 30)).connectivity.unwrap();
    let back = hear(&thing(), &other, &event(Connected, "c", 3, 60));
    assert_eq!(told(&back), Some((PresenceState::Restored, 0)));
    // The function died before it told: a repetition tells.
    let known = back.connectivity.unwrap();
    assert_eq!(
        told(&hear(&thing(), &known, &event(Connected, "c", 3, 60))),
        Some((PresenceState::Restored, 0))
    );
}

#[test]
fn outages_are_numbered_upwards_whatever_the_clocks_say() {
    let first = after(&[event(Disconnected, "a", 1, 100)]);
    let back = hear(&thing(), &first, &event(Connected, "b", 2, 90)).connectivity.unwrap();
    let second = hear(&thing(), &back, &event(Disconnected, "b", 2, 40)).connectivity.unwrap();
    assert!(second.outage.unwrap().number > first.outage.unwrap().number);
}

#[test]
fn an_event_reads_as_aws_iot_writes_it() {
    let text = r#"{
        "clientId": "gateway-01", "timestamp": 1790000000000, "eventType": "disconnected",
        "sessionIdentifier": "a", "principalIdentifier": "0123abcd", "clientInitiatedDisconnect": false,
        "disconnectReason": "CONNECTION_LOST", "versionNumber": 3
    }"#;
    assert_eq!(serde_json::from_str::<PresenceEvent>(text).unwrap(), event(Disconnected, "a", 3, 0));
}

/// What happens next in a world where messages come in any order and more than once, and functions die.
#[derive(Debug, Clone)]
enum Step {
    /// The event is heard; the function may die after it has stored the outcome.
    Hear { event: prop::sample::Index, dies: bool },
    /// A grace that was started is over.
    GraceOver { grace: prop::sample::Index, dies: bool },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => any::<(prop::sample::Index, bool)>().prop_map(|(event, dies)| Step::Hear { event, dies }),
        1 => any::<(prop::sample::Index, bool)>().prop_map(|(grace, dies)| Step::GraceOver { grace, dies }),
    ];
    prop::collection::vec(step, 0..24)
}

proptest! {
    /// However events and graces come and functions die: in the end the alarm stands exactly if the thing is lost.
    #[test]
    fn the_alarm_stands_in_the_end_exactly_if_the_thing_is_lost(
        steps in steps(),
        sessions in 1..4_u64,
        ends in any::<bool>(),
        takeover in any::<bool>(),
    ) {
        let name = |session: u64| format!("session-{session}");
        let mut events = Vec::new();
        for n in 0..sessions {
            let start = i64::try_from(n).unwrap() * 100;
            events.push(event(Connected, &name(n), n, start));
            if n + 1 < sessions || ends {
                events.push(event(Disconnected, &name(n), n, start + if takeover { 100 } else { 60 }));
            }
        }
        let mut known = Connectivity::default();
        let mut graces = Vec::new();
        let mut words = Vec::new();
        let mut take = |decision: Decision, known: &mut Connectivity, graces: &mut Vec<GraceOver>, dies: bool| {
            if let Some(next) = decision.connectivity {
                *known = next;
            }
            match decision.then.filter(|_| !dies) {
                Some(Then::StartGrace(grace)) => graces.push(grace),
                Some(Then::Tell(message)) => words.push(message),
                None => {}
            }
        };
        for step in &steps {
            match step {
                Step::Hear { event, dies } => {
                    let event = event.get(&events);
                    take(hear(&thing(), &known, event), &mut known, &mut graces, *dies);
                }
                Step::GraceOver { grace, dies } if !graces.is_empty() => {
                    let grace = grace.get(&graces).clone();
                    take(end_grace(&grace, &known, None), &mut known, &mut graces, *dies);
                }
                Step::GraceOver { .. } => {}
            }
        }
        // Every message is taken once more to its end, and then every grace.
        for event in &events {
            take(hear(&thing(), &known, event), &mut known, &mut graces, false);
        }
        for grace in graces.clone() {
            take(end_grace(&grace, &known, None), &mut known, &mut graces, false);
        }
        let last = words.iter().max_by_key(|word| (word.boot, word.state == PresenceState::Restored));
        let stands = last.is_some_and(|word| word.state == PresenceState::Lost);
        prop_assert_eq!(stands, ends, "{:?}", words);
        prop_assert_eq!(known.status == OFF, ends);
    }
}
