//! What a farm fed, day by day and in all, by ingredient and by group.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Currency, RecordKind, StepOutcome, Totals};
use crate::names::{AnimalSetId, FeedId};

/// A farm's feeding over some days.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FeedSummary {
    /// Each day, by the farm's clock.
    pub days: Vec<DaySummary>,
    /// All of them together.
    pub total: FeedFigures,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DaySummary {
    /// Which.
    pub date: Date,
    /// What was fed.
    #[serde(flatten)]
    pub figures: FeedFigures,
}

/// What was fed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FeedFigures {
    /// By ingredient.
    pub ingredients: Vec<IngredientFigures>,
    /// By group of animals.
    pub groups: Vec<GroupFigures>,
    /// How the sequences ended.
    pub sequences: SequenceCounts,
}

/// What was loaded of an ingredient. Weights are kilograms.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct IngredientFigures {
    /// The ingredient.
    pub feed_id: FeedId,
    /// How often it was loaded.
    pub loads: u64,
    /// The sum of the targets.
    pub entitlement: f64,
    /// What was loaded.
    pub loaded: f64,
    /// The sum of the signed deviations.
    pub deviation: MeanDeviation,
    /// The share of loads within 2 % of their target, 0 to 1.
    pub within_two_percent: Option<f64>,
    /// The share of loads within 5 kg of their target, 0 to 1.
    pub within_five_kg: Option<f64>,
    /// The share of loads that are off by more than 10 %, 0 to 1.
    pub outliers: Option<f64>,
    /// The dry matter in what was loaded.
    pub dry_matter: f64,
    /// How long a load took in the mean, in seconds.
    pub mean_load_seconds: f64,
    /// What it cost, by currency.
    pub costs: Vec<Cost>,
}

/// What a group of animals got. Weights are kilograms.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupFigures {
    /// The group.
    pub animal_set_id: AnimalSetId,
    /// How often it was fed.
    pub deliveries: u64,
    /// The sum of the targets.
    pub entitlement: f64,
    /// What it got.
    pub delivered: f64,
    /// The sum of the signed deviations.
    pub deviation: MeanDeviation,
    /// What it left.
    pub refused: f64,
    /// What it left of what it got, in percent.
    pub refused_percent: Option<f64>,
    /// The animals, each counted for each day.
    pub head_days: u64,
    /// What an animal got a day.
    pub kg_per_head: Option<f64>,
    /// The dry matter that an animal got a day.
    pub dry_matter_per_head: Option<f64>,
    /// What it cost, by currency.
    pub costs: Vec<Cost>,
}

/// The sum of signed deviations; positive is too much.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct MeanDeviation {
    /// In kg.
    pub kg: f64,
    /// In percent of the targets.
    pub percent: Option<f64>,
}

/// What something cost.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// The currency.
    pub currency: Currency,
    /// The sum.
    #[schemars(with = "f64")]
    pub total: Decimal,
    /// The same per animal and day, where animals were counted.
    pub per_head: Option<f64>,
}

/// How sequences ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SequenceCounts {
    /// As planned.
    pub complete: u64,
    /// With less than planned.
    pub partial: u64,
    /// Left out.
    pub skipped: u64,
    /// Broken off.
    pub aborted: u64,
    /// Ended by a person.
    pub manual_override: u64,
}

impl FeedSummary {
    /// The summary of the days `dates`, whose sums are `totals`.
    pub fn of(dates: &[Date], totals: &[Totals]) -> Self {
        let days = dates
            .iter()
            .enumerate()
            .map(|(day, date)| DaySummary {
                date: *date,
                figures: FeedFigures::of(totals.iter().filter(|sum| sum.key.day == day)),
            })
            .collect();
        Self { days, total: FeedFigures::of(totals) }
    }
}

