//! Whether every message is where it belongs: in a condition's journal, or in the dead-letter queue; and whether the platform
//! has active what the machines have.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use aws_sdk_sqs::types::Message;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;
use tokio::time::sleep;
use valmetal_domain::alarm::{ConditionKey, story::Position};

use crate::{api::Api, device::Sent, history, latency::position_of, target::Target};

/// How often everything is looked at again while something is missing.
const EVERY: Duration = Duration::from_millis(500);
/// How many alarms are read at once.
const AT_ONCE: usize = 8;
/// The longest page of a journal.
const PAGE: usize = 200;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Words that are in a journal.
    pub in_journals: usize,
    /// Messages that are in the dead-letter queue, by reason.
    pub dead_letters: BTreeMap<String, usize>,
    /// What is nowhere: words, steps of runs, measurements.
    pub missing: Vec<String>,
    /// Poison that is not in the dead-letter queue.
    pub missing_dead_letters: usize,
    /// Conditions that the platform has in another way than the machine.
    pub disagreeing: Vec<String>,
    /// The platform's conditions by state.
    pub states: BTreeMap<String, usize>,
    /// The journal's records by event.
    pub events: BTreeMap<String, usize>,
    /// Escalations by status.
    pub escalations: BTreeMap<String, usize>,
}

impl Found {
    /// Whether nothing is missing and nobody disagrees.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.missing_dead_letters == 0 && self.disagreeing.is_empty()
    }
}

/// Looks until everything is found, or nothing new was for `settle`.
pub async fn audit(
    target: &Target,
    api: &Api,
    sent: &[Sent],
    truth: &[(ConditionKey, bool)],
    settle: Duration,
) -> Result<Found> {
    let mut dead = DeadLetters::of(target)?;
    let mut last_news = Instant::now();
    let mut last = usize::MAX;
    loop {
        let mut found = look(api, &mut dead, sent, truth).await?;
        found.missing.extend(history::missing(target, api, sent).await?);
        if found.is_complete() {
            return Ok(found);
        }
        let open = found.missing.len() + found.missing_dead_letters + found.disagreeing.len();
        if open != last {
            (last, last_news) = (open, Instant::now());
        }
        if last_news.elapsed() > settle {
            return Ok(found);
        }
        sleep(EVERY).await;
    }
}

async fn look(
    api: &Api,
    dead: &mut DeadLetters,
    sent: &[Sent],
    truth: &[(ConditionKey, bool)],
) -> Result<Found> {
    let mut wanted: BTreeMap<ConditionKey, BTreeSet<Position>> = BTreeMap::new();
    for (key, message) in sent.iter().filter_map(|sent| sent.word.as_ref()) {
        wanted.entry(key.clone()).or_default().insert(message.position());
    }
    let keys: BTreeSet<ConditionKey> =
        wanted.keys().chain(truth.iter().map(|(key, _)| key)).cloned().collect();
    let alarms: BTreeMap<ConditionKey, Alarm> = stream::iter(keys)
        .map(|key| async move { read(api, &key).await.map(|alarm| (key, alarm)) })
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;

    dead.read().await?;
    let letters = &*dead;
    let mut found = Found { dead_letters: letters.by_reason(), ..Found::default() };
    for (key, positions) in &wanted {
        let known = &alarms[key].positions;
        for position in positions {
            if known.contains(position) || letters.contains_word(key, *position) {
                found.in_journals += 1;
            } else {
                found.missing.push(format!("{}/{}/{} {position:?}", key.thing, key.component, key.code));
            }
        }
    }
    found.missing_dead_letters = sent
        .iter()
        .filter(|sent| sent.word.is_none() && sent.topic == "alarms")
        .filter(|sent| !letters.contains(&sent.thing, &sent.payload))
        .count();
    for (key, active) in truth {
        let alarm = &alarms[key];
        // An on-delay or an off-delay that runs is on its way to the machine's own opinion.
        let agrees = match alarm.condition.as_deref() {
            Some("active") => *active,
            None | Some("inactive") => !*active,
            _ => true,
        };
        if !agrees {
            let platform = alarm.condition.as_deref().unwrap_or("unknown");
            found.disagreeing.push(format!(
                "{}/{}/{}: the machine says {}, the platform {platform}",
                key.thing,
                key.component,
                key.code,
                if *active { "active" } else { "inactive" },
            ));
        }
    }
    for alarm in alarms.values() {
        count(&mut found.states, alarm.state.as_deref());
        count(&mut found.escalations, alarm.escalation.as_deref());
        for event in &alarm.events {
            count(&mut found.events, Some(event));
        }
    }
    Ok(found)
}

