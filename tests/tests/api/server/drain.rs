use std::time::{Duration, Instant};

use tokio::{io::AsyncWriteExt as _, net::TcpStream, time::sleep};

use super::process::{Reply, Server, WITHIN, begin, get};
use crate::platform::{Platform, Way};

/// A body that is valid, and takes a round through a handler.
const BODY: &str = r#"{"catalogue":{"version":1,"policies":[],"definitions":[]}}"#;

#[tokio::test]
async fn a_server_that_is_to_end_says_so_and_answers_what_it_has_begun() {
    let platform = Platform::find();
    let token = platform.client(Way::Server, platform.admin()).token().await.unwrap();
    let server = Server::start(&platform, &[("DRAIN_DELAY_SECONDS", "2")]).await;
    let ready = get(&server.address, "/readyz", None).await;
    assert_eq!((ready.status, &ready.json()["draining"]), (200, &false.into()), "{ready:?}");

    let (first, rest) = BODY.split_at(20);
    let headers = format!(
        "authorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        BODY.len()
    );
    let request = "POST /v1/configuration/catalogue/validate";
    let mut begun = begin(&server.address, request, &headers, first).await;
    let stream =
        begin(&server.address, "GET /v1/live", &format!("authorization: Bearer {token}\r\n"), "").await;

    server.terminate();
    // Whoever sends requests here learns of it while they are still served.
    let told = Instant::now();
    loop {
        let ready = get(&server.address, "/readyz", None).await;
        if (ready.status, &ready.json()["draining"]) == (503, &true.into()) {
            break;
        }
        assert!(told.elapsed() < Duration::from_secs(1), "{ready:?}");
    }
    assert_eq!(get(&server.address, "/v1/farms", Some(&token)).await.status, 200);

    while TcpStream::connect(&server.address).await.is_ok() {
        assert!(told.elapsed() < WITHIN, "it goes on taking connections");
        sleep(Duration::from_millis(50)).await;
    }
    let ready = get(&server.inside, "/readyz", None).await;
    assert_eq!((ready.status, &ready.json()["ready"]), (503, &false.into()), "{ready:?}");
    assert!(Reply::read(stream).await.body.contains("event: ready"), "a stream has an end");

    begun.write_all(rest.as_bytes()).await.unwrap();
    let answered = Reply::read(begun).await;
    assert_eq!(answered.status, 200, "{answered:?}");
    assert!(server.ended().await);
}

#[tokio::test]
async fn a_server_does_not_wait_for_ever_for_a_client() {
    let platform = Platform::find();
    let server = Server::start(&platform, &[("DRAIN_SECONDS", "1")]).await;
    let _never_ending = begin(&server.address, "POST /v1/farms", "content-length: 9\r\n", "{").await;
    server.terminate();
    assert!(server.ended().await);
}
