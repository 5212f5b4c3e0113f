use super::*;

#[test]
fn an_execution_is_named_after_its_machine_without_version_or_alias() {
    let expected = "arn:aws:states:eu-west-1:111122223333:execution:escalate-alarm:c-1-1";
    for machine in ["escalate-alarm", "escalate-alarm:live", "escalate-alarm:7"] {
        let arn = format!("arn:aws:states:eu-west-1:111122223333:stateMachine:{machine}");
        assert_eq!(execution_arn(&arn, "c-1-1"), expected);
    }
}

#[test]
fn the_input_is_flat() {
    let key = AlarmId::parse(&base64("mixer-01/motor/MOTOR_OVERLOAD")).unwrap();
    let escalation = EscalationRef { condition_id: "0198c1".to_owned(), occurrence: 3, generation: 2 };
    let input =
        serde_json::to_value(Input { alarm_id: key.alarm_id(), key: &key, escalation: &escalation }).unwrap();
    assert_eq!(
        input,
        serde_json::json!({
            "alarmId": base64("mixer-01/motor/MOTOR_OVERLOAD"), "thing": "mixer-01", "component": "motor",
            "code": "MOTOR_OVERLOAD", "conditionId": "0198c1", "occurrence": 3, "generation": 2,
        })
    );
}

fn base64(plain: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(plain)
}
