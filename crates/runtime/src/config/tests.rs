use std::time::Duration;

use super::*;

fn error<T: std::fmt::Debug>(result: Result<T, ConfigError>) -> String {
    result.expect_err("must be refused").to_string()
}

#[test]
fn reads_what_is_there() {
    let env = Env::of([
        ("TABLE", "alarms"),
        ("GRACE", "90"),
        ("DAYS", "30"),
        ("WEB_URL", "https://app.example.com/"),
        ("TOPIC", "arn:aws:sns:eu-west-1:000000000000:equipment-alarms"),
    ]);
    assert_eq!(env.text("TABLE").as_deref(), Ok("alarms"));
    assert_eq!(env.seconds("GRACE"), Ok(Duration::from_secs(90)));
    assert_eq!(env.days("DAYS"), Ok(30));
    assert_eq!(env.url("WEB_URL").as_deref(), Ok("https://app.example.com"));
    assert!(env.arn("TOPIC").is_ok());
}

#[test]
fn names_what_is_missing() {
    let env = Env::of([("EMPTY", "")]);
    assert_eq!(error(env.text("ALARM_TABLE")), "ALARM_TABLE must be set, but is not set");
    assert_eq!(error(env.text("EMPTY")), "EMPTY must be set, but is not set");
    assert_eq!(env.optional("EMPTY"), Ok(None));
    assert_eq!(env.optional("ALARM_TABLE"), Ok(None));
}

#[test]
fn says_what_was_expected_and_never_the_value() {
    let env = Env::of([("V", "s3cret")]);
    let messages = [
        error(env.seconds("V")),
        error(env.days("V")),
        error(env.url("V")),
        error(env.arn("V")),
        error(env.parse::<u8>("V", "a small number")),
    ];
    for message in messages {
        assert!(message.starts_with("V must be a"), "{message}");
        assert!(!message.contains("s3cret"), "{message}");
    }
}

#[test]
fn reads_the_process() {
    let env = Env::process();
    assert!(env.text("PATH").is_ok());
    assert!(env.text("VALMETAL_NOT_SET").is_err());
}
