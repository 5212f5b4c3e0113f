//! The telemetry store on PostgreSQL: samples, bins of a minute and bins of an hour, kept up together.

mod bins;
mod keep;
mod record;
mod series;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use valmetal_domain::{
    names::{Measure, ThingName},
    telemetry::Retention,
};

use crate::Database;

/// The telemetry store.
#[derive(Clone)]
pub struct TelemetryStore {
    database: Database,
    retention: Retention,
    /// The numbers of the series that were seen: they never change.
    series: Arc<Mutex<HashMap<ThingName, HashMap<Measure, i32>>>>,
}

impl TelemetryStore {
    /// The one in `database`, which keeps as long as `retention` says.
    pub fn new(database: Database, retention: Retention) -> Self {
        Self { database, retention, series: Arc::default() }
    }
}
