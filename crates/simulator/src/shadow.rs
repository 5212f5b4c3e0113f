//! A machine that does what its shadow desires, at once: it reports what it is told.

use serde_json::{Value, json};

/// What stands for the shadow among the topics of a machine.
pub(crate) const TOPIC: &str = "shadow";

/// Where a machine is told what is desired and not reported yet.
pub(crate) fn told(thing: &str) -> String {
    format!("$aws/things/{thing}/shadow/update/delta")
}

/// Where a machine reports.
pub(crate) fn reports(thing: &str) -> String {
    format!("$aws/things/{thing}/shadow/update")
}

/// The report that all of `delta` is done; none where it says nothing.
pub(crate) fn done(delta: &[u8]) -> Option<Vec<u8>> {
    let delta: Value = serde_json::from_slice(delta).ok()?;
    let state = delta.get("state")?.as_object()?;
    Some(json!({ "state": { "reported": state } }).to_string().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_desired_is_reported() {
        let report = done(br#"{"version": 7, "state": {"mode": "auto", "speed": {"belt": 3}}}"#).unwrap();
        let report: Value = serde_json::from_slice(&report).unwrap();
        assert_eq!(report, json!({"state": {"reported": {"mode": "auto", "speed": {"belt": 3}}}}));
        for nothing in [&b"{}"[..], b"[]", b"no", br#"{"state": 3}"#] {
            assert_eq!(done(nothing), None);
        }
    }
}