impl FeedFigures {
    fn of<'a>(totals: impl IntoIterator<Item = &'a Totals>) -> Self {
        let mut loads: BTreeMap<&FeedId, Sum> = BTreeMap::new();
        let mut groups: BTreeMap<&AnimalSetId, Sum> = BTreeMap::new();
        let mut sequences = SequenceCounts::default();
        for sum in totals {
            match (sum.key.record_kind, &sum.key.feed_id, &sum.key.animal_set_id) {
                (RecordKind::Load, Some(feed), _) => loads.entry(feed).or_default().add(sum),
                (RecordKind::Delivery | RecordKind::Refusal, _, Some(group)) => {
                    groups.entry(group).or_default().add(sum);
                }
                (RecordKind::Sequence, ..) => sequences.count(sum),
                _ => {}
            }
        }
        Self {
            ingredients: loads.into_iter().map(|(feed, sum)| sum.ingredient(feed.clone())).collect(),
            groups: groups.into_iter().map(|(group, sum)| sum.group(group.clone())).collect(),
            sequences,
        }
    }
}

impl SequenceCounts {
    fn count(&mut self, sum: &Totals) {
        let counter = match sum.key.outcome {
            Some(StepOutcome::Complete) => &mut self.complete,
            Some(StepOutcome::Partial) => &mut self.partial,
            Some(StepOutcome::Skipped) => &mut self.skipped,
            Some(StepOutcome::Aborted) => &mut self.aborted,
            Some(StepOutcome::ManualOverride) => &mut self.manual_override,
            None => return,
        };
        *counter += sum.steps;
    }
}

/// Sums of an ingredient or a group over currencies and days.
#[derive(Default)]
struct Sum {
    weighed: u64,
    targeted: u64,
    entitlement: f64,
    deviation: f64,
    delivered: f64,
    refused: f64,
    dry_matter: f64,
    exact: u64,
    close: u64,
    outliers: u64,
    seconds: f64,
    head: BTreeMap<usize, u32>,
    costs: BTreeMap<Currency, Decimal>,
}

impl Sum {
    fn add(&mut self, sum: &Totals) {
        if sum.key.record_kind != RecordKind::Refusal {
            self.weighed += sum.steps;
        }
        self.targeted += sum.targeted;
        self.entitlement += sum.entitlement;
        self.deviation += sum.deviation;
        self.delivered += sum.delivered;
        self.refused += sum.refused;
        self.dry_matter += sum.dry_matter;
        self.exact += sum.exact;
        self.close += sum.close;
        self.outliers += sum.outliers;
        self.seconds += sum.seconds;
        let head = self.head.entry(sum.key.day).or_default();
        *head = (*head).max(sum.head);
        if let Some(currency) = sum.key.currency {
            *self.costs.entry(currency).or_default() += sum.total_cost;
        }
    }

    fn ingredient(self, feed_id: FeedId) -> IngredientFigures {
        let share = |count: u64| ratio(count_as_f64(count), count_as_f64(self.targeted));
        IngredientFigures {
            feed_id,
            loads: self.weighed,
            entitlement: self.entitlement,
            loaded: self.delivered,
            deviation: self.mean_deviation(),
            within_two_percent: share(self.exact),
            within_five_kg: share(self.close),
            outliers: share(self.outliers),
            dry_matter: self.dry_matter,
            mean_load_seconds: ratio(self.seconds, count_as_f64(self.weighed)).unwrap_or_default(),
            costs: self.costs(0),
        }
    }

    fn group(self, animal_set_id: AnimalSetId) -> GroupFigures {
        let head_days = self.head.values().copied().map(u64::from).sum();
        GroupFigures {
            animal_set_id,
            deliveries: self.weighed,
            entitlement: self.entitlement,
            delivered: self.delivered,
            deviation: self.mean_deviation(),
            refused: self.refused,
            refused_percent: ratio(self.refused * 100.0, self.delivered),
            head_days,
            kg_per_head: ratio(self.delivered, count_as_f64(head_days)),
            dry_matter_per_head: ratio(self.dry_matter, count_as_f64(head_days)),
            costs: self.costs(head_days),
        }
    }

    fn mean_deviation(&self) -> MeanDeviation {
        MeanDeviation { kg: self.deviation, percent: ratio(self.deviation * 100.0, self.entitlement) }
    }

    fn costs(&self, head_days: u64) -> Vec<Cost> {
        let cost = |(currency, total): (&Currency, &Decimal)| {
            let total = total.round_dp(4).normalize();
            let as_f64 = f64::try_from(total).unwrap_or_default();
            Cost { currency: *currency, total, per_head: ratio(as_f64, count_as_f64(head_days)) }
        };
        self.costs.iter().map(cost).collect()
    }
}

fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^52")]
fn count_as_f64(count: u64) -> f64 {
    count as f64
}
