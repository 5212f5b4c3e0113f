use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use aws_credential_types::Credentials as Given;
use aws_types::region::Region;

use super::*;

/// The bucket `files` of `eu-west-1`, at this endpoint.
fn bucket(endpoint: Option<&str>) -> Bucket {
    let given = Given::new("AKID", "secret", Some("token".to_owned()), None, "test");
    let mut config = SdkConfig::builder()
        .region(Region::new("eu-west-1"))
        .credentials_provider(SharedCredentialsProvider::new(given));
    config.set_endpoint_url(endpoint.map(str::to_owned));
    Bucket::open(&config.build(), "files").unwrap()
}

/// A server that gives one answer after the other, and the requests that it was sent.
fn server(answers: &'static [&'static str]) -> (String, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let heard = thread::spawn(move || {
        let hear = |answer: &&str| {
            let (mut connection, _) = listener.accept().unwrap();
            let mut request = vec![0; 10_000];
            let read = connection.read(&mut request).unwrap();
            let answer = format!("HTTP/1.1 {answer}\r\nconnection: close\r\n\r\n");
            connection.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..read]).into_owned()
        };
        answers.iter().map(hear).collect()
    });
    (endpoint, heard)
}

#[tokio::test]
async fn a_bucket_is_a_host_of_its_region_or_a_path_of_the_endpoint() {
    for (endpoint, expected) in [
        (None, "https://files.s3.eu-west-1.amazonaws.com/a%20b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&"),
        (Some("http://127.0.0.1:9"), "http://127.0.0.1:9/files/a%20b.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&"),
    ] {
        let headers = [("content-type", "application/pdf".to_owned())];
        let link = bucket(endpoint).link_put("a b.pdf", &headers, Duration::from_mins(15)).await.unwrap();
        assert!(link.url.starts_with(expected), "{}", link.url);
        for part in
            ["X-Amz-Expires=900", "X-Amz-Security-Token=token", "X-Amz-SignedHeaders=content-type%3Bhost"]
        {
            assert!(link.url.contains(part), "{part}: {}", link.url);
        }
        assert_eq!((link.method.as_str(), link.headers["content-type"].as_str()), ("PUT", "application/pdf"));
    }
}

#[tokio::test]
async fn what_may_pass_is_sent_again() {
    let (endpoint, heard) = server(&["503 Slow Down\r\ncontent-length: 0", "200 OK\r\ncontent-length: 0"]);
    bucket(Some(&endpoint)).put("report.json", "application/json", b"{}".to_vec()).await.unwrap();
    for request in heard.join().unwrap() {
        assert!(request.starts_with("PUT /files/report.json?X-Amz-"), "{request}");
        assert!(
            request.contains("content-type: application/json") && request.ends_with("\r\n\r\n{}"),
            "{request}"
        );
    }
}

#[tokio::test]
async fn what_is_refused_is_told_and_what_is_not_there_is_nothing() {
    let (endpoint, heard) =
        server(&["403 Forbidden\r\ncontent-length: 12\r\n\r\nAccessDenied", "404 Not Found"]);
    let bucket = bucket(Some(&endpoint));
    let refused = bucket.put("a", "text/plain", Vec::new()).await.unwrap_err();
    let StoreError::Unavailable(why) = refused else { panic!("{refused:?}") };
    assert_eq!(why.to_string(), "s3:PutObject: 403: AccessDenied");
    let credentials = bucket.credentials().await.unwrap();
    let looked_for = bucket.actions().head_object(Some(&credentials), "a");
    assert!(bucket.find("s3:HeadObject", looked_for, Vec::new()).await.unwrap().is_none());
    assert!(heard.join().unwrap()[1].starts_with("HEAD /files/a?"));
}

#[test]
fn what_is_no_bucket_is_said() {
    let config = SdkConfig::builder().region(Region::new("eu-west-1")).credentials_provider(
        SharedCredentialsProvider::new(Given::new("AKID", "secret", None, None, "test")),
    );
    let error = Bucket::open(&config.build(), "not a bucket").unwrap_err().to_string();
    assert!(error.starts_with("no bucket can be \"not a bucket\":"), "{error}");
}
