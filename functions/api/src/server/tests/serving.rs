use std::{sync::Arc, time::Duration};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinHandle,
    time::timeout,
};
use valmetal_runtime::{
    claims::Caller,
    config::Env,
    handler::Init,
    http::{Body, enclosed},
};

use super::{
    super::{
        accept::{self, Connection},
        config::Config,
        gate::{self, Gate},
        rate::Rates,
        series::Series,
    },
    pool::{CLIENT, ISSUER, Pool, claims, token},
};

pub(super) const SOON: Duration = Duration::from_secs(5);

pub(super) struct Served {
    pub(super) address: String,
    closing: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

pub(super) async fn serve(routes: Router, patience: Duration) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (closing, closed) = watch::channel(false);
    let limits = accept::Limits { connections: 100, patience };
    let serving = tokio::spawn(accept::serve(listener, routes, limits, Arc::new(Series::default()), closed));
    Served { address, closing, serving }
}

/// Sends a request on a connection of its own and reads to its end.
pub(super) async fn ask(address: &str, path: &str, token: Option<&str>) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let authorization = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{authorization}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(SOON, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
    answer
}

/// A gate before routes that know who asks.
async fn gated(pool: &Pool, variables: &[(&str, &str)]) -> Served {
    let given = [
        ("USER_POOL_ISSUER", ISSUER),
        ("USER_POOL_CLIENTS", CLIENT),
        ("USER_POOL_KEYS_URL", pool.keys_url.as_str()),
    ];
    let env = Env::of(given.into_iter().chain(variables.iter().copied()));
    let gate = Gate::new(&Config::read(&env).unwrap(), &[], Arc::new(Series::default())).unwrap();
    let routes = Router::new()
        .route("/me", get(|caller: Caller| async move { caller.user_id.to_string() }))
        .route("/slow", get(std::future::pending::<()>))
        .route("/text", post(|Body(text): Body<String>| async move { text }))
        .layer(middleware::from_fn_with_state(gate, gate::pass));
    serve(enclosed(routes, &Init { env, ..Init::process() }).unwrap(), SOON).await
}

#[tokio::test]
async fn the_gate_knows_callers_and_answers_problems() {
    let pool = Pool::start().await;
    let served = gated(&pool, &[("REQUEST_SECONDS", "1")]).await;
    let token = token(&claims());
    let answer = ask(&served.address, "/me", Some(&token)).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("user-1"), "{answer}");
    for (path, token, status) in [
        ("/me", None, 401),
        ("/me", Some("nonsense"), 401),
        ("/nowhere", Some(token.as_str()), 404),
        ("/slow", None, 503),
    ] {
        let answer = ask(&served.address, path, token).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
        assert!(answer.contains("application/problem+json") && answer.contains("requestId"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_whatever_its_length_is_said_to_be() {
    let pool = Pool::start().await;
    let served = gated(&pool, &[("MAX_BODY_BYTES", "1000")]).await;
    let large = "x".repeat(1001);
    let said = format!("content-length: {}\r\n\r\n{large}", large.len());
    let chunked = format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    for rest in [said, chunked] {
        let mut stream = TcpStream::connect(&served.address).await.unwrap();
        let head =
            "POST /text HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-type: application/json\r\n";
        stream.write_all(format!("{head}{rest}").as_bytes()).await.unwrap();
        let mut answer = String::new();
        timeout(SOON, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("1000 bytes"), "{answer}");
    }
}

#[tokio::test]
async fn more_requests_at_once_than_there_are_places_are_told_when_to_come_back() {
    let pool = Pool::start().await;
    let served = gated(&pool, &[("MAX_REQUESTS", "1"), ("REQUEST_SECONDS", "60")]).await;
    let mut slow = TcpStream::connect(&served.address).await.unwrap();
    slow.write_all(b"GET /slow HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    let refused = async {
        loop {
            let answer = ask(&served.address, "/me", None).await;
            // The first one may not have begun yet.
            if !answer.starts_with("HTTP/1.1 401") {
                return answer;
            }
        }
    };
    let refused = timeout(SOON, refused).await.unwrap();
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("retry-after: 1"), "{refused}");
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let pool = Pool::start().await;
    let served = gated(&pool, &[("RATE", "1"), ("RATE_BURST", "2")]).await;
    let token = token(&claims());
    for _ in 0..2 {
        assert!(ask(&served.address, "/me", Some(&token)).await.starts_with("HTTP/1.1 200"));
    }
    let refused = ask(&served.address, "/me", Some(&token)).await;
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("retry-after: 1"), "{refused}");
    // Another one's requests are counted apart.
    assert!(ask(&served.address, "/me", None).await.starts_with("HTTP/1.1 401"));
}

#[test]
fn a_bucket_fills_at_its_rate() {
    let rates = Rates::new(2, 3);
    let start = std::time::Instant::now();
    let at = |milliseconds| start + Duration::from_millis(milliseconds);
    let taken: Vec<_> = (0..4).map(|_| rates.take("a", at(0))).collect();
    assert_eq!(taken, [Ok(()), Ok(()), Ok(()), Err(1)]);
    assert_eq!(rates.take("b", at(0)), Ok(()));
    assert_eq!(rates.take("a", at(499)), Err(1));
    assert_eq!(rates.take("a", at(500)), Ok(()));
    assert_eq!(rates.take("a", at(500)), Err(1));
    let later: Vec<_> = (0..4).map(|_| rates.take("a", at(60_000))).collect();
    assert_eq!(later, [Ok(()), Ok(()), Ok(()), Err(1)]);
}

#[tokio::test]
async fn what_is_being_answered_when_it_is_asked_to_end_is_answered() {
    let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (begun, may_end) = (begun.clone(), may_end.clone());
        move || async move {
            begun.notify_one();
            may_end.notified().await;
            "answered"
        }
    };
    let routes = Router::new().route("/", get(|| async { "quick" })).route("/slow", get(handler));
    let Served { address, closing, serving } = serve(routes, SOON).await;

    let mut idle = TcpStream::connect(&address).await.unwrap();
    idle.write_all(b"GET / HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    assert!(idle.read(&mut [0; 1024]).await.unwrap() > 0);
    let slow = tokio::spawn({
        let address = address.clone();
        async move { ask(&address, "/slow", None).await }
    });
    begun.notified().await;

    closing.send_replace(true);
    // An idle connection is closed at once, and a new one is not taken.
    assert_eq!(timeout(SOON, idle.read(&mut [0; 1024])).await.unwrap().unwrap(), 0);
    assert!(TcpStream::connect(&address).await.is_err());
    assert!(!serving.is_finished());

    may_end.notify_one();
    assert!(slow.await.unwrap().ends_with("answered"));
    timeout(SOON, serving).await.unwrap().unwrap();
}

#[tokio::test]
async fn whoever_sends_no_request_is_cut_off() {
    let served = serve(Router::new(), Duration::from_millis(200)).await;
    let mut stream = TcpStream::connect(&served.address).await.unwrap();
    stream.write_all(b"GET / HT").await.unwrap();
    let mut rest = Vec::new();
    timeout(SOON, stream.read_to_end(&mut rest)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_connection_that_is_cut_is_gone_whatever_it_still_had_to_send() {
    let handler = |axum::Extension(connection): axum::Extension<Connection>| async move {
        connection.cut();
        std::future::pending::<()>().await;
    };
    let served = serve(Router::new().route("/", get(handler)), SOON).await;
    assert_eq!(ask(&served.address, "/", None).await, "");
}
