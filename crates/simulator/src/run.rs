//! A simulation, from the connections to the audit.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::{sync::mpsc, task::JoinSet, time::sleep};
use valmetal_domain::{alarm::ConditionKey, names::ThingName};

use crate::{
    api::Api,
    audit,
    device::{Connection, Ledger, Outgoing, Publisher, Sent, Story},
    latency::Watch,
    plan::{self, Act},
    report::Report,
    scenario::{Delivery, Event, Scenario},
    target::{Machine, Mqtt, Target},
    work::Working,
};

/// How long the broker may take to acknowledge what was sent last.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_mins(1);

/// Runs `scenario` against `target` and audits what became of it. `settle` is how long nothing may change before a message
/// counts as missing.
pub async fn run(target: &Target, scenario: &Scenario, seed: u64, settle: Duration) -> Result<Report> {
    let acts = plan::make(scenario, &target.devices, seed)?;
    let admin = target.user("admin").context("the audit needs an administrator's sign-in")?;
    let api = Arc::new(Api::new(target, admin)?);
    api.token().await?;

    let began = Instant::now();
    let ledger = Ledger::default();
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut machines = JoinSet::new();
    for (index, acts) in by_machine(acts) {
        let machine = Running {
            machine: target.devices[index].clone(),
            mqtt: target.mqtt.clone(),
            delivery: scenario.delivery,
            obeys: scenario.work.is_some(),
            random: StdRng::seed_from_u64(seed.wrapping_add(index as u64 + 1)),
            ledger: ledger.clone(),
            tell: tell.clone(),
            published: 0,
        };
        machines.spawn(machine.live(acts));
    }
    drop(tell);

    let mut watch = Watch::new(api.clone());
    while let Some(sent) = told.recv().await {
        if let Sent { word: Some((key, message)), again: false, at, .. } = &sent {
            watch.look(key, message, *at);
        }
    }
    let mut lives = Vec::new();
    while let Some(life) = machines.join_next().await {
        lives.push(life??);
    }
    let sending = began.elapsed();
    let latencies = watch.finish().await;

    let lost = lives.iter().map(|life| life.lost).sum();
    let truth: Vec<(ConditionKey, bool)> = lives.into_iter().flat_map(|life| life.truth).collect();
    let found = audit::audit(target, &api, &ledger.all(), &truth, settle).await?;
    Ok(Report::new(&ledger.all(), lost, sending, latencies, found))
}

fn by_machine(acts: Vec<Act>) -> BTreeMap<usize, Vec<Act>> {
    let mut sorted: BTreeMap<usize, Vec<Act>> = BTreeMap::new();
    for act in acts {
        sorted.entry(act.machine).or_default().push(act);
    }
    sorted
}

/// A machine with its connection.
struct Running {
    machine: Machine,
    mqtt: Mqtt,
    delivery: Delivery,
    /// Whether it does what its shadow desires.
    obeys: bool,
    random: StdRng,
    ledger: Ledger,
    tell: mpsc::UnboundedSender<Sent>,
    /// What was published on the connection that is open.
    published: u64,
}

/// What a machine knows of itself in the end.
struct Life {
    lost: usize,
    truth: Vec<(ConditionKey, bool)>,
}

impl Running {
    async fn live(mut self, timetable: Vec<Act>) -> Result<Life> {
        let mut story = Story::new(ThingName::new(self.machine.thing_name.clone())?, Timestamp::now());
        let mut working = Working::new(&self.machine.thing_name, Timestamp::now());
        let mut connection = Some(self.connect(&story).await?);
        let began = tokio::time::Instant::now();
        let mut late = JoinSet::new();
        let mut lost = 0;
        for act in timetable {
            tokio::time::sleep_until(began + act.at).await;
            let now = Timestamp::now();
            let message = match &act.event {
                Event::Raise(fault) => story.raise(fault, now),
                Event::Change(fault) => story.change(fault, now),
                Event::Clear(fault) => story.clear(fault, now),
                Event::Publish(poison) => {
                    Some(Outgoing { topic: "alarms", payload: poison.payload(), word: None })
                }
                Event::Measure => Some(working.measure(now)),
                Event::Report => Some(working.report(now)),
                Event::Feed(feeding) => Some(working.feed(feeding)?),
                Event::Disconnect {} => {
                    if let Some(connection) = connection.take() {
                        connection.cut();
                    }
                    None
                }
                Event::Connect {} => {
                    if connection.is_none() {
                        connection = Some(self.connect(&story).await?);
                    }
                    None
                }
                Event::Reboot {} => {
                    if let Some(connection) = connection.take() {
                        connection.cut();
                    }
                    story.reboot(now);
                    connection = Some(self.connect(&story).await?);
                    None
                }
            };
            let Some(message) = message else { continue };
            match &connection {
                Some(open) if message.word.is_none() || !self.random.random_bool(self.delivery.lose) => {
                    self.deliver(&open.publisher(), &message, &mut late);
                }
                _ => lost += 1,
            }
        }
        while let Some(delivered) = late.join_next().await {
            delivered??;
        }
        if let Some(open) = connection.take() {
            open.acknowledged(self.published, ACKNOWLEDGED_WITHIN).await?;
            if lost == 0 {
                open.close().await;
                return Ok(Life { lost, truth: story.truth() });
            }
            open.close().await;
        }
        // What was lost is mended by the snapshot of the next connection.
        let mended = self.connect(&story).await?;
        mended.acknowledged(self.published, ACKNOWLEDGED_WITHIN).await?;
        mended.close().await;
        Ok(Life { lost, truth: story.truth() })
    }

    /// Connects and says what is active.
    async fn connect(&mut self, story: &Story) -> Result<Connection> {
        let connection = Connection::open(&self.machine, &self.mqtt).await?;
        self.published = 1;
        if self.obeys {
            connection.obey().await?;
        }
        let publisher = connection.publisher();
        send(&publisher, &self.machine, story.snapshot(Timestamp::now()), false, &self.ledger, &self.tell)
            .await?;
        Ok(connection)
    }

    /// Publishes as the network would have it: at once or late, once or twice.
    fn deliver(&mut self, publisher: &Publisher, message: &Outgoing, late: &mut JoinSet<Result<()>>) {
        let times = if self.random.random_bool(self.delivery.duplicate) { 2 } else { 1 };
        for n in 0..times {
            self.published += 1;
            let delay = self.delivery.shuffle_within.mul_f64(self.random.random::<f64>());
            let (publisher, machine, message) = (publisher.clone(), self.machine.clone(), message.clone());
            let (ledger, tell) = (self.ledger.clone(), self.tell.clone());
            late.spawn(async move {
                sleep(delay).await;
                send(&publisher, &machine, message, n > 0, &ledger, &tell).await
            });
        }
    }
}

async fn send(
    publisher: &Publisher,
    machine: &Machine,
    message: Outgoing,
    again: bool,
    ledger: &Ledger,
    tell: &mpsc::UnboundedSender<Sent>,
) -> Result<()> {
    let Outgoing { topic, payload, word } = message;
    let at = Instant::now();
    publisher.publish(topic, payload.clone()).await?;
    let sent = Sent { thing: machine.thing_name.clone(), topic, payload, word, at, again };
    ledger.add(sent.clone());
    // Nobody listens any more once the simulation was given up.
    let _ = tell.send(sent);
    Ok(())
}
