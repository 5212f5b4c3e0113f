//! The functions that are measured: one of every family.

/// A function.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject {
    /// Its name, which Lambda says in `_HANDLER`.
    pub(crate) name: &'static str,
    /// The binary that it is in.
    pub(crate) binary: &'static str,
    /// What its answer holds when it did what it should.
    pub(crate) proof: &'static str,
    /// What the first invocation waits for.
    pub(crate) first: First,
    /// Whether the same is there on the SDK's defaults, in Node and in Python.
    pub(crate) has_peers: bool,
}

/// What the first invocation of a function waits for first, up to and with which it is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// An answer of AWS, over TLS.
    AwsCall,
    /// PostgreSQL, over TCP: until the function has answered.
    Query,
    /// Nobody: until the function has answered.
    Nothing,
}

const fn subject(name: &'static str, binary: &'static str, proof: &'static str, first: First) -> Subject {
    Subject { name, binary, proof, first, has_peers: false }
}

const DONE: &str = "\"batchItemFailures\":[]";
const OK: &str = "\"statusCode\":200";

/// One function of every family, the two first that are written in every language.
pub(crate) const SUBJECTS: [Subject; 23] = [
    Subject { has_peers: true, ..subject("handle-alarms", "alarms", DONE, First::AwsCall) },
    Subject { has_peers: true, ..subject("acknowledge-alarm", "api-alarms", OK, First::AwsCall) },
    subject("get-farm", "api-farms", OK, First::AwsCall),
    subject("get-entity", "api-entities", OK, First::AwsCall),
    subject("list-members", "api-members", OK, First::AwsCall),
    subject("get-thing", "api-things", OK, First::AwsCall),
    subject("list-commands", "api-commands", OK, First::AwsCall),
    subject("list-users", "api-users", OK, First::AwsCall),
    subject("list-subscriptions", "api-subscriptions", OK, First::AwsCall),
    subject("list-files", "api-files", OK, First::AwsCall),
    subject("list-catalogue-versions", "api-configuration", OK, First::AwsCall),
    subject("list-platform-audit", "api-audit", OK, First::AwsCall),
    subject("get-openapi", "api-openapi", OK, First::Nothing),
    subject("get-feed-summary", "api-feed", OK, First::Query),
    subject("list-records", "api-records", OK, First::Query),
    subject("list-schedules", "api-maintenance", OK, First::Query),
    subject("list-articles", "api-content", OK, First::Query),
    subject("handle-thing-events", "things", DONE, First::AwsCall),
    subject("publish-live-updates", "live", DONE, First::AwsCall),
    subject("record-telemetry", "feed", DONE, First::Query),
    subject("remind-maintenance", "maintenance", "", First::Query),
    subject("add-farm-claims", "identity", "claimsAndScopeOverrideDetails", First::AwsCall),
    subject("apply-catalogue", "deployment", "", First::AwsCall),
];
