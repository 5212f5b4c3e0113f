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
    /// Whether the same is there on the SDK's defaults, in Node and in Python.
    pub(crate) has_peers: bool,
}

/// One function of every family.
pub(crate) const SUBJECTS: [Subject; 9] = [
    Subject { name: "handle-alarms", binary: "alarms", proof: "\"batchItemFailures\":[]", has_peers: true },
    Subject { name: "acknowledge-alarm", binary: "api-alarms", proof: "\"statusCode\":200", has_peers: true },
    Subject { name: "get-farm", binary: "api-farms", proof: "\"statusCode\":200", has_peers: false },
    Subject { name: "get-entity", binary: "api-entities", proof: "\"statusCode\":200", has_peers: false },
    Subject { name: "list-members", binary: "api-members", proof: "\"statusCode\":200", has_peers: false },
    Subject {
        name: "handle-thing-events",
        binary: "things",
        proof: "\"batchItemFailures\":[]",
        has_peers: false,
    },
    Subject {
        name: "publish-live-updates",
        binary: "live",
        proof: "\"batchItemFailures\":[]",
        has_peers: false,
    },
    Subject {
        name: "add-farm-claims",
        binary: "identity",
        proof: "claimsAndScopeOverrideDetails",
        has_peers: false,
    },
    Subject { name: "apply-catalogue", binary: "deployment", proof: "", has_peers: false },
];
