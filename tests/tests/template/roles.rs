//! What the roles' own policies say.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::stack::Stack;

/// The calls that know no resource, so that a policy can only say `*`.
const WITHOUT_RESOURCE: [&str; 4] = ["logs:", "iot:", "sns:Publish", "sns:Unsubscribe"];

/// The statements of the inline policies of the stack's roles.
async fn statements(stack: &Stack) -> BTreeMap<String, Vec<Value>> {
    let iam = aws_sdk_iam::Client::new(&stack.config);
    let mut found = BTreeMap::new();
    for role in stack.ids("AWS::IAM::Role") {
        let names = iam
            .list_role_policies()
            .role_name(role)
            .send()
            .await
            .expect("the policies are listed")
            .policy_names;
        let statements: &mut Vec<Value> = found.entry(role.to_owned()).or_default();
        for name in names {
            let policy = iam
                .get_role_policy()
                .role_name(role)
                .policy_name(&name)
                .send()
                .await
                .expect("the policy is read");
            let text = percent_decode_str(policy.policy_document()).decode_utf8().expect("a policy is text");
            let policy: Value =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{role} {name}: {error}"));
            statements.extend(list(&policy["Statement"]).cloned());
        }
    }
    found
}

fn list(value: &Value) -> Box<dyn Iterator<Item = &Value> + '_> {
    match value {
        Value::Array(items) => Box::new(items.iter()),
        Value::Null => Box::new(std::iter::empty()),
        one => Box::new(std::iter::once(one)),
    }
}

#[tokio::test]
async fn no_role_may_do_everything_anywhere() {
    let stack = Stack::read().await;
    let mut faults = Vec::new();
    for (role, statements) in statements(&stack).await {
        for statement in &statements {
            let actions: Vec<_> = list(&statement["Action"]).filter_map(Value::as_str).collect();
            if actions.iter().any(|action| action.contains('*')) {
                faults.push(format!("{role} may {actions:?}"));
            }
            let anywhere = list(&statement["Resource"]).any(|resource| resource == "*")
                || statement["Resource"].is_null();
            // Whoever may be written to is somebody else's name; whose name is under it is held by a condition.
            let narrowed = |action: &str| action == "ses:SendEmail" && !statement["Condition"].is_null();
            let known = |action: &&str| {
                WITHOUT_RESOURCE.iter().any(|known| action.starts_with(known)) || narrowed(action)
            };
            if anywhere && !actions.iter().all(known) {
                faults.push(format!("{role} may {actions:?} anywhere"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
