//! A plan: what each machine does when. Made from a scenario and a seed, so that the same seed makes the same plan.

use std::time::Duration;

use anyhow::{Result, bail};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use crate::{
    feeding::{self, Manner, Menu},
    scenario::{Event, Fault, Feeding, Load, Scenario, Step, Work},
    target::Machine,
};

/// Something that one machine does.
#[derive(Debug, Clone)]
pub struct Act {
    /// When, from the beginning.
    pub at: Duration,
    /// Which machine, by its place in the list.
    pub machine: usize,
    /// What.
    pub event: Event,
}

/// What all machines do, in the order of time.
///
/// # Errors
/// A step names a machine that is not there.
pub fn make(scenario: &Scenario, machines: &[Machine], seed: u64) -> Result<Vec<Act>> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut acts = Vec::new();
    for step in &scenario.steps {
        acts.extend(of_step(step, machines)?);
    }
    if let Some(load) = &scenario.load {
        acts.extend(of_load(load, machines, &mut random)?);
        if let Some(work) = scenario.work {
            acts.extend(of_work(work, load.lasts, machines, &mut random)?);
        }
    }
    acts.sort_by_key(|act| act.at);
    Ok(acts)
}

fn of_step(step: &Step, machines: &[Machine]) -> Result<Vec<Act>> {
    let matching: Vec<usize> = machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| matches(&step.machine, &machine.thing_name))
        .map(|(index, _)| index)
        .take(step.at_most.unwrap_or(usize::MAX))
        .collect();
    if matching.is_empty() {
        bail!("no machine is called {}", step.machine);
    }
    let (times, every) = step.repeat.map_or((1, Duration::ZERO), |repeat| (repeat.times, repeat.every));
    let again = |n| step.at + every * n;
    Ok((0..times)
        .flat_map(|n| matching.iter().map(move |machine| (n, *machine)))
        .map(|(n, machine)| Act { at: again(n), machine, event: step.event.clone() })
        .collect())
}

/// Whether `pattern`, a name or the beginning of one and `*`, means `name`.
fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |beginning| name.starts_with(beginning))
}

/// Faults at random: a machine's next message raises one of its faults, or clears one that is active.
fn of_load(load: &Load, machines: &[Machine], random: &mut StdRng) -> Result<Vec<Act>> {
    let faults_of = |machine: &Machine| -> Vec<Fault> {
        let of_kind = load.faults.iter().filter(|(kind, _)| machine.thing_name.starts_with(kind.as_str()));
        of_kind.flat_map(|(_, faults)| faults.clone()).collect()
    };
    let mut taking_part: Vec<(usize, Vec<(Fault, bool)>)> = machines
        .iter()
        .map(|machine| faults_of(machine).into_iter().map(|fault| (fault, false)).collect::<Vec<_>>())
        .enumerate()
        .filter(|(_, faults)| !faults.is_empty())
        .take(load.devices.unwrap_or(usize::MAX))
        .collect();
    if taking_part.is_empty() || load.rate <= 0.0 {
        bail!("the load needs a rate above zero and a machine that has faults");
    }
    let mut acts = Vec::new();
    let mut at = 0.0;
    loop {
        // Messages that know nothing of each other are apart by exponential times.
        at += -(1.0 - random.random::<f64>()).ln() / load.rate;
        if at >= load.lasts.as_secs_f64() {
            return Ok(acts);
        }
        let n = random.random_range(0..taking_part.len());
        let (machine, faults) = &mut taking_part[n];
        let indices: Vec<usize> = (0..faults.len()).collect();
        let Some(index) = indices.choose(random) else { continue };
        let (fault, active) = &mut faults[*index];
        *active = !*active;
        let event = if *active { Event::Raise(fault.clone()) } else { Event::Clear(fault.clone().over()) };
        acts.push(Act { at: Duration::from_secs_f64(at), machine: *machine, event });
    }
}

/// The share of loads that are far off, and of runs that are broken off: now and then one is.
const OUTLIERS: f64 = 0.01;
const ABORTED: f64 = 0.02;

