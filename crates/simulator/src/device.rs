//! A simulated machine: its own certificate, its own story, told over MQTT.

use std::{
    collections::BTreeMap,
    fs,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use rumqttc::{AsyncClient, Event as MqttEvent, MqttOptions, Packet, QoS, TlsConfiguration, Transport};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};
use tokio::{sync::watch, task::JoinHandle};
use valmetal_domain::{
    alarm::{
        ConditionKey,
        message::{ActiveCondition, AlarmMessage, DeviceState, SCHEMA_VERSION, Snapshot},
    },
    names::{AlarmCode, Component, ThingName},
};

use crate::{
    scenario::Fault,
    shadow,
    target::{Machine, Mqtt},
};

/// How long a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);
/// How many messages may wait for the connection.
const WAITING: usize = 4096;

/// A condition as the machine itself has it.
#[derive(Debug, Clone)]
struct Own {
    activation: u64,
    seq: u64,
    raised_at: Option<Timestamp>,
    fault: Fault,
}

/// A message that a machine made, and what is to be found again of it.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// The topic below `valmetal/<thing>/`; `shadow` is a report to the machine's shadow.
    pub topic: &'static str,
    /// What is published.
    pub payload: Vec<u8>,
    /// The condition's word in it; none for a snapshot or poison.
    pub word: Option<(ConditionKey, AlarmMessage)>,
}

/// A machine's story: what is wrong with it, by its own count. Knows no network.
#[derive(Debug)]
pub struct Story {
    thing: ThingName,
    boot: u64,
    conditions: BTreeMap<(Component, AlarmCode), Own>,
}

impl Story {
    /// A machine that has just started; its boot is the time.
    pub fn new(thing: ThingName, now: Timestamp) -> Self {
        Self { thing, boot: boot_of(now), conditions: BTreeMap::new() }
    }

    /// The machine starts anew: nothing is active.
    pub fn reboot(&mut self, now: Timestamp) {
        self.boot = boot_of(now).max(self.boot + 1);
        self.conditions.clear();
    }

    /// A condition begins; one that is active already says nothing.
    pub fn raise(&mut self, fault: &Fault, now: Timestamp) -> Option<Outgoing> {
        let key = (fault.component.clone(), fault.code.clone());
        let own = self.conditions.entry(key).or_insert_with(|| Own {
            activation: 0,
            seq: 0,
            raised_at: None,
            fault: fault.clone(),
        });
        if own.raised_at.is_some() {
            return None;
        }
        *own = Own { activation: own.activation + 1, seq: 0, raised_at: Some(now), fault: fault.clone() };
        Some(self.say(fault, DeviceState::Raised, now))
    }

    /// Its severity or value changes.
    pub fn change(&mut self, fault: &Fault, now: Timestamp) -> Option<Outgoing> {
        let own = self.conditions.get_mut(&(fault.component.clone(), fault.code.clone()))?;
        own.raised_at?;
        own.seq += 1;
        own.fault = fault.clone();
        Some(self.say(fault, DeviceState::Changed, now))
    }

    /// It ends.
    pub fn clear(&mut self, fault: &Fault, now: Timestamp) -> Option<Outgoing> {
        let key = (fault.component.clone(), fault.code.clone());
        self.conditions.get(&key)?.raised_at?;
        let message = self.say(fault, DeviceState::Cleared, now);
        self.conditions.get_mut(&key)?.raised_at = None;
        Some(message)
    }

    /// Everything that is active.
    pub fn snapshot(&self, now: Timestamp) -> Outgoing {
        let active = self
            .conditions
            .iter()
            .filter_map(|((component, code), own)| {
                Some(ActiveCondition {
                    code: code.clone(),
                    component: component.clone(),
                    activation: own.activation,
                    seq: own.seq,
                    raised_at: own.raised_at?,
                    severity: own.fault.severity,
                    value: own.fault.value,
                    limit: own.fault.limit,
                    unit: own.fault.unit.clone(),
                })
            })
            .collect();
        let snapshot = Snapshot { schema_version: SCHEMA_VERSION, boot: self.boot, at: now, active };
        Outgoing { topic: "alarms/snapshot", payload: json(&snapshot), word: None }
    }

