use super::verdicts;
use crate::report::Measure;

fn met(measure: &Measure) -> Vec<bool> {
    verdicts(measure).into_iter().map(|verdict| verdict.met).collect()
}

#[test]
fn a_limit_itself_is_reached() {
    assert_eq!(met(&Measure::new("package.zip", "get-farm", 2.5, "MB", 1)), [true]);
    assert_eq!(met(&Measure::new("package.zip", "get-farm", 2.51, "MB", 1)), [false]);
    assert_eq!(met(&Measure::new("throughput.domain", "domain", 200_000.0, "alarms/s", 1)), [true]);
}

#[test]
fn a_ratio_is_to_the_peer_of_the_same_run() {
    let total = Measure::new("cold.total", "handle-alarms", 5.0, "ms", 20);
    let measure = total.clone().peer("sdk-default", 30.0).peer("node", 80.0).peer("python", 200.0);
    assert_eq!(met(&measure), [true, false, true]);
    assert!(verdicts(&measure).iter().all(|verdict| verdict.is_ratio));
    assert!(met(&total).is_empty(), "a peer that did not take part says nothing");
}

#[test]
fn a_target_is_of_its_subjects_alone() {
    let of = |subject: &str| Measure::new("up.again", subject, 20_000.0, "ms", 1);
    assert_eq!(met(&of("running")), [false]);
    assert_eq!(met(&of("stopped")), [true]);
}
