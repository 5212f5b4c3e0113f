use super::process::{Reply, Server, begin, get};
use crate::platform::{Platform, Way};

/// The largest body.
const LIMIT: usize = 65_536;

#[tokio::test]
async fn too_much_too_long_and_too_often_are_refused_with_what_to_do() {
    let platform = Platform::find();
    let token = platform.client(Way::Server, platform.admin()).token().await.unwrap();
    let server =
        Server::start(&platform, &[("REQUEST_SECONDS", "1"), ("RATE", "1"), ("RATE_BURST", "3")]).await;
    let headers = |length: usize| {
        format!(
            "authorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n"
        )
    };

    let large = format!("{{\"name\":\"{}\"}}", "x".repeat(LIMIT));
    let refused = begin(&server.address, "POST /v1/farms", &headers(large.len()), &large).await;
    let refused = Reply::read(refused).await;
    assert_eq!((refused.status, &refused.json()["code"]), (413, &"tooLarge".into()), "{refused:?}");

    let slow = begin(&server.address, "POST /v1/farms", &headers(20), "{").await;
    let slow = Reply::read(slow).await;
    assert_eq!(slow.status, 503, "{slow:?}");
    assert!(slow.head.contains("retry-after: 1"), "{slow:?}");

    let often = loop {
        let answer = get(&server.address, "/v1/farms", Some(&token)).await;
        if answer.status != 200 {
            break answer;
        }
    };
    assert_eq!((often.status, &often.json()["code"]), (429, &"tooManyRequests".into()), "{often:?}");
    assert!(often.head.contains("retry-after: "), "{often:?}");
    assert!(often.head.contains("content-type: application/problem+json"), "{often:?}");
}

#[tokio::test]
async fn health_is_for_everybody_and_metrics_are_for_the_inside() {
    let platform = Platform::find();
    let token = platform.client(Way::Server, platform.admin()).token().await.unwrap();
    let server = Server::start(&platform, &[]).await;
    assert_eq!(get(&server.address, "/v1/farms", Some(&token)).await.status, 200);
    for address in [&server.address, &server.inside] {
        assert_eq!(get(address, "/healthz", None).await.status, 204);
        assert_eq!(get(address, "/readyz", None).await.status, 200);
    }
    assert_eq!(get(&server.address, "/metrics", None).await.status, 404);
    let metrics = get(&server.inside, "/metrics", None).await;
    let counted = r#"valmetal_requests_total{route="/v1/farms",method="GET",status="200"} 1"#;
    assert_eq!(metrics.status, 200);
    assert!(metrics.body.contains(counted), "{}", metrics.body);
    let deployed = platform.metrics_url().trim_start_matches("http://");
    let (address, path) = deployed.split_once('/').unwrap();
    assert_eq!(get(address, &format!("/{path}"), None).await.status, 200);
}
