use std::{collections::HashMap, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};

use super::*;

const URL: &str = "postgresql://valmetal:secret@localhost:5432/valmetal";

fn read(variables: &[(&str, &str)]) -> Result<Option<Config>, ConfigError> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    Config::read(|name| variables.get(name).map(ToString::to_string), iam)
}

fn iam() -> SignIn {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests");
    SignIn::Iam { region: "eu-west-1".to_owned(), credentials: SharedCredentialsProvider::new(credentials) }
}

#[test]
fn without_a_url_there_is_no_database() {
    assert!(read(&[]).unwrap().is_none());
    assert!(read(&[("DATABASE_URL", ""), ("DATABASE_AUTH", "iam")]).unwrap().is_none());
}

#[test]
fn one_connection_and_twenty_seconds_unless_something_else_is_said() {
    let config = read(&[("DATABASE_URL", URL)]).unwrap().unwrap();
    assert_eq!((config.connections, config.patience), (1, Duration::from_secs(20)));
    let sized = [("DATABASE_URL", URL), ("DATABASE_CONNECTIONS", "10"), ("DATABASE_PATIENCE_SECONDS", "3")];
    let config = read(&sized).unwrap().unwrap();
    assert_eq!((config.connections, config.patience), (10, Duration::from_secs(3)));
}

#[test]
fn a_bad_variable_is_named_and_its_value_is_not() {
    let cases = [
        ("DATABASE_URL", "mysql://root:secret@host/name"),
        ("DATABASE_AUTH", "secret"),
        ("DATABASE_CONNECTIONS", "0"),
        ("DATABASE_PATIENCE_SECONDS", "secret"),
    ];
    for (name, value) in cases {
        let error = read(&[("DATABASE_URL", URL), (name, value)]).unwrap_err();
        assert_eq!(error.variable, name);
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[test]
fn a_token_goes_to_nobody_but_the_verified_database() {
    let open = "postgresql://app@db.example.com:5432/valmetal";
    let error = read(&[("DATABASE_URL", open), ("DATABASE_AUTH", "iam")]).unwrap_err();
    assert_eq!(error.variable, "DATABASE_URL");
    let verified = format!("{open}?sslmode=verify-full&sslrootcert=/opt/rds.pem");
    let config = read(&[("DATABASE_URL", &verified), ("DATABASE_AUTH", "iam")]).unwrap().unwrap();
    assert!(matches!(config.sign_in, SignIn::Iam { .. }));
}
