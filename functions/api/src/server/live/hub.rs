//! The hub: from one subscription to all open streams.

use std::{
    collections::HashMap,
    fmt::Write,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use bytes::Bytes;
use tokio::sync::mpsc::{self, Receiver, Sender};
use valmetal_domain::{access::Farms, names::FarmId};
use valmetal_runtime::ids;

use super::{
    super::{accept::Connection, series::Series},
    ring::{Kept, Ring},
};

/// How many events a stream may be behind before it is cut off.
const BEHIND: usize = 64;
/// When a client that was cut off may come back, in milliseconds.
const RETRY: &str = "retry: 2000\n";

/// The hub; clones share it.
#[derive(Clone)]
pub(in crate::server) struct Hub(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    connected: AtomicBool,
    series: Arc<Series>,
}

struct State {
    /// Tells the events of one uninterrupted subscription from those of any other, of whatever task.
    epoch: String,
    ring: Ring,
    streams: HashMap<u64, Open>,
    of_farm: HashMap<FarmId, Vec<u64>>,
    of_all: Vec<u64>,
    next_stream: u64,
    closed: bool,
}

struct Open {
    events: Sender<Bytes>,
    connection: Connection,
    farms: Farms,
}

/// The events of one stream: what it has missed first.
#[allow(clippy::struct_field_names, reason = "they are the events")]
pub(super) struct Events {
    pub(super) missed: std::vec::IntoIter<Bytes>,
    pub(super) events: Receiver<Bytes>,
    _place: Place,
}

/// A stream's place in the hub, which it leaves when it is dropped.
struct Place {
    hub: Hub,
    id: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.lock().remove(self.id);
    }
}

impl Hub {
    /// A hub to which nothing comes yet.
    pub(in crate::server) fn new(series: Arc<Series>) -> Self {
        let state = State {
            epoch: ids::new_id(),
            ring: Ring::new(),
            streams: HashMap::new(),
            of_farm: HashMap::new(),
            of_all: Vec::new(),
            next_stream: 0,
            closed: false,
        };
        Self(Arc::new(Shared { state: Mutex::new(state), connected: AtomicBool::new(false), series }))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many streams are open.
    pub(in crate::server) fn open_streams(&self) -> usize {
        self.lock().streams.len()
    }

    /// Whether updates come in.
    pub(in crate::server) fn is_connected(&self) -> bool {
        self.0.connected.load(Relaxed)
    }

    /// A stream of the events of `farms`, from after the event `last`; none once the hub is closed.
    pub(super) fn open(&self, farms: &Farms, last: Option<&str>, connection: Connection) -> Option<Events> {
        let mut state = self.lock();
        if state.closed {
            return None;
        }
        let missed = state.missed(farms, last);
        let (sender, events) = mpsc::channel(BEHIND);
        let id = state.next_stream;
        state.next_stream += 1;
        match farms {
            Farms::All => state.of_all.push(id),
            Farms::Only(farms) => {
                for farm in farms {
                    state.of_farm.entry(farm.clone()).or_default().push(id);
                }
            }
        }
        state.streams.insert(id, Open { events: sender, connection, farms: farms.clone() });
        drop(state);
        Some(Events { missed: missed.into_iter(), events, _place: Place { hub: self.clone(), id } })
    }

    /// Takes in an update and passes it on. `update` is one line of JSON.
    pub(in crate::server) fn publish(&self, farm: &FarmId, update: &[u8]) {
        self.0.series.live_message();
        let mut state = self.lock();
        let frame = frame(&state.epoch, state.ring.next(), kind(update), update);
        state.ring.push(Kept { farm: farm.clone(), frame: frame.clone() });
        let watching = state.of_farm.get(farm).into_iter().flatten().chain(&state.of_all);
        let slow: Vec<u64> = watching.copied().filter(|id| !state.send(*id, &frame)).collect();
        self.cut(&mut state, &slow);
    }

    /// Says to everybody that the hub is there.
    pub(in crate::server) fn beat(&self) {
        self.tell_all(&Bytes::from_static(b": heartbeat\n\n"));
    }

    /// That updates come in from now on, and that some may have been missed before.
    pub(in crate::server) fn connected(&self) {
        self.0.series.live_connection();
        self.0.connected.store(true, Relaxed);
        let mut state = self.lock();
        state.epoch = ids::new_id();
        state.ring = Ring::new();
        let reset = frame(&state.epoch, 0, "reset", b"{}");
        drop(state);
        self.tell_all(&reset);
    }

    /// That no updates come in for now.
    pub(in crate::server) fn disconnected(&self) {
        self.0.connected.store(false, Relaxed);
    }

    /// Ends all streams; clients come back to another task.
    pub(in crate::server) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        // Without its sender a stream has ended.
        state.streams.clear();
        state.of_farm.clear();
        state.of_all.clear();
    }

