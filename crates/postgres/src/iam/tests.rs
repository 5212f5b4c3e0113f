use aws_credential_types::Credentials;

use super::*;

/// 2026-11-21T14:00:00Z.
const NOW: u64 = 1_795_269_600;

async fn signed(user: &str, session: Option<&str>) -> String {
    let credentials =
        Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI", session.map(str::to_owned), None, "tests");
    let endpoint =
        Endpoint { host: "db.example.eu-west-1.rds.amazonaws.com", port: 5432, user, region: "eu-west-1" };
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(NOW);
    token(&endpoint, &SharedCredentialsProvider::new(credentials), now).await.unwrap()
}

fn parameters(token: &str) -> Vec<(String, String)> {
    let (_, query) = token.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[tokio::test]
async fn a_token_is_a_presigned_request_without_its_scheme() {
    let token = signed("valmetal_app", Some("session/token+=")).await;
    assert!(
        token.starts_with("db.example.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=valmetal_app&"),
        "{token}"
    );
    let parameters = parameters(&token);
    let value = |name: &str| {
        let found: Vec<_> = parameters.iter().filter(|(key, _)| key == name).collect();
        assert_eq!(found.len(), 1, "{name} in {token}");
        found[0].1.as_str()
    };
    assert_eq!(value("X-Amz-Algorithm"), "AWS4-HMAC-SHA256");
    assert_eq!(value("X-Amz-Credential"), "AKIDEXAMPLE/20261121/eu-west-1/rds-db/aws4_request");
    assert_eq!(value("X-Amz-Date"), "20261121T140000Z");
    assert_eq!(value("X-Amz-Expires"), "900");
    assert_eq!(value("X-Amz-SignedHeaders"), "host");
    assert_eq!(value("X-Amz-Security-Token"), "session/token+=");
    let signature = value("X-Amz-Signature");
    assert!(signature.len() == 64 && signature.bytes().all(|c| c.is_ascii_hexdigit()), "{signature}");
}

#[tokio::test]
async fn the_signature_is_of_the_user() {
    let [one, two] = [signed("reader", None).await, signed("writer", None).await];
    let signature = |token: &str| parameters(token).pop().unwrap();
    assert_eq!(signature(&one).0, "X-Amz-Signature");
    assert_ne!(signature(&one), signature(&two));
    assert_eq!(one, signed("reader", None).await);
}
