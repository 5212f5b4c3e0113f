//! What the network and broken machines do to messages: nothing is lost, and nothing counts twice.

use std::time::Duration;

use valmetal_simulator::{run, scenario::Scenario};

use crate::cloud::Cloud;

/// How long nothing may change before a message counts as missing.
const SETTLE: Duration = Duration::from_mins(1);

#[tokio::test]
async fn every_message_of_a_bad_connection_is_found_again() {
    let cloud = Cloud::find();
    let mut scenario = Scenario::find("rough-delivery").unwrap();
    let load = scenario.load.as_mut().unwrap();
    (load.rate, load.lasts) = (20.0, Duration::from_secs(10));
    let report = run::run(&cloud.target, &scenario, 7, SETTLE).await.unwrap();
    assert!(report.found.is_complete(), "{report}");
    assert!(report.again > 0 && report.published > 100, "{report}");
}

#[tokio::test]
async fn what_nobody_can_read_is_kept_byte_for_byte_with_its_reason_and_its_neighbours_go_on() {
    let cloud = Cloud::find();
    let scenario = Scenario::find("poison-message").unwrap();
    let report = run::run(&cloud.target, &scenario, 1, SETTLE).await.unwrap();
    assert!(report.found.is_complete(), "{report}");
    for reason in ["notJson", "unknownSchemaVersion", "unknownCode"] {
        assert!(report.found.dead_letters.contains_key(reason), "{reason}: {report}");
    }
}
