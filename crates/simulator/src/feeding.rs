//! How a machine feeds: what it loads, mixes and brings to whom, as the steps that it would say on `valmetal/<thing>/feed`.
//!
//! The weights scatter as those of the herds that were published: most loads are within a few percent, some are far off.

use std::time::Duration;

use anyhow::Result;
use jiff::Timestamp;
use rand::{Rng as _, rngs::StdRng};
use rust_decimal::Decimal;
use valmetal_domain::{
    alarm::message::SCHEMA_VERSION,
    feed::{FeedStep, RecordKind, StepOutcome, WeightQuality},
    names::{AnimalSetId, FeedId, RationId, SequenceId, StorageId},
};

/// An ingredient of a ration.
struct Ingredient {
    feed: &'static str,
    /// Its share of the ration, as fed.
    share: f64,
    /// In percent.
    dry_matter: f64,
    /// Canadian dollars for a kilogram.
    price: f64,
    /// The thing that it is taken from, by the beginning of its name; where the farm has none, a store without a sensor.
    storage: (&'static str, &'static str),
}

const INGREDIENTS: [Ingredient; 4] = [
    Ingredient {
        feed: "maize-silage",
        share: 0.46,
        dry_matter: 34.0,
        price: 0.075,
        storage: ("silo-", "bunker-1"),
    },
    Ingredient {
        feed: "grass-silage",
        share: 0.33,
        dry_matter: 38.0,
        price: 0.062,
        storage: ("silo-", "bunker-2"),
    },
    Ingredient { feed: "hay", share: 0.07, dry_matter: 88.0, price: 0.21, storage: ("", "hay-loft") },
    Ingredient { feed: "concentrate", share: 0.14, dry_matter: 89.0, price: 0.52, storage: ("", "bin-1") },
];

/// The largest share of a load that it is off where nothing went wrong; three of four loads are within half of it.
const USUAL: f64 = 0.045;
/// By how much an outlier is off.
const OUTLIER: std::ops::Range<f64> = 0.10..0.20;
/// What the machine takes for right, as a share of the target.
const TOLERANCE: f64 = 0.08;

/// What a machine feeds in one run.
#[derive(Debug, Clone)]
pub struct Menu {
    ration: &'static str,
    /// The groups with their heads, and what a head gets in a run, in kg.
    groups: Vec<(String, u32, f64)>,
    /// From where each ingredient is taken.
    storages: Vec<String>,
}

impl Menu {
    /// What `thing` feeds on its farm, whose things are `things`; none where it is no machine that feeds.
    pub fn of(thing: &str, things: &[&str]) -> Option<Self> {
        let (ration, a_head) = match thing.split('-').next()? {
            "mixer" => ("lactating", 24.0),
            "robot" => ("heifers", 4.5),
            _ => return None,
        };
        let heads: &[u32] = if ration == "lactating" { &[58, 46] } else { &[34] };
        let group =
            |(n, head): (usize, &u32)| (format!("{ration}-{}-{}", last_part(thing), n + 1), *head, a_head);
        let mut silos = things.iter().filter(|thing| thing.starts_with("silo-")).cycle();
        let storages = INGREDIENTS.iter().map(|ingredient| match ingredient.storage {
            ("silo-", otherwise) => silos.next().map_or(otherwise, |silo| *silo).to_owned(),
            (_, store) => store.to_owned(),
        });
        Some(Self {
            ration,
            groups: heads.iter().enumerate().map(group).collect(),
            storages: storages.collect(),
        })
    }

    fn weight(&self) -> f64 {
        self.groups.iter().map(|(_, head, a_head)| f64::from(*head) * a_head).sum()
    }
}

/// `erables-01` of `mixer-erables-01`.
fn last_part(thing: &str) -> &str {
    thing.split_once('-').map_or(thing, |(_, rest)| rest)
}

/// How a run goes.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The share of loads that are far off.
    pub outliers: f64,
    /// The share of runs that are broken off.
    pub aborted: f64,
    /// How long a step takes of what it would: 1 for a real machine.
    pub pace: f64,
}

/// A step, with its times from the beginning of the run.
#[derive(Debug, Clone)]
pub struct Planned {
    /// When it begins.
    pub begins: Duration,
    /// When it ends: then the machine says it.
    pub ends: Duration,
    /// What it says; its id, its times and its number are those of [`Planned::at`].
    step: FeedStep,
}

impl Planned {
    /// What the machine says that began the run at `began` under the id `sequence`; `number` is the number of the run's first
    /// step.
    ///
    /// # Errors
    /// The id is none, or the time is beyond all calendars.
    pub fn at(&self, sequence: &str, began: Timestamp, number: u64) -> Result<FeedStep> {
        let mut step = self.step.clone();
        step.sequence_id = SequenceId::new(sequence)?;
        step.event_start = began.checked_add(self.begins)?;
        step.event_end = began.checked_add(self.ends)?;
        step.device_seq += number;
        Ok(step)
    }
}

