//! What a telemetry store promises.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use valmetal_domain::telemetry::ports::TelemetryStore;
use valmetal_domain::telemetry::{Bin, BinPlan, Latest, Resolution, Retention, Sample};

use super::samples::{at, measure, sample, thing};

/// How long the stores keep what the contract stores in them.
pub const RETENTION: Retention = Retention { sample_days: 30, minute_days: 365 };

/// Makes a test of every part: `telemetry_contract!(fresh)`, where `fresh` is an async function that answers an empty store and what
/// must not end before it.
#[macro_export]
macro_rules! telemetry_contract {
    ($fresh:path) => {
        $crate::contract_tests! { telemetry, $fresh:
            an_empty_store_answers_that_there_is_nothing,
            a_sample_is_stored_once_with_its_first_value,
            bins_of_every_width_are_those_of_the_samples,
            samples_that_come_late_and_mixed_up_make_the_same_bins,
            bins_are_those_that_begin_within_the_time,
            more_samples_than_a_call_takes_are_all_stored,
            the_newest_value_is_the_last_measured_and_not_the_last_received,
            an_unknown_measure_is_stored_and_named,
            hours_are_counted_by_the_minutes_in_which_the_motor_ran,
            what_is_old_is_still_read_as_coarsely_as_it_is_kept,
        }
    };
}

/// Nothing was ever measured.
pub async fn an_empty_store_answers_that_there_is_nothing(store: &impl TelemetryStore) {
    for resolution in [Resolution::Sample, Resolution::Minute, Resolution::Hour] {
        let plan = BinPlan { from: at(0), to: at(3_600), width: 3_600, resolution };
        assert_eq!(read(store, &plan).await, []);
    }
    assert_eq!(store.read_latest(&[thing("mixer-01")], &measure(CURRENT)).await.unwrap(), HashMap::new());
    assert_eq!(store.read_latest(&[], &measure(CURRENT)).await.unwrap(), HashMap::new());
    near(hours(store, at(0), at(3_600)).await, 0.0);
    store.record_telemetry(&[]).await.unwrap();
}

/// A message that is delivered again, and a device that says another value of the same moment.
pub async fn a_sample_is_stored_once_with_its_first_value(store: &impl TelemetryStore) {
    let first = sample(CURRENT, at(0), 10.5);
    let stored = store.record_telemetry(std::slice::from_ref(&first)).await.unwrap();
    assert_eq!((stored.new, stored.archived), (1, 0));
    let stored = store.record_telemetry(&[first.clone(), sample(CURRENT, at(1), 11.5)]).await.unwrap();
    assert_eq!(stored.archived, 0, "the same again is nothing to report");
    assert_kept(store, &[first.clone(), sample(CURRENT, at(1), 11.5)]).await;

    store.record_telemetry(&[sample(CURRENT, at(0), 99.0), sample(CURRENT, at(2), 12.5)]).await.unwrap();
    assert_kept(store, &[first, sample(CURRENT, at(1), 11.5), sample(CURRENT, at(2), 12.5)]).await;
}

/// Bins without samples are none; other measures and machines have theirs.
pub async fn bins_of_every_width_are_those_of_the_samples(store: &impl TelemetryStore) {
    let samples = two_days();
    let mut others: Vec<Sample> = samples[..20].to_vec();
    for (n, other) in others.iter_mut().enumerate() {
        other.value = 1_000.0;
        if n % 2 == 0 {
            other.device_id = thing("mixer-02");
        } else {
            other.measure = measure("motorSpeed");
        }
    }
    for some in [&samples[..], &others[..]] {
        store.record_telemetry(some).await.unwrap();
    }
    assert_kept(store, &samples).await;
    let plan = BinPlan { from: at(0), to: at(600), width: 600, resolution: Resolution::Minute };
    let of_nobody = store.read_bins(&thing("mixer-99"), &measure(CURRENT), &plan).await.unwrap();
    assert_eq!(of_nobody, []);
}

/// A device that was away sends what it kept: into minutes and hours that have newer samples, and the newest first.
pub async fn samples_that_come_late_and_mixed_up_make_the_same_bins(store: &impl TelemetryStore) {
    let samples = two_days();
    let (even, odd): (Vec<_>, Vec<_>) = samples.iter().enumerate().partition(|(n, _)| n % 2 == 0);
    for half in [odd, even] {
        let mut some: Vec<Sample> = half.into_iter().map(|(_, sample)| sample.clone()).collect();
        some.reverse();
        for part in some.chunks(37) {
            store.record_telemetry(part).await.unwrap();
        }
    }
    assert_kept(store, &samples).await;
}