    fn tell_all(&self, frame: &Bytes) {
        let mut state = self.lock();
        let slow: Vec<u64> = state.streams.keys().copied().filter(|id| !state.send(*id, frame)).collect();
        self.cut(&mut state, &slow);
    }

    /// Cuts off those who read too slowly. Their connections take nothing, so nothing can be told them.
    fn cut(&self, state: &mut State, slow: &[u64]) {
        for id in slow {
            if let Some(stream) = state.remove(*id) {
                stream.connection.cut();
            }
        }
        self.0.series.streams_cut(slow.len() as u64);
    }
}

impl State {
    /// Whether there was room for `frame`.
    fn send(&self, id: u64, frame: &Bytes) -> bool {
        self.streams.get(&id).is_none_or(|stream| stream.events.try_send(frame.clone()).is_ok())
    }

    /// What a stream begins with.
    fn missed(&self, farms: &Farms, last: Option<&str>) -> Vec<Bytes> {
        let newest = self.ring.next() - 1;
        let Some(last) = last else { return vec![frame(&self.epoch, newest, "ready", b"{}")] };
        let number =
            last.strip_prefix(self.epoch.as_str()).and_then(|rest| rest.strip_prefix('-')?.parse().ok());
        let Some(after) = number.and_then(|number| self.ring.after(number)) else {
            return vec![frame(&self.epoch, newest, "reset", b"{}")];
        };
        let watched = |event: &&Kept| match farms {
            Farms::All => true,
            Farms::Only(farms) => farms.contains(&event.farm),
        };
        let mut missed: Vec<_> = after.filter(watched).map(|event| event.frame.clone()).collect();
        missed.push(frame(&self.epoch, newest, "ready", b"{}"));
        missed
    }

    fn remove(&mut self, id: u64) -> Option<Open> {
        let stream = self.streams.remove(&id)?;
        match &stream.farms {
            Farms::All => self.of_all.retain(|other| *other != id),
            Farms::Only(farms) => {
                for farm in farms {
                    if let Some(watching) = self.of_farm.get_mut(farm) {
                        watching.retain(|other| *other != id);
                        if watching.is_empty() {
                            self.of_farm.remove(farm);
                        }
                    }
                }
            }
        }
        Some(stream)
    }
}

/// What an update is of: its field `type`.
fn kind(update: &[u8]) -> &'static str {
    #[derive(serde::Deserialize)]
    struct Typed<'a> {
        #[serde(borrow, rename = "type")]
        kind: &'a str,
    }
    match serde_json::from_slice::<Typed<'_>>(update) {
        Ok(Typed { kind: "alarm" }) => "alarm",
        Ok(Typed { kind: "indicator" }) => "indicator",
        _ => "update",
    }
}

/// An event as bytes. `data` has no line break, as JSON that a program writes has none; one that has is not sent on.
fn frame(epoch: &str, number: u64, event: &str, data: &[u8]) -> Bytes {
    let data = std::str::from_utf8(data).ok().filter(|data| !data.contains(['\n', '\r'])).unwrap_or("{}");
    let mut frame = String::with_capacity(data.len() + 96);
    // Writing to a String never fails.
    let _ = write!(frame, "id: {epoch}-{number}\nevent: {event}\n");
    if event == "ready" {
        frame.push_str(RETRY);
    }
    let _ = write!(frame, "data: {data}\n\n");
    frame.into()
}
