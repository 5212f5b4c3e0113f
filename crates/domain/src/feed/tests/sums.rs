use std::collections::BTreeMap;

use jiff::{Timestamp, civil::date, tz::TimeZone};
use serde_json::json;

use super::{load, record};
use crate::{
    feed::{
        Days, Deviation, FeedSummary, SequenceFigures, SequenceSummary, StepOutcome, Stock, StorageUse,
        Totals, run_out::run_out,
    },
    names::{FeedId, StorageId},
};

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

#[test]
fn a_deviation_is_signed_and_its_limits_belong_to_it() {
    let off = |delivered| Deviation::of(500.0, delivered);
    assert_eq!((off(490.0).kg, off(490.0).percent), (-10.0, Some(-2.0)));
    assert!(off(490.0).is_exact() && off(510.0).is_exact() && !off(510.1).is_exact());
    assert!(off(505.0).is_close() && !off(494.9).is_close());
    assert!(!off(550.0).is_outlier() && off(551.0).is_outlier() && off(449.0).is_outlier());
    assert_eq!(Deviation::of(0.0, 3.0).percent, None);
    assert!(!Deviation::of(0.0, 3.0).is_exact());
}

#[test]
fn a_day_is_one_by_the_farms_clock() {
    let zone = TimeZone::get("America/Toronto").unwrap();
    let days = Days::new(date(2026, 3, 7), date(2026, 3, 9), &zone).unwrap();
    let bounds: Vec<_> = days.bounds.iter().map(ToString::to_string).collect();
    // The clocks change on the eighth.
    assert_eq!(
        bounds,
        ["2026-03-07T05:00:00Z", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", "2026-03-10T04:00:00Z"]
    );
    assert!(Days::new(date(2026, 3, 9), date(2026, 3, 8), &zone).is_err());
    assert!(Days::new(date(2026, 3, 1), date(2026, 3, 31), &zone).is_ok());
    assert!(Days::new(date(2026, 3, 1), date(2026, 4, 1), &zone).is_err());
}

#[test]
fn a_summary_has_what_each_ingredient_and_group_got() {
    let delivery = |seq, kg, head| {
        record(
            seq,
            "DELIVERY",
            &json!({
                "animalSetId": "cows", "entitlement": 1000.0, "delivered": kg, "dryMatterPercentage": 50.0,
                "countObserved": head, "totalCost": 120.5, "currency": "CAD",
            }),
        )
    };
    let records = [
        load(0, "corn", 500.0, 509.0),
        load(1, "corn", 500.0, 560.0),
        load(2, "hay", 100.0, 98.0),
        delivery(3, 1010.0, 40),
        delivery(4, 990.0, 42),
        record(5, "REFUSAL", &json!({"animalSetId": "cows", "refused": 60.0})),
        record(6, "SEQUENCE", &json!({})),
        record(7, "SEQUENCE", &json!({"outcome": "ABORTED"})),
        record(
            8,
            "LOAD",
            &json!({
                "feedId": "corn", "entitlement": 1.0, "delivered": 1.0,
                "eventStart": "2026-05-01T00:00:00Z", "eventEnd": "2026-05-01T00:00:00Z",
            }),
        ),
    ];
    let day = date(2026, 6, 1);
    let days = Days::new(day, day, &TimeZone::UTC).unwrap();
    let totals = Totals::of(&records, &days.bounds);
    let summary = FeedSummary::of(&days.dates, &totals);

    let [corn, hay] = &summary.total.ingredients[..] else { panic!("{summary:?}") };
    assert_eq!((corn.feed_id.as_str(), corn.loads, corn.deviation.kg), ("corn", 2, 69.0));
    assert!(close(corn.deviation.percent.unwrap(), 6.9));
    assert_eq!(
        (corn.within_two_percent, corn.within_five_kg, corn.outliers),
        (Some(0.5), Some(0.0), Some(0.5))
    );
    assert_eq!((hay.within_two_percent, hay.within_five_kg, hay.outliers), (Some(1.0), Some(1.0), Some(0.0)));
    assert!(close(hay.mean_load_seconds, 60.0));
    let [cows] = &summary.total.groups[..] else { panic!("{summary:?}") };
    assert_eq!((cows.deliveries, cows.delivered, cows.head_days), (2, 2000.0, 42));
    assert!(close(cows.kg_per_head.unwrap(), 2000.0 / 42.0));
    assert!(close(cows.dry_matter_per_head.unwrap(), 1000.0 / 42.0));
    assert!(close(cows.refused_percent.unwrap(), 3.0));
    assert_eq!(cows.costs[0].total.to_string(), "241");
    assert!(close(cows.costs[0].per_head.unwrap(), 241.0 / 42.0));
    assert_eq!((summary.total.sequences.complete, summary.total.sequences.aborted), (1, 1));
    assert_eq!(summary.days[0].figures, summary.total);
}

#[test]
fn a_sequence_has_its_gaps_and_its_balance() {
    let at = |seq, from: &str, to: &str, kg: f64| {
        record(
            seq,
            "LOAD",
            &json!({
                "feedId": "corn", "entitlement": kg, "delivered": kg, "eventStart": from, "eventEnd": to,
            }),
        )
    };
    let mut steps = vec![
        at(1, "2026-06-01T05:03:00Z", "2026-06-01T05:04:00Z", 300.0),
        at(0, "2026-06-01T05:00:00Z", "2026-06-01T05:02:30Z", 500.0),
        record(2, "DELIVERY", &json!({"animalSetId": "cows", "delivered": 770.0})),
    ];
    assert_eq!(SequenceFigures::of(&steps).balance, None);
    assert_eq!(SequenceSummary::of(&steps).unwrap().outcome, None);
    steps.push(record(
        3,
        "SEQUENCE",
        &json!({"weightBefore": 10.0, "weightAfter": 12.0, "outcome": "PARTIAL"}),
    ));

    let figures = SequenceFigures::of(&steps);
    assert_eq!((figures.load_seconds, figures.load_gaps), (240.0, vec![30.0]));
    let balance = figures.balance.unwrap();
    assert_eq!((balance.residual, balance.drift, balance.limit()), (2.0, 28.0, 16.0));
    assert!(balance.is_off());
    let summary = SequenceSummary::of(&steps).unwrap();
    assert_eq!(
        (summary.loaded, summary.delivered, summary.outcome),
        (800.0, 770.0, Some(StepOutcome::Partial))
    );
    assert_eq!(SequenceSummary::of(&[]), None);
}

#[test]
fn a_storage_runs_out_as_fast_as_it_was_used() {
    let now: Timestamp = "2026-06-15T00:00:00Z".parse().unwrap();
    let used = |storage: &str, kg: f64| StorageUse {
        storage_id: StorageId::new(storage).unwrap(),
        feed_id: FeedId::new("corn").unwrap(),
        used: kg,
        first_at: "2026-06-05T00:00:00Z".parse().unwrap(),
    };
    let silo = StorageId::new("silo-01").unwrap();
    let stock = Stock { kg: 3000.0, at: "2026-06-14T00:00:00Z".parse().unwrap() };
    let storages =
        run_out(&[used("bunker", 1.0), used("silo-01", 10_000.0)], &BTreeMap::from([(silo, stock)]), now);

    assert_eq!(storages[0].storage_id.as_str(), "silo-01");
    assert!(close(storages[0].kg_per_day, 1000.0));
    assert_eq!(storages[0].runs_out_at, Some("2026-06-17T00:00:00Z".parse().unwrap()));
    assert!(close(storages[0].days_left.unwrap(), 2.0));
    assert_eq!((storages[1].stock, storages[1].days_left), (None, None));
}