/// One run of a machine.
///
/// # Errors
/// A name of the menu is none.
pub fn run(menu: &Menu, manner: Manner, random: &mut StdRng) -> Result<Vec<Planned>> {
    let mut run = Run::new(menu, manner)?;
    let aborted = random.random_bool(manner.aborted);
    for (order, ingredient) in INGREDIENTS.iter().enumerate() {
        run.load(order, ingredient, &menu.storages[order], random)?;
    }
    run.mix(random);
    let groups = if aborted { &menu.groups[..menu.groups.len() - 1] } else { &menu.groups };
    for (group, head, a_head) in groups {
        run.deliver(group, *head, *a_head, random)?;
    }
    run.end(if aborted { StepOutcome::Aborted } else { StepOutcome::Complete });
    Ok(run.steps)
}

struct Run {
    /// What all its steps have in common.
    blank: FeedStep,
    pace: f64,
    outliers: f64,
    total: f64,
    /// What is in the machine.
    weight: f64,
    clock: f64,
    steps: Vec<Planned>,
}

impl Run {
    fn new(menu: &Menu, manner: Manner) -> Result<Self> {
        let blank = FeedStep {
            schema_version: SCHEMA_VERSION,
            device_seq: 0,
            record_kind: RecordKind::Sequence,
            step_no: 1,
            sequence_id: SequenceId::new("run")?,
            ration_id: Some(RationId::new(menu.ration)?),
            feed_id: None,
            animal_set_id: None,
            storage_id: None,
            event_start: Timestamp::UNIX_EPOCH,
            event_end: Timestamp::UNIX_EPOCH,
            entitlement: None,
            delivered: None,
            refused: None,
            dry_matter_percentage: None,
            total_cost: None,
            currency: None,
            count_observed: None,
            load_order: None,
            tolerance: None,
            weight_before: None,
            weight_after: None,
            duration: None,
            mix_duration: None,
            mixer_revs: None,
            outcome: StepOutcome::Complete,
            weight_quality: Some(WeightQuality::Good),
            scale_calibrated_at: None,
        };
        let Manner { pace, outliers, .. } = manner;
        Ok(Self { blank, pace, outliers, total: menu.weight(), weight: 0.0, clock: 0.0, steps: Vec::new() })
    }

    fn load(
        &mut self,
        order: usize,
        ingredient: &Ingredient,
        storage: &str,
        random: &mut StdRng,
    ) -> Result<()> {
        let target = (self.total * ingredient.share).round();
        let off = if random.random_bool(self.outliers) {
            random.random_range(OUTLIER)
        } else {
            // Two dice make what is near more frequent.
            (random.random::<f64>() + random.random::<f64>() - 1.0) * USUAL
        };
        let sign = if random.random_bool(0.5) { 1.0 } else { -1.0 };
        let delivered = kilograms(target * (1.0 + sign * off));
        let cents = (delivered * ingredient.price * 100.0).round();
        let step = FeedStep {
            record_kind: RecordKind::Load,
            feed_id: Some(FeedId::new(ingredient.feed)?),
            storage_id: Some(StorageId::new(storage)?),
            entitlement: Some(target),
            delivered: Some(delivered),
            dry_matter_percentage: Some(ingredient.dry_matter),
            total_cost: Some(Decimal::try_from(cents)? / Decimal::ONE_HUNDRED),
            currency: Some("CAD".to_owned().try_into()?),
            load_order: Some(u32::try_from(order + 1)?),
            tolerance: Some((target * TOLERANCE).round()),
            ..self.blank.clone()
        };
        self.add(step, random.random_range(60.0..180.0), delivered);
        self.clock += random.random_range(10.0..40.0);
        Ok(())
    }

    fn mix(&mut self, random: &mut StdRng) {
        let seconds = random.random_range(240.0_f64..420.0).round();
        let step = FeedStep {
            record_kind: RecordKind::Mix,
            mix_duration: Some(seconds),
            mixer_revs: Some((seconds * 0.45).round()),
            ..self.blank.clone()
        };
        self.add(step, seconds, 0.0);
    }

    fn deliver(&mut self, group: &str, head: u32, a_head: f64, random: &mut StdRng) -> Result<()> {
        let target = f64::from(head) * a_head;
        // Each gets its share of what is there; a little sticks to the wall.
        let share = target / self.total * self.loaded() * random.random_range(0.99..1.0);
        let delivered = kilograms(share.min(self.weight));
        let step = FeedStep {
            record_kind: RecordKind::Delivery,
            animal_set_id: Some(AnimalSetId::new(group)?),
            entitlement: Some(target),
            delivered: Some(delivered),
            dry_matter_percentage: Some(45.6),
            count_observed: Some(head),
            ..self.blank.clone()
        };
        self.add(step, random.random_range(150.0..300.0), -delivered);
        self.clock += random.random_range(20.0..60.0);
        Ok(())
    }

