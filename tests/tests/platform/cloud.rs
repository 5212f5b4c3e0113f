//! The cloud under test, and waiting for it.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use valmetal_domain::{alarm::ConditionKey, names::ThingName};
use valmetal_simulator::{
    api::{Answer, Api},
    device::{Connection, Outgoing, Story},
    scenario::Fault,
    target::{Machine, Target},
};
use valmetal_tests::local_cloud;

/// How long the platform may take for anything. The emulator alone takes a tenth of a second for each function.
pub(crate) const WITHIN: Duration = Duration::from_mins(1);
const EVERY: Duration = Duration::from_millis(200);

/// The cloud under test.
pub(crate) struct Cloud {
    pub(crate) target: Target,
}

impl Cloud {
    /// The cloud that runs.
    pub(crate) fn find() -> Self {
        Self { target: Target::parse(&local_cloud::status()).unwrap() }
    }

    /// The client of a person of this role on `farm`.
    pub(crate) fn person(&self, role: &str, farm: &str) -> Api {
        let user = self
            .target
            .users
            .iter()
            .find(|user| user.role == role && (role == "admin" || user.farms.iter().any(|f| f == farm)))
            .unwrap_or_else(|| panic!("nobody is {role} of {farm}"));
        Api::new(&self.target, user).unwrap()
    }

    /// A machine that no other test of this process uses, whose name begins with `kind`.
    pub(crate) fn machine(&self, kind: &str, farm: &str, nth: usize) -> Machine {
        let mut fitting = self
            .target
            .devices
            .iter()
            .filter(|machine| machine.thing_name.starts_with(kind) && machine.farm_id == farm);
        fitting.nth(nth).unwrap_or_else(|| panic!("{farm} has no {kind} number {nth}")).clone()
    }
}

/// A machine that is connected, with its story.
pub(crate) struct Device {
    pub(crate) machine: Machine,
    pub(crate) story: Story,
    connection: Connection,
    published: AtomicUsize,
}

impl Device {
    /// Connects, and says that nothing is active.
    pub(crate) async fn connect(cloud: &Cloud, machine: Machine) -> Self {
        let now = jiff::Timestamp::now();
        let story = Story::new(ThingName::new(machine.thing_name.clone()).unwrap(), now);
        let connection = Connection::open(&machine, &cloud.target.mqtt).await.unwrap();
        let device = Self { machine, connection, published: AtomicUsize::new(0), story };
        device.publish(device.story.snapshot(now)).await;
        device
    }

    /// Publishes, and waits until the broker has it.
    pub(crate) async fn publish(&self, message: Outgoing) {
        self.connection.publisher().publish(message.topic, message.payload).await.unwrap();
        let published = self.published.fetch_add(1, Ordering::SeqCst) + 1;
        self.connection.acknowledged(published as u64, WITHIN).await.unwrap();
    }

    /// From now on the machine does what it is told.
    pub(crate) async fn obey(&self) {
        self.connection.obey().await.unwrap();
    }

    /// Publishes JSON below `valmetal/<thing>/`, and waits until the broker has it.
    pub(crate) async fn say(&self, topic: &'static str, message: &Value) {
        self.publish(Outgoing { topic, payload: message.to_string().into_bytes(), word: None }).await;
    }

    /// Raises a fault and tells the platform.
    pub(crate) async fn raise(&mut self, fault: &Fault) -> ConditionKey {
        let message = self.story.raise(fault, jiff::Timestamp::now()).unwrap();
        let key = message.word.as_ref().unwrap().0.clone();
        self.publish(message).await;
        key
    }

    /// Clears a fault and tells the platform.
    pub(crate) async fn clear(&mut self, fault: &Fault) {
        let message = self.story.clear(fault, jiff::Timestamp::now()).unwrap();
        self.publish(message).await;
    }
}

/// A fault without a value.
pub(crate) fn fault(component: &str, code: &str) -> Fault {
    toml::from_str(&format!("component = {component:?}\ncode = {code:?}")).unwrap()
}

/// Waits until `look` answers something, and says `what` was waited for where it never does.
pub(crate) async fn eventually<T, F, Looking>(what: &str, look: F) -> T
where
    F: Fn() -> Looking,
    Looking: Future<Output = Option<T>>,
{
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < WITHIN, "waited {WITHIN:?} in vain for {what}");
        tokio::time::sleep(EVERY).await;
    }
}

/// Waits until the alarm is as `good` says.
pub(crate) async fn alarm_that(
    api: &Api,
    key: &ConditionKey,
    what: &str,
    good: impl Fn(&Value) -> bool,
) -> Value {
    let path = format!("/v1/alarms/{}", key.alarm_id());
    eventually(what, async || api.get(&path).await.ok().filter(|alarm| good(alarm))).await
}

/// Does something to an alarm.
pub(crate) async fn act(api: &Api, key: &ConditionKey, act: &str, body: &Value) -> Answer {
    api.post(&format!("/v1/alarms/{}/{act}", key.alarm_id()), body).await.unwrap()
}

/// The body of an acknowledgement of the occurrence that `alarm` shows.
pub(crate) fn seen(alarm: &Value) -> Value {
    json!({ "occurrence": alarm["occurrence"] })
}
