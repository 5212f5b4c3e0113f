//! How telemetry ends: samples first, then bins of a minute; bins of an hour stay.

use jiff::{SignedDuration, Timestamp};
use valmetal_domain::{
    names::{Measure, ThingName},
    telemetry::{
        BinPlan, Resolution, Sample,
        ports::{KeepHistory, ReadBins, ReadLatest, RecordTelemetry},
    },
};
use valmetal_postgres::telemetry::TelemetryStore;
use valmetal_test_support::contract::RETENTION;

use crate::fixture::TestDatabase;

#[tokio::test]
async fn whole_months_are_dropped_once_they_are_older_than_they_are_kept() {
    let test = TestDatabase::new().await;
    let store = TelemetryStore::new(test.database.clone(), RETENTION);
    let now = Timestamp::now();
    let later = |days: i64| now + SignedDuration::from_hours(24 * days);
    let (device, measure) = (ThingName::new("mixer-01").unwrap(), Measure::new("motorCurrent").unwrap());
    // Also of a time for which no month was made.
    let times = [later(-2_000), now];
    let samples = times.map(|at| Sample {
        device_id: device.clone(),
        measure: measure.clone(),
        at,
        value: 4.5,
        seq: 1,
    });
    store.record_telemetry(&samples).await.unwrap();
    let counts = async || {
        let mut counts = [0; 3];
        for (count, resolution) in
            counts.iter_mut().zip([Resolution::Sample, Resolution::Minute, Resolution::Hour])
        {
            let plan = BinPlan { from: later(-2_001), to: later(1), width: 86_400, resolution };
            *count = store.read_bins(&device, &measure, &plan).await.unwrap().len();
        }
        counts
    };
    assert_eq!(counts().await, [2, 2, 2]);

    let month = now.strftime("%Y_%m").to_string();
    let kept = store.keep_history(now).await.unwrap();
    assert!(!kept.dropped.iter().any(|name| name.ends_with(&month)), "{kept:?}");
    assert_eq!(counts().await, [1, 1, 2], "what no month was made for ends by itself");

    let kept = store.keep_history(later(31 + 31)).await.unwrap();
    assert!(kept.dropped.contains(&format!("telemetry_sample_{month}")), "{kept:?}");
    assert_eq!(counts().await, [0, 1, 2]);

    let kept = store.keep_history(later(365 + 31)).await.unwrap();
    assert!(kept.dropped.contains(&format!("telemetry_minute_{month}")), "{kept:?}");
    assert_eq!(counts().await, [0, 0, 2]);
    let latest = store.read_latest(std::slice::from_ref(&device), &measure).await.unwrap();
    assert!((latest[&device].value - 4.5).abs() < 1e-9, "{latest:?}");
}