fn count(counts: &mut BTreeMap<String, usize>, word: Option<&str>) {
    if let Some(word) = word {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
}

/// An alarm with its whole journal; nothing of it where the platform has none.
#[derive(Debug, Default)]
struct Alarm {
    condition: Option<String>,
    state: Option<String>,
    escalation: Option<String>,
    positions: HashSet<Position>,
    events: Vec<String>,
}

async fn read(api: &Api, key: &ConditionKey) -> Result<Alarm> {
    let mut alarm = Alarm::default();
    let mut before = String::new();
    loop {
        let path = format!("/v1/alarms/{}?limit={PAGE}{before}", key.alarm_id());
        let answer = api.send(hyper::Method::GET, &path, &[], None).await?;
        if answer.status == hyper::StatusCode::NOT_FOUND {
            return Ok(alarm);
        }
        anyhow::ensure!(
            answer.status == hyper::StatusCode::OK,
            "GET {path}: {} {}",
            answer.status,
            answer.json
        );
        let text = |field: &Value| field.as_str().map(str::to_owned);
        alarm.condition = text(&answer.json["condition"]);
        alarm.state = text(&answer.json["state"]);
        alarm.escalation = text(&answer.json["escalation"]["status"]);
        let journal = answer.json["journal"].as_array().context("an alarm without its journal")?;
        alarm.positions.extend(journal.iter().filter_map(|record| position_of(&record["device"])));
        alarm.events.extend(journal.iter().filter_map(|record| text(&record["event"])));
        match journal.last().and_then(|record| record["version"].as_u64()) {
            Some(oldest) if journal.len() == PAGE => before = format!("&before={oldest}"),
            _ => return Ok(alarm),
        }
    }
}

/// The alarm queue's dead letters, read and left where they are.
struct DeadLetters {
    sqs: aws_sdk_sqs::Client,
    queue: String,
    letters: BTreeMap<String, Letter>,
}

struct Letter {
    reason: String,
    thing: String,
    payload: Vec<u8>,
}

impl DeadLetters {
    fn of(target: &Target) -> Result<Self> {
        let queue = target.outputs.get("AlarmDeadLettersUrl");
        let queue = queue.context("the stack has no output AlarmDeadLettersUrl")?.clone();
        Ok(Self { sqs: aws_sdk_sqs::Client::new(&target.aws()), queue, letters: BTreeMap::new() })
    }

    /// Reads what is new. A letter that was read is hidden from others for a moment only.
    async fn read(&mut self) -> Result<()> {
        loop {
            let answer = self
                .sqs
                .receive_message()
                .queue_url(&self.queue)
                .max_number_of_messages(10)
                .visibility_timeout(5)
                .message_attribute_names("All")
                .send()
                .await?;
            let messages = answer.messages.unwrap_or_default();
            if messages.is_empty() {
                return Ok(());
            }
            for message in messages {
                if let Some((id, letter)) = letter(message) {
                    self.letters.insert(id, letter);
                }
            }
        }
    }

    fn by_reason(&self) -> BTreeMap<String, usize> {
        let mut reasons = BTreeMap::new();
        for letter in self.letters.values() {
            count(&mut reasons, Some(&letter.reason));
        }
        reasons
    }

    /// Whether this payload of this thing is there, byte for byte.
    fn contains(&self, thing: &str, payload: &[u8]) -> bool {
        self.letters.values().any(|letter| letter.thing == thing && letter.payload == payload)
    }

    /// Whether a message with this word of this condition is there.
    fn contains_word(&self, key: &ConditionKey, position: Position) -> bool {
        self.letters.values().filter(|letter| letter.thing == key.thing.as_str()).any(|letter| {
            let message: Result<valmetal_domain::alarm::message::AlarmMessage, _> =
                serde_json::from_slice(&letter.payload);
            message.is_ok_and(|message| {
                message.position() == position
                    && message.code == key.code
                    && message.component == key.component
            })
        })
    }
}

fn letter(message: Message) -> Option<(String, Letter)> {
    let attribute = |name: &str| {
        let value = message.message_attributes.as_ref()?.get(name)?;
        value.string_value.clone()
    };
    let reason = attribute("reason").unwrap_or_else(|| "none".to_owned());
    let body: Value = serde_json::from_str(message.body.as_deref()?).ok()?;
    let letter = Letter {
        reason,
        thing: body["thing"].as_str()?.to_owned(),
        payload: STANDARD.decode(body["payload"].as_str()?).ok()?,
    };
    Some((message.message_id?, letter))
}