/// What machines do and say beside faults.
fn of_work(work: Work, lasts: Duration, machines: &[Machine], random: &mut StdRng) -> Result<Vec<Act>> {
    let mut acts = Vec::new();
    for (index, machine) in machines.iter().enumerate() {
        // Machines do not speak all at once.
        let mut each = |every: Duration, event: Event| {
            let first = every.mul_f64(random.random());
            let times = (0_u32..).map(move |n| first + every * n).take_while(|at| *at < lasts);
            acts.extend(times.map(|at| Act { at, machine: index, event: event.clone() }));
        };
        each(work.measures, Event::Measure);
        each(work.reports, Event::Report);
        let of_the_farm = machines.iter().filter(|other| other.farm_id == machine.farm_id);
        let things: Vec<&str> = of_the_farm.map(|other| other.thing_name.as_str()).collect();
        let Some(menu) = Menu::of(&machine.thing_name, &things) else { continue };
        acts.extend(feed(work, &menu, lasts, random)?.into_iter().map(|(at, feeding)| Act {
            at,
            machine: index,
            event: Event::Feed(Box::new(feeding)),
        }));
    }
    Ok(acts)
}

/// The runs of a machine that end in time.
fn feed(work: Work, menu: &Menu, lasts: Duration, random: &mut StdRng) -> Result<Vec<(Duration, Feeding)>> {
    let manner = Manner { outliers: OUTLIERS, aborted: ABORTED, pace: work.pace };
    let mut steps = Vec::new();
    let mut begins = work.feeds.mul_f64(random.random::<f64>() / 4.0);
    for run in 0.. {
        let planned = feeding::run(menu, manner, random)?;
        let ends = begins + planned.last().map_or(Duration::ZERO, |last| last.ends);
        if ends >= lasts {
            break;
        }
        steps.extend(
            planned.into_iter().map(|planned| (begins + planned.ends, Feeding { run, begins, planned })),
        );
        begins = (begins + work.feeds).max(ends);
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_past_its_limit_by_the_catalogues_deadband() {
        let catalogue = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sam/catalogue.json");
        let catalogue: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(catalogue).unwrap()).unwrap();
        let definitions = catalogue["definitions"].as_array().unwrap();
        let mut compared = 0;
        for (name, _) in Scenario::names() {
            let Some(load) = Scenario::find(name).unwrap().load else { continue };
            for fault in load.faults.into_values().flatten() {
                let own = definitions.iter().find(|definition| definition["code"] == fault.code.as_str());
                let band = own.and_then(|definition| definition["deadband"].as_f64());
                let (Some(band), Some(raised), Some(limit)) = (band, fault.value, fault.limit) else {
                    continue;
                };
                let over = fault.clone().over().value.unwrap();
                let is_past = if raised >= limit { over <= limit - band } else { over >= limit + band };
                assert!(is_past, "{name}: {} ends with {over}, within {band} of {limit}", fault.code);
                compared += 1;
            }
        }
        assert!(compared > 0);
    }

    #[test]
    fn a_normal_day_has_telemetry_of_all_and_whole_runs_of_those_that_feed() {
        let machine = |name: &str| Machine {
            thing_name: name.to_owned(),
            farm_id: "a".to_owned(),
            entity_id: name.to_owned(),
            cert_file: "c".into(),
            key_file: "k".into(),
        };
        let machines = [machine("mixer-a-01"), machine("silo-a-01"), machine("gateway-a")];
        let acts = make(&Scenario::find("normal-day").unwrap(), &machines, 7).unwrap();
        for index in 0..machines.len() {
            let count = |wanted: fn(&Event) -> bool| {
                acts.iter().filter(|act| act.machine == index && wanted(&act.event)).count()
            };
            assert!(count(|event| matches!(event, Event::Measure)) > 10, "{index}");
            assert!(count(|event| matches!(event, Event::Report)) > 2, "{index}");
            assert_eq!(count(|event| matches!(event, Event::Feed(_))) > 0, index == 0);
        }
        let ends = acts.iter().filter_map(|act| match &act.event {
            Event::Feed(feeding) => Some((feeding.run, act.at)),
            _ => None,
        });
        let ends: Vec<_> = ends.collect();
        assert!(ends.is_sorted(), "a run ends before the next one begins: {ends:?}");
    }
}
