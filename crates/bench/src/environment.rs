//! What a function finds in its environment when it starts.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cloud::Cloud;
use crate::cloud::tls::Authority;
use crate::function::Program;
use crate::scenario;

/// What stands in for the account.
pub(crate) struct Environment<'a> {
    /// Whom functions trust.
    pub(crate) authority: &'a Authority,
    /// AWS.
    pub(crate) cloud: &'a Cloud,
    /// The URL of PostgreSQL, where there is one.
    pub(crate) database: Option<&'a str>,
}

impl Environment<'_> {
    /// The function `handler` of a Rust binary.
    pub(crate) fn rust(&self, binary: PathBuf, handler: &str, trusted: &Path) -> Program {
        let mut environment = self.of(handler);
        environment.push(("SSL_CERT_FILE".to_owned(), trusted.into()));
        Program { command: vec![binary.into()], environment }
    }

    /// The function `handler`, which an interpreter runs.
    pub(crate) fn script(&self, command: Vec<OsString>, handler: &str) -> Program {
        let mut environment = self.of(handler);
        environment.push(("NODE_EXTRA_CA_CERTS".to_owned(), self.authority.alone.clone().into()));
        environment.push(("AWS_CA_BUNDLE".to_owned(), self.authority.with_system.clone().into()));
        Program { command, environment }
    }

    /// The variables of the template, the same for all: a function reads those that it needs.
    pub(crate) fn of(&self, handler: &str) -> Vec<(String, OsString)> {
        let queue = |name: &str| format!("https://sqs.eu-west-1.amazonaws.com/123456789012/{name}-bench");
        let database = self.database.map(|url| ("DATABASE_URL", url.to_owned()));
        [
            ("_HANDLER", handler.to_owned()),
            ("AWS_ENDPOINT_URL", self.cloud.endpoint.clone()),
            ("ENTITY_TABLE", scenario::ENTITY_TABLE.to_owned()),
            ("ALARM_TABLE", scenario::ALARM_TABLE.to_owned()),
            ("IDEMPOTENCY_TABLE", "Idempotency".to_owned()),
            ("ALARM_QUEUE_URL", queue("AlarmQueue")),
            ("ALARM_DLQ_URL", queue("AlarmQueue-dlq")),
            ("THING_EVENTS_QUEUE_URL", queue("ThingEventsQueue")),
            ("THING_EVENTS_DLQ_URL", queue("ThingEventsQueue-dlq")),
            ("FEED_DLQ_URL", queue("FeedQueue-dlq")),
            ("TELEMETRY_DLQ_URL", queue("TelemetryQueue-dlq")),
            (
                "ESCALATION_STATE_MACHINE_ARN",
                "arn:aws:states:eu-west-1:123456789012:stateMachine:escalate-alarm".to_owned(),
            ),
            ("EQUIPMENT_ALARMS_TOPIC_ARN", "arn:aws:sns:eu-west-1:123456789012:equipment-alarms".to_owned()),
            ("MAIL_FROM", "alarms@example.com".to_owned()),
            ("WEB_URL", "https://app.example.com".to_owned()),
            ("OFFLINE_GRACE_SECONDS", "60".to_owned()),
            ("JOURNAL_DAYS", "400".to_owned()),
            ("APPCONFIG_APPLICATION", "valmetal".to_owned()),
            ("APPCONFIG_ENVIRONMENT", "bench".to_owned()),
            ("APPCONFIG_CATALOGUE", "catalogue".to_owned()),
            ("APPCONFIG_FLAGS", "flags".to_owned()),
            ("APPCONFIG_STRATEGY", "at-once".to_owned()),
            ("USER_POOL_ID", "eu-west-1_Valmetal1".to_owned()),
            // A name with a dot is part of the path and not of the host.
            ("FILES_BUCKET", "files.bench".to_owned()),
            ("EXPORT_BUCKET", "exports.bench".to_owned()),
            ("JOURNAL_ARCHIVE_BUCKET", "journal.bench".to_owned()),
            ("DEVICE_POLICY", "device".to_owned()),
            ("WHAT_IF_FUNCTION", "run-what-if".to_owned()),
            ("PUSH_HOSTS", "push.example.com".to_owned()),
            ("VAPID_KEY_PARAMETER", "/valmetal/vapid".to_owned()),
            ("FEED_STORE", "postgres".to_owned()),
            ("TELEMETRY_SAMPLE_DAYS", "30".to_owned()),
            ("TELEMETRY_MINUTE_DAYS", "395".to_owned()),
        ]
        .into_iter()
        .chain(database)
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect()
    }
}