    /// What is active and what is not, of every condition that was ever raised in this boot.
    pub fn truth(&self) -> Vec<(ConditionKey, bool)> {
        self.conditions
            .iter()
            .map(|((component, code), own)| {
                let key = ConditionKey {
                    thing: self.thing.clone(),
                    component: component.clone(),
                    code: code.clone(),
                };
                (key, own.raised_at.is_some())
            })
            .collect()
    }

    fn say(&self, fault: &Fault, state: DeviceState, now: Timestamp) -> Outgoing {
        let own = &self.conditions[&(fault.component.clone(), fault.code.clone())];
        let cleared = state == DeviceState::Cleared;
        let message = AlarmMessage {
            schema_version: SCHEMA_VERSION,
            code: fault.code.clone(),
            component: fault.component.clone(),
            state,
            boot: self.boot,
            activation: own.activation,
            seq: own.seq,
            at: now,
            raised_at: own.raised_at.filter(|_| cleared),
            severity: fault.severity.filter(|_| !cleared),
            value: fault.value,
            limit: fault.limit,
            unit: fault.unit.clone(),
        };
        let key = ConditionKey {
            thing: self.thing.clone(),
            component: fault.component.clone(),
            code: fault.code.clone(),
        };
        Outgoing { topic: "alarms", payload: json(&message), word: Some((key, message)) }
    }
}

fn boot_of(now: Timestamp) -> u64 {
    u64::try_from(now.as_millisecond()).unwrap_or_default()
}

fn json(message: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(message).expect("a message of ours is JSON")
}

/// Publishes on a connection.
#[derive(Clone)]
pub struct Publisher {
    thing: ThingName,
    client: AsyncClient,
}

impl Publisher {
    /// Publishes once, at least once by the protocol. Returns when the message is with the connection.
    pub async fn publish(&self, topic: &str, payload: Vec<u8>) -> Result<()> {
        let topic = match topic {
            shadow::TOPIC => shadow::reports(self.thing.as_str()),
            topic => format!("valmetal/{}/{topic}", self.thing),
        };
        self.client.publish(topic, QoS::AtLeastOnce, false, payload).await.context("the connection is closed")
    }
}

/// A machine's connection.
pub struct Connection {
    thing: ThingName,
    client: AsyncClient,
    events: JoinHandle<()>,
    state: watch::Receiver<State>,
}

/// How a connection stands.
#[derive(Debug, Clone, Default)]
struct State {
    connected: bool,
    subscribed: bool,
    acknowledged: u64,
    failure: Option<String>,
}

impl Connection {
    /// Connects with the machine's certificate. Where the broker refuses or is not there, the reason.
    pub async fn open(machine: &Machine, mqtt: &Mqtt) -> Result<Self> {
        let thing = ThingName::new(machine.thing_name.clone())?;
        let mut options = MqttOptions::new(thing.as_str(), &mqtt.host, mqtt.port);
        options
            .set_keep_alive(Duration::from_mins(1))
            .set_inflight(100)
            .set_max_packet_size(256 * 1024, 256 * 1024);
        options.set_transport(Transport::tls_with_config(TlsConfiguration::Rustls(Arc::new(tls(
            machine, mqtt,
        )?))));
        let (client, mut event_loop) = AsyncClient::new(options, WAITING);
        let (told, mut state) = watch::channel(State::default());
        let (reporter, reports) = (client.clone(), shadow::reports(thing.as_str()));
        let events = tokio::spawn(async move {
            loop {
                match event_loop.poll().await {
                    Ok(MqttEvent::Incoming(Packet::ConnAck(_))) => {
                        told.send_modify(|state| state.connected = true);
                    }
                    Ok(MqttEvent::Incoming(Packet::PubAck(_))) => {
                        told.send_modify(|state| state.acknowledged += 1);
                    }
                    Ok(MqttEvent::Incoming(Packet::SubAck(_))) => {
                        told.send_modify(|state| state.subscribed = true);
                    }
                    Ok(MqttEvent::Incoming(Packet::Publish(delta))) => {
                        if let Some(report) = shadow::done(&delta.payload) {
                            // Without an acknowledgement, which would count among those of what the machine says. Where it is
                            // lost, the next delta has it again.
                            let _ = reporter.try_publish(&reports, QoS::AtMostOnce, false, report);
                        }
                    }
                    Ok(_) => {}
                    Err(error) => {
                        told.send_modify(|state| state.failure = Some(error.to_string()));
                        return;
                    }
                }
            }
        });
        let settled = tokio::time::timeout(
            CONNECT_WITHIN,
            state.wait_for(|state| state.connected || state.failure.is_some()),
        );
        let failure = match settled.await {
            Ok(Ok(state)) => state.failure.clone(),
            _ => Some("no answer".to_owned()),
        };
        if let Some(failure) = failure {
            events.abort();
            anyhow::bail!("{thing} cannot connect to {}:{}: {failure}", mqtt.host, mqtt.port);
        }
        Ok(Self { thing, client, events, state })
    }

