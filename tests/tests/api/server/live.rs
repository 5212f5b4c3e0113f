//! The live stream, from a machine's message to a browser behind the front door.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader, Lines},
    net::TcpStream,
    time::timeout,
};
use valmetal_domain::names::ThingName;
use valmetal_simulator::{
    api::Api,
    device::{Connection, Outgoing, Story},
    scenario::Fault,
};

use super::process::{WITHIN, begin};
use crate::platform::{Platform, Way};

/// How long a stream may say nothing.
const SILENCE: Duration = Duration::from_secs(20);
const FARM: &str = "erables";

/// An open stream.
struct Stream(Lines<BufReader<TcpStream>>);

#[allow(clippy::struct_field_names, reason = "the names of the standard")]
struct Event {
    id: String,
    event: String,
    data: Value,
}

impl Stream {
    async fn open(platform: &Platform, api: &Api, last: Option<&str>) -> Self {
        let url = platform.url(Way::Functions);
        let address = url.trim_start_matches("http://");
        let token = api.token().await.unwrap();
        let last = last.map(|last| format!("last-event-id: {last}\r\n")).unwrap_or_default();
        let headers = format!("authorization: Bearer {token}\r\n{last}");
        let stream = begin(address, &format!("GET /v1/live?farmId={FARM}"), &headers, "").await;
        Self(BufReader::new(stream).lines())
    }

    /// The rest of the next line that begins with `start`.
    async fn line(&mut self, start: &str) -> String {
        loop {
            let line = timeout(SILENCE, self.0.next_line()).await.expect("it is not silent that long");
            let line = line.unwrap().expect("it goes on");
            if let Some(rest) = line.strip_prefix(start) {
                return rest.trim().to_owned();
            }
        }
    }

    async fn event(&mut self) -> Event {
        let (id, event) = (self.line("id:").await, self.line("event:").await);
        Event { id, event, data: serde_json::from_str(&self.line("data:").await).unwrap() }
    }

    /// The next event of this alarm.
    async fn of_alarm(&mut self, alarm: &str) -> Event {
        timeout(WITHIN, async {
            loop {
                let event = self.event().await;
                if event.event == "alarm" && event.data["id"] == alarm {
                    return event;
                }
            }
        })
        .await
        .expect("the alarm is told in time")
    }
}

#[tokio::test]
async fn an_alarm_reaches_a_stream_and_one_that_broke_misses_nothing() {
    let platform = Platform::find();
    let user =
        platform.target.users.iter().find(|user| user.role == "worker" && user.farms == [FARM]).unwrap();
    let worker = platform.client(Way::Functions, user);
    let machine =
        platform.target.devices.iter().find(|machine| machine.thing_name == "mixer-erables-01").unwrap();
    let connection = Connection::open(machine, &platform.target.mqtt).await.unwrap();
    let mut story = Story::new(ThingName::new(machine.thing_name.clone()).unwrap(), Timestamp::now());
    let fault: Fault =
        serde_json::from_value(json!({ "component": "live-test", "code": "MOTOR_OVERLOAD" })).unwrap();
    let publisher = connection.publisher();
    let tell = async |message: Outgoing| publisher.publish(message.topic, message.payload).await.unwrap();

    let mut stream = Stream::open(&platform, &worker, None).await;
    assert_eq!(stream.event().await.event, "ready");
    let raised = story.raise(&fault, Timestamp::now()).unwrap();
    let alarm = raised.word.as_ref().unwrap().0.alarm_id().to_string();
    tell(raised).await;
    let seen = stream.of_alarm(&alarm).await;
    assert_eq!(seen.data["farmId"], FARM, "{}", seen.data);
    drop(stream);

    tell(story.clear(&fault, Timestamp::now()).unwrap()).await;
    let acknowledged = json!({ "occurrence": seen.data["occurrence"] });
    let answer = worker.post(&format!("/v1/alarms/{alarm}/acknowledge"), &acknowledged).await.unwrap();
    assert!(answer.status.is_success(), "{}", answer.json);
    // What happened while nobody listened comes after the last event that came.
    let mut stream = Stream::open(&platform, &worker, Some(&seen.id)).await;
    loop {
        let event = stream.of_alarm(&alarm).await;
        if event.data["state"] == "normal" {
            break;
        }
    }
    assert_eq!(stream.line(":").await, "heartbeat");
}
