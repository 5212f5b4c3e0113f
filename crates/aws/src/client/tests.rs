use std::collections::HashSet;
use std::path::Path;

use aws_credential_types::provider::ProvideCredentials;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use sha2::{Digest, Sha256};

use super::environment::Environment;
use super::{ClientError, from_environment, trust};

fn environment(variables: &[(&str, &str)]) -> Environment {
    [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "AKID"), ("AWS_SECRET_ACCESS_KEY", "secret")]
        .iter()
        .chain(variables)
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

#[tokio::test]
async fn takes_region_and_credentials_from_the_environment() {
    let config = from_environment(&environment(&[("AWS_SESSION_TOKEN", "token")])).unwrap();

    assert_eq!(config.region().unwrap().as_ref(), "eu-west-1");
    let credentials = config.credentials_provider().unwrap().provide_credentials().await.unwrap();
    assert_eq!(credentials.access_key_id(), "AKID");
    assert_eq!(credentials.secret_access_key(), "secret");
    assert_eq!(credentials.session_token(), Some("token"));
    assert_eq!(config.endpoint_url(), None);
}

#[test]
fn names_the_variable_that_is_missing_or_empty() {
    for name in ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
        let fault = from_environment(&environment(&[(name, "")])).unwrap_err();
        assert!(fault.to_string().starts_with(&format!("{name} is not set: ")), "{fault}");
    }
}

#[cfg(all(feature = "dynamodb", feature = "sqs"))]
#[test]
fn an_endpoint_of_one_service_wins_over_that_of_all() {
    let config = from_environment(&environment(&[
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
        ("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:2"),
    ]))
    .unwrap();

    let debug = |config: &dyn std::fmt::Debug| format!("{config:?}");
    assert!(debug(super::dynamodb(&config).config()).contains("http://127.0.0.1:1"));
    assert!(debug(super::sqs(&config).config()).contains("http://127.0.0.1:2"));
}

#[test]
fn the_roots_are_those_that_the_readme_lists() {
    let readme = include_str!("../../roots/README.md");
    let listed: HashSet<String> = readme
        .lines()
        .filter_map(|line| line.rsplit('`').nth(1))
        .filter(|text| text.len() == 64)
        .map(str::to_owned)
        .collect();

    let bundled: HashSet<String> = CertificateDer::pem_slice_iter(trust::AMAZON)
        .map(|certificate| format!("{:x}", Sha256::digest(certificate.unwrap())))
        .collect();

    assert_eq!(bundled.len(), 5);
    assert_eq!(bundled, listed);
}

#[test]
fn a_file_of_authorities_takes_the_place_of_amazons() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("roots/amazon.pem");

    let authorities = trust::authorities(file.to_str()).unwrap();

    assert_eq!(authorities.roots, trust::authorities(None).unwrap().roots);
}

#[test]
fn a_file_of_authorities_that_is_none_stops_init() {
    let missing = trust::authorities(Some("/nonexistent")).unwrap_err();
    assert!(matches!(missing, ClientError::UnreadableAuthorities { .. }), "{missing}");

    for none in ["src/lib.rs", "roots/README.md"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(none);
        let fault = trust::authorities(file.to_str()).unwrap_err();
        assert!(matches!(fault, ClientError::BadAuthorities { .. }), "{fault}");
    }
}