    fn end(&mut self, outcome: StepOutcome) {
        let first = self.steps.first().map_or(Duration::ZERO, |step| step.begins);
        let step = FeedStep {
            outcome,
            weight_before: Some(0.0),
            weight_after: Some(self.weight),
            ..self.blank.clone()
        };
        let before = self.clock;
        self.add(step, 2.0, 0.0);
        if let Some(last) = self.steps.last_mut() {
            // It is the whole run.
            last.begins = first;
            last.step.weight_before = Some(0.0);
            last.step.duration = Some(before.round());
        }
    }

    fn loaded(&self) -> f64 {
        let loads = self.steps.iter().filter(|planned| planned.step.record_kind == RecordKind::Load);
        loads.filter_map(|planned| planned.step.delivered).sum()
    }

    /// Adds a step of so many seconds, by which the machine gets so much heavier.
    fn add(&mut self, step: FeedStep, seconds: f64, kg: f64) {
        let (before, after) = (self.weight, kilograms(self.weight + kg));
        let begins = self.clock;
        (self.weight, self.clock) = (after, begins + seconds);
        let time = |seconds: f64| Duration::from_secs_f64(seconds * self.pace);
        let number = self.steps.len();
        self.steps.push(Planned {
            begins: time(begins),
            ends: time(self.clock),
            step: FeedStep {
                device_seq: number as u64,
                step_no: u32::try_from(number + 1).unwrap_or(u32::MAX),
                weight_before: Some(before),
                weight_after: Some(after),
                duration: Some((seconds * self.pace * 10.0).round() / 10.0),
                ..step
            },
        });
    }
}

/// As a scale shows it: to the half kilogram.
fn kilograms(weight: f64) -> f64 {
    (weight * 2.0).round() / 2.0
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use valmetal_domain::feed::{FeedRecord, SequenceFigures};

    use super::*;

    const MANNER: Manner = Manner { outliers: 0.12, aborted: 0.0, pace: 1.0 };

    fn records(seed: u64) -> Vec<FeedRecord> {
        let things = ["mixer-erables-01", "silo-erables-01", "silo-erables-02"];
        let menu = Menu::of(things[0], &things).unwrap();
        let steps = run(&menu, MANNER, &mut StdRng::seed_from_u64(seed)).unwrap();
        let began = "2026-11-01T10:00:00Z".parse().unwrap();
        let record = |planned: &Planned| {
            let step = serde_json::to_vec(&planned.at("run-1", began, 7_000).unwrap()).unwrap();
            // What is made here, the platform takes.
            let step = FeedStep::parse(&step, began + Duration::from_hours(24)).unwrap();
            FeedRecord {
                farm_id: valmetal_domain::names::FarmId::new("erables").unwrap(),
                location_id: valmetal_domain::names::EntityId::new("erables-cuisine").unwrap(),
                device_id: valmetal_domain::names::ThingName::new(things[0]).unwrap(),
                step,
            }
        };
        steps.iter().map(record).collect()
    }

    #[test]
    fn a_run_loads_mixes_feeds_and_balances() {
        for seed in 0..50 {
            let records = records(seed);
            let kinds: Vec<_> = records.iter().map(|record| record.step.record_kind).collect();
            assert_eq!(kinds.iter().filter(|kind| **kind == RecordKind::Load).count(), INGREDIENTS.len());
            assert_eq!(kinds.last(), Some(&RecordKind::Sequence));
            assert!(records.windows(2).all(|pair| pair[0].step.device_seq < pair[1].step.device_seq));
            let balance = SequenceFigures::of(&records).balance.unwrap();
            assert!(!balance.is_off(), "{balance:?}");
        }
    }

    #[test]
    fn loads_scatter_as_those_of_real_herds() {
        let loads: Vec<_> = (0..500).flat_map(records).filter_map(|record| record.step.deviation()).collect();
        let in_a_hundred = |good: &dyn Fn(f64) -> bool| {
            let count = loads.iter().filter(|deviation| deviation.percent.is_some_and(good)).count();
            count * 100 / loads.len()
        };
        let exact = in_a_hundred(&|percent| percent.abs() <= 2.0);
        let outliers = in_a_hundred(&|percent| percent.abs() > 10.0);
        assert!((40..70).contains(&exact) && (8..15).contains(&outliers), "{exact} {outliers}");
    }

    #[test]
    fn only_machines_that_feed_have_a_menu() {
        assert!(Menu::of("silo-erables-01", &[]).is_none());
        assert_eq!(Menu::of("robot-cedar-01", &[]).unwrap().storages[0], "bunker-1");
    }
}
