//! The database goes away and comes back, behind a server that goes on serving.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{Instant, sleep},
};

use super::process::{Server, WITHIN, get};
use crate::platform::{Platform, Way};

/// The way to the database, which can be closed.
struct Gate {
    port: u16,
    passing: tokio::task::JoinHandle<()>,
}

impl Gate {
    /// Lets through to `database`, at a port of its own or the one it had before.
    async fn open(database: Arc<str>, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let passing = tokio::spawn(async move {
            // Dropped with the task, and with it what has come through.
            let mut connections = JoinSet::new();
            while let Ok((mut client, _)) = listener.accept().await {
                let database = database.clone();
                connections.spawn(async move {
                    let mut server = TcpStream::connect(&*database).await?;
                    copy_bidirectional(&mut client, &mut server).await
                });
            }
        });
        Self { port, passing }
    }

    /// Breaks what has come through, and lets nobody through any more.
    async fn close(self) -> u16 {
        self.passing.abort();
        let _ = self.passing.await;
        self.port
    }
}

#[tokio::test]
async fn a_database_that_is_away_stops_what_needs_it_and_nothing_else() {
    let platform = Platform::find();
    let token = platform.client(Way::Server, platform.admin()).token().await.unwrap();
    // postgresql://user:password@host:port/name
    let url = platform.postgres_url();
    let (before, after) = url.split_once('@').unwrap();
    let (database, name) = after.split_once('/').unwrap();
    let database: Arc<str> = database.into();
    let gate = Gate::open(database.clone(), 0).await;
    let through = format!("{before}@127.0.0.1:{}/{name}", gate.port);
    let server =
        Server::start(&platform, &[("DATABASE_URL", &through), ("DATABASE_PATIENCE_SECONDS", "2")]).await;
    let (needs, needs_not) = ("/v1/farms/erables/records", "/v1/farms/erables/entities");
    let ask = async |path: &'static str| get(&server.address, path, Some(&token)).await;
    let standing = async || get(&server.address, "/readyz", None).await.json()["database"].clone();

    assert_eq!(standing().await, "asleep", "nobody has asked it for anything");
    assert_eq!(ask(needs).await.status, 200);
    assert_eq!(standing().await, "connected");

    let port = gate.close().await;
    let refused = ask(needs).await;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(refused.head.contains("retry-after: "), "{refused:?}");
    assert!(!refused.body.contains("127.0.0.1"), "it says nothing of the inside: {refused:?}");
    let ready = get(&server.address, "/readyz", None).await;
    assert_eq!((ready.status, &ready.json()["database"]), (200, &"away".into()), "{ready:?}");
    assert_eq!(ask(needs_not).await.status, 200);
    // Whoever asks right after is not kept waiting.
    let began = Instant::now();
    assert_eq!(ask(needs).await.status, 503);
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());

    let _gate = Gate::open(database, port).await;
    let began = Instant::now();
    while ask(needs).await.status != 200 {
        assert!(began.elapsed() < WITHIN, "it does not come back");
        sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(standing().await, "connected");
}