/// The first begins at the beginning, the last before the end; both are whole.
pub async fn bins_are_those_that_begin_within_the_time(store: &impl TelemetryStore) {
    let samples = [-1, 0, 59, 3_599, 3_600, 7_199, 7_200]
        .map(|second: i32| sample(CURRENT, at(second.into()), f64::from(second)));
    store.record_telemetry(&samples).await.unwrap();
    for resolution in [Resolution::Sample, Resolution::Minute, Resolution::Hour] {
        let plan = BinPlan { from: at(0), to: at(7_200), width: 3_600, resolution };
        assert_eq!(read(store, &plan).await, bins(&samples, &plan), "{resolution:?}");
        assert_eq!(bins(&samples, &plan).iter().map(|bin| bin.count).sum::<u64>(), 5);
    }
    // What is asked for to the middle of an hour has that hour whole.
    for (width, resolution) in
        [(10, Resolution::Sample), (300, Resolution::Minute), (3_600, Resolution::Hour)]
    {
        let plan = BinPlan::new(at(0), at(3_601), Some(width), RETENTION, at(7_200)).unwrap();
        assert_eq!(plan.resolution, resolution);
        let found = read(store, &plan).await;
        assert_eq!(found, bins(&samples, &plan), "{width}");
        assert_eq!(found.last().unwrap().at, at(3_600), "{width}");
    }
}

/// A batch of messages.
pub async fn more_samples_than_a_call_takes_are_all_stored(store: &impl TelemetryStore) {
    let samples: Vec<Sample> =
        (0..1_250_i32).map(|n| sample(CURRENT, at(n.into()), f64::from(n % 200))).collect();
    let stored = store.record_telemetry(&samples).await.unwrap();
    assert_eq!((stored.new, stored.archived), (1_250, 0));
    assert_kept(store, &samples).await;
}

/// Of several machines at once; those that never measured it are left out.
pub async fn the_newest_value_is_the_last_measured_and_not_the_last_received(store: &impl TelemetryStore) {
    let of = |device: &str, second, value| Sample {
        device_id: thing(device),
        ..sample(CURRENT, at(second), value)
    };
    store.record_telemetry(&[of("mixer-01", 7_200, 5.5), of("mixer-02", 10, 7.5)]).await.unwrap();
    store
        .record_telemetry(&[of("mixer-01", 7_199, 6.5), of("mixer-01", 0, 9.5), of("mixer-02", 20, 8.5)])
        .await
        .unwrap();
    store.record_telemetry(&[of("mixer-03", 30, 1.0), sample("motorSpeed", at(9_000), 40.0)]).await.unwrap();
    let devices = ["mixer-01", "mixer-02", "mixer-77"].map(thing);
    let found = store.read_latest(&devices, &measure(CURRENT)).await.unwrap();
    let expected = HashMap::from([
        (thing("mixer-01"), Latest { at: at(7_200), value: 5.5 }),
        (thing("mixer-02"), Latest { at: at(20), value: 8.5 }),
    ]);
    assert_eq!(found, expected);
}

/// No catalogue has it: it is said once however many there are, and never dropped.
pub async fn an_unknown_measure_is_stored_and_named(store: &impl TelemetryStore) {
    let samples =
        [sample("augerTorque", at(0), 1.5), sample("augerTorque", at(1), 2.5), sample(CURRENT, at(0), 3.0)];
    let stored = store.record_telemetry(&samples).await.unwrap();
    assert_eq!(stored.unknown, [(thing("mixer-01"), measure("augerTorque"))]);
    let plan = BinPlan { from: at(0), to: at(60), width: 60, resolution: Resolution::Minute };
    let found = store.read_bins(&thing("mixer-01"), &measure("augerTorque"), &plan).await.unwrap();
    assert_eq!(found, bins(&samples[..2], &plan));
}

/// A minute counts by the share of its samples that say so; one without any is one in which the machine stood still.
pub async fn hours_are_counted_by_the_minutes_in_which_the_motor_ran(store: &impl TelemetryStore) {
    let runs = |second, runs| sample("motorRunning", at(second), f64::from(u8::from(runs)));
    let mut samples = vec![runs(-30, true)];
    // An hour, said every twenty seconds; then half a minute in a minute; nothing; then a minute that is said once.
    samples.extend((0..180).map(|n| runs(n * 20, true)));
    samples.extend([runs(3_600, true), runs(3_630, false), runs(7_210, true), runs(7_260, false)]);
    samples.push(sample(CURRENT, at(5_000), 1.0));
    samples.push(Sample { device_id: thing("mixer-02"), ..runs(5_000, true) });
    store.record_telemetry(&samples).await.unwrap();

    near(hours(store, at(0), at(7_320)).await, 61.5);
    near(hours(store, at(-60), at(3_600)).await, 61.0);
    near(hours(store, at(3_600), at(7_200)).await, 0.5);
    near(hours(store, at(7_260), at(86_400)).await, 0.0);
    // Minutes are whole: the one that begins within the time counts, and no other.
    near(hours(store, at(10), at(3_601)).await, 59.5);
}

