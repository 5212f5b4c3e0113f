//! Sums of records, as a store adds them up: everything that a summary of a period is made from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Currency, Deviation, FeedRecord, RecordKind, StepOutcome};
use crate::names::{AnimalSetId, FeedId};

/// What is told apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TotalsKey {
    /// Which day of the period, from 0.
    pub day: usize,
    /// The kind of step.
    pub record_kind: RecordKind,
    /// The ingredient.
    pub feed_id: Option<FeedId>,
    /// The group.
    pub animal_set_id: Option<AnimalSetId>,
    /// The currency of the cost.
    pub currency: Option<Currency>,
    /// How it ended, of a whole sequence.
    pub outcome: Option<StepOutcome>,
}

/// The sums of the records that have one key. Weights are kilograms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// What they have in common.
    #[serde(flatten)]
    pub key: TotalsKey,
    /// How many there are.
    pub steps: u64,
    /// How many of them had a target.
    pub targeted: u64,
    /// The sum of their targets.
    pub entitlement: f64,
    /// The sum of what they were off their targets.
    pub deviation: f64,
    /// What was weighed, also without a target.
    pub delivered: f64,
    /// What was left.
    pub refused: f64,
    /// The dry matter in what was weighed.
    pub dry_matter: f64,
    /// What it cost.
    pub total_cost: Decimal,
    /// How many were [`Deviation::is_exact`].
    pub exact: u64,
    /// How many were [`Deviation::is_close`].
    pub close: u64,
    /// How many were [`Deviation::is_outlier`].
    pub outliers: u64,
    /// The most animals that were counted.
    pub head: u32,
    /// How long they took, in seconds.
    pub seconds: f64,
}

impl Totals {
    /// Adds `records` up by the days that begin at `days`, the last of which is the period's end. What is outside is left out.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a FeedRecord>, days: &[Timestamp]) -> Vec<Self> {
        let mut sums: BTreeMap<TotalsKey, Self> = BTreeMap::new();
        for record in records {
            let step = &record.step;
            let begun = days.partition_point(|day| *day <= step.event_end);
            if begun == 0 || begun >= days.len() {
                continue;
            }
            let key = TotalsKey {
                day: begun - 1,
                record_kind: step.record_kind,
                feed_id: step.feed_id.clone(),
                animal_set_id: step.animal_set_id.clone(),
                currency: step.currency,
                outcome: (step.record_kind == RecordKind::Sequence).then_some(step.outcome),
            };
            sums.entry(key.clone()).or_insert_with(|| Self::nothing(key)).add(record);
        }
        sums.into_values().collect()
    }

    fn nothing(key: TotalsKey) -> Self {
        Self {
            key,
            steps: 0,
            targeted: 0,
            entitlement: 0.0,
            deviation: 0.0,
            delivered: 0.0,
            refused: 0.0,
            dry_matter: 0.0,
            total_cost: Decimal::ZERO,
            exact: 0,
            close: 0,
            outliers: 0,
            head: 0,
            seconds: 0.0,
        }
    }

    fn add(&mut self, record: &FeedRecord) {
        let step = &record.step;
        self.steps += 1;
        self.delivered += step.delivered.unwrap_or_default();
        self.refused += step.refused.unwrap_or_default();
        self.dry_matter += step.dry_matter().unwrap_or_default();
        self.total_cost += step.total_cost.unwrap_or_default();
        self.head = self.head.max(step.count_observed.unwrap_or_default());
        self.seconds += step.seconds();
        if let (Some(deviation), Some(entitlement)) = (step.deviation(), step.entitlement) {
            self.targeted += 1;
            self.entitlement += entitlement;
            self.deviation += deviation.kg;
            self.exact += u64::from(Deviation::is_exact(deviation));
            self.close += u64::from(Deviation::is_close(deviation));
            self.outliers += u64::from(Deviation::is_outlier(deviation));
        }
    }
}
