//! Counters, and `/metrics` as Prometheus reads them.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::extract::State;
use http::{Method, StatusCode, header};

use super::{health::Health, live::Hub};

/// The upper bounds of the histogram, in seconds.
const BOUNDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// All counters.
#[derive(Default)]
pub(super) struct Series {
    requests: Mutex<HashMap<&'static str, OfRoute>>,
    connections: AtomicU64,
    streams_opened: AtomicU64,
    streams_cut: AtomicU64,
    live_messages: AtomicU64,
    live_connections: AtomicU64,
}

#[derive(Default)]
struct OfRoute {
    by_status: BTreeMap<(&'static str, u16), u64>,
    /// Not cumulative; the last is of what is slower than every bound.
    by_duration: [u64; BOUNDS.len() + 1],
    seconds: f64,
}

impl Series {
    /// That requests to these paths are counted apart; all others are counted together.
    pub(super) fn expect(&self, paths: impl Iterator<Item = &'static str>) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for path in paths.chain([""]) {
            requests.entry(path).or_default();
        }
    }

    pub(super) fn answered(&self, path: &str, method: &Method, status: StatusCode, took: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let path = if requests.contains_key(path) { path } else { "" };
        let Some(route) = requests.get_mut(path) else { return };
        *route.by_status.entry((known(method), status.as_u16())).or_default() += 1;
        let seconds = took.as_secs_f64();
        let bucket = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        route.by_duration[bucket] += 1;
        route.seconds += seconds;
    }

    pub(super) fn connected(&self) {
        self.connections.fetch_add(1, Relaxed);
    }

    pub(super) fn disconnected(&self) {
        self.connections.fetch_sub(1, Relaxed);
    }

    pub(super) fn stream_opened(&self) {
        self.streams_opened.fetch_add(1, Relaxed);
    }

    pub(super) fn streams_cut(&self, number: u64) {
        self.streams_cut.fetch_add(number, Relaxed);
    }

    pub(super) fn live_message(&self) {
        self.live_messages.fetch_add(1, Relaxed);
    }

    pub(super) fn live_connection(&self) {
        self.live_connections.fetch_add(1, Relaxed);
    }

    /// All of them in Prometheus' text format.
    fn text(&self, streams_open: usize, live_connected: bool, database_connections: u32) -> String {
        let mut text = String::new();
        self.requests_text(&mut text);
        let bare: [(&str, &str, u64); 8] = [
            ("gauge", "valmetal_connections_open", self.connections.load(Relaxed)),
            ("gauge", "valmetal_live_streams_open", streams_open as u64),
            ("gauge", "valmetal_live_connected", live_connected.into()),
            ("gauge", "valmetal_database_connections_open", database_connections.into()),
            ("counter", "valmetal_live_streams_total", self.streams_opened.load(Relaxed)),
            ("counter", "valmetal_live_streams_cut_total", self.streams_cut.load(Relaxed)),
            ("counter", "valmetal_live_messages_total", self.live_messages.load(Relaxed)),
            ("counter", "valmetal_live_connections_total", self.live_connections.load(Relaxed)),
        ];
        for (kind, name, value) in bare {
            line(&mut text, format_args!("# TYPE {name} {kind}\n{name} {value}"));
        }
        text
    }

    fn requests_text(&self, text: &mut String) {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let mut routes: Vec<_> = requests.iter().filter(|(_, route)| !route.by_status.is_empty()).collect();
        routes.sort_unstable_by_key(|(path, _)| **path);
        line(text, format_args!("# TYPE valmetal_requests_total counter"));
        for (path, route) in &routes {
            for ((method, status), count) in &route.by_status {
                line(
                    text,
                    format_args!(
                        "valmetal_requests_total{{route=\"{path}\",method=\"{method}\",status=\"{status}\"}} {count}"
                    ),
                );
            }
        }
        line(text, format_args!("# TYPE valmetal_request_seconds histogram"));
        for (path, route) in &routes {
            let mut sum = 0;
            let bounds = BOUNDS.iter().map(ToString::to_string).chain(["+Inf".to_owned()]);
            for (bound, count) in bounds.zip(route.by_duration) {
                sum += count;
                line(
                    text,
                    format_args!("valmetal_request_seconds_bucket{{route=\"{path}\",le=\"{bound}\"}} {sum}"),
                );
            }
            line(text, format_args!("valmetal_request_seconds_sum{{route=\"{path}\"}} {}", route.seconds));
            line(text, format_args!("valmetal_request_seconds_count{{route=\"{path}\"}} {sum}"));
        }
    }
}

/// `/metrics`.
pub(super) async fn metrics(
    State((series, hub, health)): State<(Arc<Series>, Hub, Health)>,
) -> ([(header::HeaderName, &'static str); 1], String) {
    let text = series.text(hub.open_streams(), hub.is_connected(), health.database_connections());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text)
}

fn line(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    // Writing to a String never fails.
    let _ = writeln!(text, "{arguments}");
}

/// The method as a label; a client cannot make one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