/// After a month and after a year. A store may keep more than it must.
pub async fn what_is_old_is_still_read_as_coarsely_as_it_is_kept(store: &impl TelemetryStore) {
    let samples = two_days();
    store.record_telemetry(&samples).await.unwrap();
    for (days, resolution) in [(40, Resolution::Minute), (400, Resolution::Hour)] {
        let now = at(days * 86_400);
        store.keep_history(now).await.unwrap();
        let plan = BinPlan::new(at(0), at(2 * 86_400), Some(1), RETENTION, now);
        let plan = plan.or_else(|_| BinPlan::new(at(0), at(2 * 86_400), Some(300), RETENTION, now)).unwrap();
        assert_eq!(plan.resolution, resolution);
        assert_eq!(read(store, &plan).await, bins(&samples, &plan), "after {days} days");
    }
    let newest = samples.iter().max_by_key(|sample| sample.at).unwrap();
    let found = store.read_latest(&[thing("mixer-01")], &measure(CURRENT)).await.unwrap();
    assert_eq!(found[&thing("mixer-01")], Latest { at: newest.at, value: newest.value });
}

const CURRENT: &str = "motorCurrent";

/// Two mornings, with pauses of minutes and of a night, and some samples within a second.
fn two_days() -> Vec<Sample> {
    let seconds = (0..40).map(|n| n * 7).chain((100..130).map(|n| n * 61));
    let seconds = seconds.chain((0..30_i32).map(|n| 86_400 + n * 411));
    let whole = seconds.map(|second| (at(second.into()), f64::from(second * 13 % 101) / 4.0));
    let within = (1..5_i32)
        .map(|n| (at(3) + SignedDuration::from_micros(i64::from(n) * 100_001), -2.5 * f64::from(n)));
    whole.chain(within).map(|(at, value)| sample(CURRENT, at, value)).collect()
}

/// What every resolution says of these samples, and of no others.
async fn assert_kept(store: &impl TelemetryStore, samples: &[Sample]) {
    for (width, resolution) in [
        (1, Resolution::Sample),
        (50, Resolution::Sample),
        (60, Resolution::Minute),
        (300, Resolution::Minute),
        (3_600, Resolution::Hour),
        (86_400, Resolution::Hour),
        (604_800, Resolution::Hour),
    ] {
        // Monday and Tuesday, from the Thursday on which a week since 1970 begins.
        let plan = BinPlan { from: at(-4 * 86_400 - 5 * 3_600), to: at(4 * 86_400), width, resolution };
        assert_eq!(read(store, &plan).await, bins(samples, &plan), "{width} s of {resolution:?}");
    }
}

async fn read(store: &impl TelemetryStore, plan: &BinPlan) -> Vec<Bin> {
    let found = store.read_bins(&thing("mixer-01"), &measure(CURRENT), plan).await.unwrap();
    found.into_iter().map(settled).collect()
}

async fn hours(store: &impl TelemetryStore, from: Timestamp, to: Timestamp) -> f64 {
    store.read_running_hours(&thing("mixer-01"), from, to).await.unwrap()
}

fn near(hours: f64, minutes: f64) {
    assert!((hours * 60.0 - minutes).abs() < 1e-9, "{hours} h, not {minutes} min");
}

/// The bins of `samples` by their definition.
fn bins(samples: &[Sample], plan: &BinPlan) -> Vec<Bin> {
    let mut by_bin: BTreeMap<i64, Vec<&Sample>> = BTreeMap::new();
    let width = i64::try_from(plan.width).unwrap();
    for sample in samples {
        let begin = sample.at.as_second().div_euclid(width) * width;
        if (plan.from.as_second()..plan.to.as_second()).contains(&begin) {
            by_bin.entry(begin).or_default().push(sample);
        }
    }
    let of = |(begin, samples): (i64, Vec<&Sample>)| {
        let values = || samples.iter().map(|sample| sample.value);
        settled(Bin {
            at: Timestamp::from_second(begin).unwrap(),
            min: values().fold(f64::INFINITY, f64::min),
            avg: values().sum::<f64>() / f64::from(u32::try_from(samples.len()).unwrap()),
            max: values().fold(f64::NEG_INFINITY, f64::max),
            last: samples.iter().max_by_key(|sample| sample.at).unwrap().value,
            count: samples.len() as u64,
        })
    };
    by_bin.into_iter().map(of).collect()
}

/// Without what depends on the order in which doubles are added.
fn settled(bin: Bin) -> Bin {
    Bin { avg: (bin.avg * 1e9).round() / 1e9, ..bin }
}
