use super::SHIPPED;
use crate::alarm::Severity;
use crate::catalogue::Catalogue;
use crate::names::AlarmCode;

fn shipped() -> Catalogue {
    Catalogue::parse(SHIPPED).unwrap()
}

#[test]
fn the_shipped_catalogue_is_good_and_covers_every_kind_of_machine() {
    let catalogue = shipped();
    for code in [
        "MOTOR_OVERLOAD",
        "EMERGENCY_STOP",
        "COLLISION",
        "BATTERY_LOW",
        "SCALE_DRIFT",
        "BELT_SLIP",
        "BEARING_TEMPERATURE",
        "SILO_LOW",
        "BLOCKED_AUGER",
        "HYDRAULIC_PRESSURE",
        "LINK_LOST",
        "CONNECTIVITY_LOST",
        "DOOR_OPEN",
        "FEED_SEQUENCE_MISSED",
        "FEED_DEVIATION",
    ] {
        assert!(catalogue.definitions.contains_key(&AlarmCode::new(code).unwrap()), "{code}");
    }
}

#[test]
fn a_machine_behind_a_lost_gateway_is_silent_for_one_reason_only() {
    // What people may come to harm by, or what a missed feeding costs, is told whatever the gateway does.
    for definition in shipped().definitions.values() {
        if definition.safety_critical {
            assert!(!definition.suppression_causes.contains("parent_offline"), "{}", definition.code);
        }
    }
}

#[test]
fn whatever_is_critical_reaches_everybody_in_the_end() {
    for definition in shipped().definitions.values().filter(|d| d.severity == Severity::Critical) {
        let roles: std::collections::BTreeSet<_> =
            definition.policy.levels.iter().flat_map(|level| level.roles.clone()).collect();
        assert_eq!(roles.len(), 3, "{}", definition.code);
    }
}

#[test]
fn both_languages_say_as_much() {
    for definition in shipped().definitions.values() {
        let (en, fr) = (&definition.texts.en, &definition.texts.fr);
        assert_eq!(en.steps.len(), fr.steps.len(), "{}", definition.code);
        assert_ne!(en.title, fr.title, "{}", definition.code);
    }
}