    /// From now on the machine does at once what its shadow desires, and reports it.
    pub async fn obey(&self) -> Result<()> {
        let topic = shadow::told(self.thing.as_str());
        self.client.subscribe(topic, QoS::AtLeastOnce).await.context("the connection is closed")?;
        let mut state = self.state.clone();
        let settled = state.wait_for(|state| state.subscribed || state.failure.is_some());
        let state = tokio::time::timeout(CONNECT_WITHIN, settled).await.context("no subscription")??;
        match &state.failure {
            Some(failure) => anyhow::bail!("{} lost its connection: {failure}", self.thing),
            None => Ok(()),
        }
    }

    /// What publishes on it.
    pub fn publisher(&self) -> Publisher {
        Publisher { thing: self.thing.clone(), client: self.client.clone() }
    }

    /// Waits until the broker has acknowledged so many messages of this connection.
    pub async fn acknowledged(&self, messages: u64, within: Duration) -> Result<()> {
        let mut state = self.state.clone();
        let reached = state.wait_for(|state| state.acknowledged >= messages || state.failure.is_some());
        let state =
            tokio::time::timeout(within, reached).await.context("the broker does not acknowledge")??;
        match &state.failure {
            Some(failure) => anyhow::bail!("{} lost its connection: {failure}", self.thing),
            None => Ok(()),
        }
    }

    /// Breaks the connection as a dead machine does: without a word.
    pub fn cut(self) {
        self.events.abort();
    }

    /// Says goodbye.
    pub async fn close(self) {
        if self.client.disconnect().await.is_ok() {
            // The event loop ends with an error once the broker has closed.
            let _ = tokio::time::timeout(Duration::from_secs(2), self.events).await;
        }
    }
}

fn tls(machine: &Machine, mqtt: &Mqtt) -> Result<ClientConfig> {
    let read = |path: &std::path::Path| fs::read(path).with_context(|| path.display().to_string());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&read(&mqtt.ca_file)?) {
        roots.add(certificate?)?;
    }
    let chain = CertificateDer::pem_slice_iter(&read(&machine.cert_file)?).collect::<Result<Vec<_>, _>>()?;
    let key = PrivateKeyDer::from_pem_slice(&read(&machine.key_file)?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)?)
}

/// A message that was published.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Whose.
    pub thing: String,
    /// The topic below `valmetal/<thing>/`.
    pub topic: &'static str,
    /// The bytes.
    pub payload: Vec<u8>,
    /// The condition's word in it; none for a snapshot or poison.
    pub word: Option<(ConditionKey, AlarmMessage)>,
    /// When.
    pub at: Instant,
    /// It was published again.
    pub again: bool,
}

/// Everything that was published.
#[derive(Debug, Clone, Default)]
pub struct Ledger(Arc<Mutex<Vec<Sent>>>);

impl Ledger {
    /// Adds a message.
    pub fn add(&self, sent: Sent) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sent);
    }

    /// What was published so far.
    pub fn all(&self) -> Vec<Sent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
