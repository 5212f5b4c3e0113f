use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use valmetal_domain::{access::Farms, names::FarmId};

use super::{super::series::Series, Connection, Hub, hub::Events};

fn farm(id: &str) -> FarmId {
    FarmId::new(id).unwrap()
}

fn only(id: &str) -> Farms {
    Farms::Only(vec![farm(id)])
}

fn hub() -> Hub {
    let hub = Hub::new(Arc::new(Series::default()));
    hub.connected();
    hub
}

fn open(hub: &Hub, farms: &Farms, last: Option<&str>) -> Events {
    hub.open(farms, last, Connection::default()).unwrap()
}

/// An event's id, name and data.
fn parts(frame: &Bytes) -> (String, String, String) {
    let text = std::str::from_utf8(frame).unwrap();
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim().to_owned()
    };
    (field("id:"), field("event:"), field("data:"))
}

/// What the stream holds by now.
fn taken(events: &mut Events) -> Vec<(String, String, String)> {
    let missed: Vec<_> = events.missed.by_ref().collect();
    let mut all: Vec<_> = missed.iter().map(parts).collect();
    while let Ok(frame) = events.events.try_recv() {
        all.push(parts(&frame));
    }
    all
}

fn data(events: &[(String, String, String)]) -> Vec<&str> {
    events.iter().map(|(_, _, data)| data.as_str()).collect()
}

fn update(number: u32) -> String {
    format!(r#"{{"type":"alarm","version":{number}}}"#)
}

#[test]
fn a_stream_gets_its_own_farms_events_and_an_administrator_all() {
    let hub = hub();
    let mut own = open(&hub, &only("north"), None);
    let mut all = open(&hub, &Farms::All, None);
    hub.publish(&farm("north"), update(1).as_bytes());
    hub.publish(&farm("south"), update(2).as_bytes());
    let events = taken(&mut own);
    assert_eq!(events[0].1, "ready");
    assert_eq!(events[1].1, "alarm");
    assert_eq!(data(&events), ["{}", &update(1)]);
    assert_eq!(data(&taken(&mut all)), ["{}", &update(1), &update(2)]);
}

#[test]
fn whoever_comes_back_goes_on_exactly_where_they_were() {
    let hub = hub();
    let mut first = open(&hub, &only("north"), None);
    for number in 1..=3 {
        hub.publish(&farm("north"), update(number).as_bytes());
        hub.publish(&farm("south"), update(100 + number).as_bytes());
    }
    let events = taken(&mut first);
    let last = &events[2].0;
    drop(first);
    hub.publish(&farm("north"), update(4).as_bytes());

    let mut again = open(&hub, &only("north"), Some(last));
    hub.publish(&farm("north"), update(5).as_bytes());
    assert_eq!(data(&taken(&mut again)), [&update(3), &update(4), "{}", &update(5)]);
}

#[test]
fn an_event_that_is_not_known_any_more_means_reset() {
    let hub = hub();
    let mut stream = open(&hub, &only("north"), None);
    hub.publish(&farm("north"), update(1).as_bytes());
    let known = taken(&mut stream)[1].0.clone();
    // The subscription broke, and what was published meanwhile is gone.
    hub.disconnected();
    hub.connected();
    assert_eq!(taken(&mut stream)[0].1, "reset");
    let far = known.replace("-1", "-99");
    for last in [known.as_str(), far.as_str(), "nonsense", ""] {
        let events = taken(&mut open(&hub, &only("north"), Some(last)));
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].1, "reset", "{last}");
    }
}

#[test]
fn what_does_not_fit_into_the_ring_is_forgotten() {
    let hub = hub();
    let mut stream = open(&hub, &only("north"), None);
    hub.publish(&farm("north"), update(1).as_bytes());
    let first = taken(&mut stream)[1].0.clone();
    for number in 0..10_000 {
        hub.publish(&farm("south"), update(number).as_bytes());
    }
    // The ring holds what came after the first, and one more makes it forget that.
    assert_eq!(taken(&mut open(&hub, &only("north"), Some(&first)))[0].1, "ready");
    hub.publish(&farm("south"), update(1).as_bytes());
    hub.publish(&farm("south"), update(2).as_bytes());
    assert_eq!(taken(&mut open(&hub, &only("north"), Some(&first)))[0].1, "reset");
}

#[tokio::test]
async fn a_slow_reader_is_cut_off_and_nobody_else() {
    let hub = hub();
    let connection = Connection::default();
    let mut slow = hub.open(&only("north"), None, connection.clone()).unwrap();
    let mut quick = open(&hub, &only("north"), None);
    let mut read = 0;
    for number in 0..200 {
        hub.publish(&farm("north"), update(number).as_bytes());
        read += taken(&mut quick).iter().filter(|event| event.1 == "alarm").count();
    }
    assert_eq!(read, 200);
    assert_eq!(hub.open_streams(), 1);
    let cut = tokio::time::timeout(Duration::from_secs(1), connection.ended()).await;
    assert!(cut.is_ok(), "its connection is ended");
    // It has what there was room for, and then the end.
    let events = taken(&mut slow);
    assert_eq!(events.iter().filter(|event| event.1 == "alarm").count(), 64);
    assert!(slow.events.recv().await.is_none());
}

#[tokio::test]
async fn a_closed_hub_ends_its_streams_and_opens_none() {
    let hub = hub();
    let mut stream = open(&hub, &Farms::All, None);
    hub.close();
    assert!(stream.events.recv().await.is_none());
    assert!(hub.open(&Farms::All, None, Connection::default()).is_none());
}

#[test]
fn a_stream_that_is_gone_leaves_nothing_behind() {
    let hub = hub();
    drop(open(&hub, &only("north"), None));
    drop(open(&hub, &Farms::All, None));
    assert_eq!(hub.open_streams(), 0);
    hub.publish(&farm("north"), update(1).as_bytes());
}
