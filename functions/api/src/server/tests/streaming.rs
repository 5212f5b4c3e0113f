//! Live streams over real connections.

use std::sync::Arc;

use axum::middleware;
use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use valmetal_domain::names::FarmId;
use valmetal_runtime::{
    config::Env,
    error::Error,
    handler::Init,
    http::{enclosed, table},
};

use super::{
    super::{
        config::Config,
        gate::{self, Gate},
        live::{self, Hub},
        series::Series,
    },
    pool::{CLIENT, ISSUER, Pool, claims, now, token},
    serving::{SOON, Served, ask, serve},
};

/// An update that no socket's buffers hold many of.
const LARGE: usize = 100_000;

struct Streaming {
    hub: Hub,
    served: Served,
    _pool: Pool,
}

impl Streaming {
    /// The route, behind the gate, on a hub of its own.
    async fn start() -> Self {
        let pool = Pool::start().await;
        let env = Env::of([
            ("USER_POOL_ISSUER", ISSUER),
            ("USER_POOL_CLIENTS", CLIENT),
            ("USER_POOL_KEYS_URL", pool.keys_url.as_str()),
        ]);
        let init = Init { env, ..Init::process() };
        let series = Arc::new(Series::default());
        let hub = init.shared.get_or_make(|| Ok::<_, Error>(Hub::new(series.clone()))).unwrap();
        hub.connected();
        let gate = Gate::new(&Config::read(&init.env).unwrap(), &live::routes(), series).unwrap();
        let routes = table(live::routes(), &init).await.unwrap();
        let routes = routes.layer(middleware::from_fn_with_state(gate, gate::pass));
        let served = serve(enclosed(routes, &init).unwrap(), SOON).await;
        Self { hub, served, _pool: pool }
    }

    fn publish(&self, farm: &str, version: u32) {
        let update = json!({"type": "alarm", "version": version}).to_string();
        self.hub.publish(&FarmId::new(farm).unwrap(), update.as_bytes());
    }

    async fn open(&self, token: &str, last: Option<&str>) -> Reader {
        Reader::of(TcpStream::connect(&self.served.address).await.unwrap(), token, last).await
    }
}

#[allow(clippy::struct_field_names, reason = "the names of the standard")]
#[derive(Debug, PartialEq, Eq)]
struct Event {
    id: String,
    event: String,
    data: String,
}

/// One open stream, which is read line by line.
struct Reader {
    lines: Lines<BufReader<TcpStream>>,
}

impl Reader {
    async fn of(mut stream: TcpStream, token: &str, last: Option<&str>) -> Self {
        let last = last.map(|last| format!("last-event-id: {last}\r\n")).unwrap_or_default();
        let request =
            format!("GET /v1/live HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\n{last}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        assert_eq!(lines.next_line().await.unwrap().as_deref(), Some("HTTP/1.1 200 OK"));
        Self { lines }
    }

    /// The next line that begins with `start`; none at the end.
    async fn line(&mut self, start: &str) -> Option<String> {
        loop {
            let line = timeout(SOON, self.lines.next_line()).await.expect("a line in time").ok()??;
            // The last chunk has no bytes.
            if line == "0" {
                return None;
            }
            if let Some(rest) = line.strip_prefix(start) {
                return Some(rest.trim().to_owned());
            }
        }
    }

    async fn event(&mut self) -> Option<Event> {
        let id = self.line("id:").await?;
        Some(Event { id, event: self.line("event:").await?, data: self.line("data:").await? })
    }

    async fn version(&mut self) -> u64 {
        let event = self.event().await.expect("an event");
        serde_json::from_str::<serde_json::Value>(&event.data).unwrap()["version"].as_u64().unwrap()
    }
}

#[tokio::test]
async fn a_new_connection_goes_on_after_the_last_event_of_the_old_one() {
    let streaming = Streaming::start().await;
    let token = token(&claims());
    let mut first = streaming.open(&token, None).await;
    assert_eq!(first.event().await.unwrap().event, "ready");
    streaming.publish("lakeside", 1);
    streaming.publish("elsewhere", 2);
    streaming.publish("lakeside", 3);
    let last = first.event().await.unwrap();
    assert_eq!((last.event.as_str(), last.data.as_str()), ("alarm", r#"{"type":"alarm","version":1}"#));
    drop(first);

    streaming.publish("lakeside", 4);
    let mut again = streaming.open(&token, Some(&last.id)).await;
    assert_eq!([again.version().await, again.version().await], [3, 4]);
    assert_eq!(again.event().await.unwrap().event, "ready");

    let mut elsewhere = streaming.open(&token, Some("of-another-task-7")).await;
    assert_eq!(elsewhere.event().await.unwrap().event, "reset");
}

#[tokio::test]
async fn a_reader_that_does_not_read_loses_its_connection_and_nobody_else_does() {
    let streaming = Streaming::start().await;
    let token = token(&claims());
    let mut quick = streaming.open(&token, None).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(streaming.served.address.parse().unwrap()).await.unwrap();
    let mut slow = Reader::of(stream, &token, None).await;
    assert_eq!(quick.event().await.unwrap().event, "ready");
    assert_eq!(slow.event().await.unwrap().event, "ready");

    let farm = FarmId::new("lakeside").unwrap();
    let mut published = 0;
    while streaming.hub.open_streams() == 2 {
        let update = json!({"type": "alarm", "version": published, "text": "x".repeat(LARGE)}).to_string();
        streaming.hub.publish(&farm, update.as_bytes());
        assert_eq!(quick.version().await, published);
        published += 1;
        assert!(published < 1_000, "the slow one is never cut off");
    }
    while slow.line("id:").await.is_some() {}
    streaming.publish("lakeside", 1_000);
    assert_eq!(quick.version().await, 1_000);
}

#[tokio::test]
async fn a_stream_with_nothing_to_say_says_that_it_is_there() {
    let streaming = Streaming::start().await;
    let mut stream = streaming.open(&token(&claims()), None).await;
    assert_eq!(stream.event().await.unwrap().event, "ready");
    streaming.hub.beat();
    assert_eq!(stream.line(":").await.as_deref(), Some("heartbeat"));
}

#[tokio::test]
async fn a_stream_ends_with_its_token_and_with_its_task() {
    let streaming = Streaming::start().await;
    let mut short = claims();
    short["exp"] = json!(now() + 2);
    let mut expires = streaming.open(&token(&short), None).await;
    let mut ended = streaming.open(&token(&claims()), None).await;
    assert_eq!(expires.event().await.unwrap().event, "ready");
    assert_eq!(ended.event().await.unwrap().event, "ready");
    assert_eq!(expires.event().await, None);
    streaming.publish("lakeside", 1);
    assert_eq!(ended.version().await, 1);

    streaming.hub.close();
    assert_eq!(ended.event().await, None);
    let refused = ask(&streaming.served.address, "/v1/live", Some(&token(&claims()))).await;
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 1"), "{refused}");
}

#[tokio::test]
async fn nobody_watches_a_farm_that_is_not_theirs() {
    let streaming = Streaming::start().await;
    let token = token(&claims());
    for (path, token, status) in [
        ("/v1/live", None, 401),
        ("/v1/live?farmId=elsewhere", Some(token.as_str()), 404),
        ("/v1/live?farm=lakeside", Some(token.as_str()), 400),
    ] {
        let answer = ask(&streaming.served.address, path, token).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    }
    assert_eq!(streaming.hub.open_streams(), 0);
}
