use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{entity, farm, tree};
use crate::alarm::{DerivedState, Severity};
use crate::entity::fleet::FarmRollUp;
use crate::entity::indicator::{Summary, entities_of, roll_up};
use crate::entity::place::ConnectivityStatus;
use crate::entity::{Connectivity, Counts, Entity, EntityKind, Indicator, Place, path};
use crate::names::{EntityId, ThingName};

const STATES: [DerivedState; 9] = [
    DerivedState::Unacknowledged,
    DerivedState::Acknowledged,
    DerivedState::LatchedUnacknowledged,
    DerivedState::LatchedAcknowledged,
    DerivedState::ReturnedUnacknowledged,
    DerivedState::Shelved,
    DerivedState::SuppressedByDesign,
    DerivedState::OutOfService,
    DerivedState::Normal,
];

/// What is wrong with one machine.
type Wrong = Vec<(Severity, DerivedState)>;

fn place(at: &str, wrong: &[(Severity, DerivedState)], status: ConnectivityStatus) -> Place {
    let mut counts = Counts::default();
    for (severity, state) in wrong {
        counts.add(*severity, *state);
    }
    Place {
        thing: ThingName::new(path::last_id(at)).unwrap(),
        farm_id: farm().id,
        entity_id: EntityId::new(path::last_id(at)).unwrap(),
        path: at.to_owned(),
        name: format!("machine {}", path::last_id(at)),
        gateway: None,
        connectivity: Connectivity { status, ..Connectivity::default() },
        suppressed_by: BTreeSet::new(),
        retiring: BTreeSet::new(),
        last_snapshot: None,
        counts,
        version: 1,
    }
}

fn of<'a>(indicators: &'a [Indicator], path: &str) -> &'a Indicator {
    indicators.iter().find(|i| i.path == path).unwrap()
}

fn entities() -> Vec<Entity> {
    ["/f", "/f/s1", "/f/s1/b1", "/f/s1/b10", "/f/s2"].map(|at| entity(EntityKind::Barn, at)).to_vec()
}

#[test]
fn what_is_wrong_shows_on_every_ancestor() {
    let places = [
        place(
            "/f/s1/b1/m1",
            &[
                (Severity::Critical, DerivedState::Acknowledged),
                (Severity::Low, DerivedState::ReturnedUnacknowledged),
                (Severity::High, DerivedState::Shelved),
            ],
            ConnectivityStatus::Connected,
        ),
        place(
            "/f/s1/b10/m2",
            &[(Severity::Medium, DerivedState::OutOfService)],
            ConnectivityStatus::Connected,
        ),
        place("/f/m3", &[], ConnectivityStatus::Disconnected),
    ];
    let indicators = roll_up(&entities(), &places, None);

    let paths: Vec<&str> = indicators.iter().map(|i| i.path.as_str()).collect();
    assert_eq!(paths, ["/f", "/f/m3", "/f/s1", "/f/s1/b1", "/f/s1/b1/m1", "/f/s1/b10", "/f/s1/b10/m2"]);
    let barn = of(&indicators, "/f/s1/b1");
    assert_eq!(barn.summary.highest_severity, Some(Severity::Critical));
    assert_eq!(barn.summary.highest_state, Some(DerivedState::Acknowledged));
    assert_eq!((barn.summary.counts.critical, barn.summary.counts.high, barn.summary.counts.low), (1, 0, 1));
    assert_eq!((barn.summary.unacknowledged, barn.summary.shelved), (1, 1));
    let other = of(&indicators, "/f/s1/b10");
    assert_eq!((other.summary.highest_severity, other.summary.out_of_service), (None, 1));
    assert_eq!(other.summary.highest_state, Some(DerivedState::OutOfService));
    assert_eq!(of(&indicators, "/f").connectivity, Some(ConnectivityStatus::Disconnected));
    assert_eq!(of(&indicators, "/f/s1").connectivity, None);
}

#[test]
fn nothing_is_summed_above_what_was_read() {
    let places =
        [place("/f/s1/b1/m1", &[(Severity::Low, DerivedState::Unacknowledged)], ConnectivityStatus::Unknown)];
    let indicators = roll_up(&entities(), &places, Some("/f/s1/b1"));
    let paths: Vec<&str> = indicators.iter().map(|i| i.path.as_str()).collect();
    assert_eq!(paths, ["/f/s1/b1", "/f/s1/b1/m1"]);
    let ids = entities_of(&places, Some("/f/s1/b1"));
    assert_eq!(ids.iter().map(EntityId::as_str).collect::<Vec<_>>(), ["b1", "m1"]);
}

