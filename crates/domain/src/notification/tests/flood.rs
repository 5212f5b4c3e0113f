use super::at;
use crate::alarm::Severity;
use crate::notification::flood::hold;

#[test]
fn a_flood_holds_back_what_is_not_critical_once_and_for_a_minute() {
    let since = at("2026-10-04T02:00:00Z");
    let after = |seconds| since + jiff::SignedDuration::from_secs(seconds);
    assert_eq!(hold(true, Severity::High, since, 0, after(0)), Some(60));
    assert_eq!(hold(true, Severity::High, since, 0, after(45)), Some(15));
    assert_eq!(hold(true, Severity::High, since, 0, after(60)), None);
    assert_eq!(hold(true, Severity::High, since, 0, after(600)), None);
    assert_eq!(hold(true, Severity::High, since, 1, after(0)), None);
    assert_eq!(hold(true, Severity::Critical, since, 0, after(0)), None);
    assert_eq!(hold(false, Severity::Low, since, 0, after(0)), None);
}