#[test]
fn an_indicator_reads_as_clients_know_it() {
    let places = [place(
        "/f/s1/b1/m1",
        &[(Severity::High, DerivedState::Unacknowledged)],
        ConnectivityStatus::Connected,
    )];
    let json = serde_json::to_value(&roll_up(&[], &places, None)[0]).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "entityId": "m1", "path": "/f/s1/b1/m1", "kind": "equipment", "name": "machine m1", "thingName": "m1",
            "connectivity": "connected", "highestSeverity": "high", "highestState": "unacknowledged",
            "counts": {"critical": 0, "high": 1, "medium": 0, "low": 0},
            "unacknowledged": 1, "shelved": 0, "suppressed": 0, "outOfService": 0
        })
    );
}

fn wrong() -> impl Strategy<Value = Wrong> {
    let one = (prop::sample::select(Severity::ALL.to_vec()), prop::sample::select(STATES.to_vec()));
    prop::collection::vec(one, 0..6)
}

fn anywhere() -> impl Strategy<Value = Vec<(usize, Wrong)>> {
    prop::collection::vec((0..4_usize, wrong()), 0..12)
}

/// The numbers, counted again the plain way.
fn recount(wrong: &[(Severity, DerivedState)]) -> Summary {
    let mut counts = Counts::default();
    for (severity, state) in wrong {
        counts.add(*severity, *state);
    }
    let apart = [DerivedState::Shelved, DerivedState::SuppressedByDesign, DerivedState::OutOfService];
    let abnormal = || wrong.iter().filter(|(_, state)| *state != DerivedState::Normal);
    let counted = |severity| {
        abnormal().filter(|(s, state)| *s == severity && !apart.contains(state)).count().try_into().unwrap()
    };
    let in_state = |state| abnormal().filter(|(_, s)| *s == state).count().try_into().unwrap();
    Summary {
        highest_severity: abnormal().filter(|(_, state)| !apart.contains(state)).map(|(s, _)| *s).max(),
        highest_state: abnormal().map(|(_, state)| *state).min(),
        counts: crate::entity::indicator::BySeverity {
            critical: counted(Severity::Critical),
            high: counted(Severity::High),
            medium: counted(Severity::Medium),
            low: counted(Severity::Low),
        },
        unacknowledged: abnormal()
            .filter(|(_, state)| {
                [
                    DerivedState::Unacknowledged,
                    DerivedState::LatchedUnacknowledged,
                    DerivedState::ReturnedUnacknowledged,
                ]
                .contains(state)
            })
            .count()
            .try_into()
            .unwrap(),
        shelved: in_state(DerivedState::Shelved),
        suppressed: in_state(DerivedState::SuppressedByDesign),
        out_of_service: in_state(DerivedState::OutOfService),
    }
}

proptest! {
    #[test]
    fn indicators_equal_a_recount(machines in anywhere()) {
        let barns = ["/f", "/f/s1/b1", "/f/s1/b10", "/f/s2"];
        let machines: Vec<(String, Wrong)> = machines
            .into_iter()
            .enumerate()
            .map(|(n, (barn, wrong))| (format!("{}/m{n}x", barns[barn]), wrong))
            .collect();
        let places: Vec<Place> =
            machines.iter().map(|(at, wrong)| place(at, wrong, ConnectivityStatus::Unknown)).collect();
        let entities: Vec<Entity> = tree().subtree(&entity(EntityKind::Farm, "/f")).cloned().collect();

        for indicator in roll_up(&entities, &places, None) {
            let below: Wrong = machines
                .iter()
                .filter(|(at, _)| path::is_at_or_below(at, &indicator.path))
                .flat_map(|(_, wrong)| wrong.clone())
                .collect();
            prop_assert_eq!(&indicator.summary, &recount(&below), "{}", indicator.path);
        }
        // What is missing has nothing to show.
        let shown = roll_up(&entities, &places, None);
        for (at, wrong) in &machines {
            let is_wrong = wrong.iter().any(|(_, state)| *state != DerivedState::Normal);
            prop_assert_eq!(shown.iter().any(|i| i.path == *at), is_wrong);
        }
    }

    #[test]
    fn a_stream_in_any_order_and_repetition_makes_the_same_farm(
        machines in anywhere(),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..60),
    ) {
        // Each machine goes through as many versions as it has faults.
        let mut images = Vec::new();
        let mut newest = Counts::default();
        for (n, (_, wrong)) in machines.iter().enumerate() {
            for version in 0..=wrong.len() {
                let mut image = place(&format!("/f/m{n}"), &wrong[..version], ConnectivityStatus::Unknown);
                image.version = version as u64 + 1;
                images.push(image);
            }
            newest.add_all(&images.last().unwrap().counts);
        }
        let mut roll_up = FarmRollUp::new(farm().id);
        if !images.is_empty() {
            for index in order {
                roll_up.see(index.get(&images));
            }
        }
        for image in images.iter().rev() {
            roll_up.see(image);
        }
        prop_assert_eq!(roll_up.indicator().summary, Summary::from(&newest));
        for image in &images {
            prop_assert!(!roll_up.see(image));
            roll_up.see_deleted(image);
        }
        for share in roll_up.shares.values() {
            prop_assert!(share.counts.is_empty());
        }
    }
}
