use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Resolver;
use crate::local::stack::{Contents, Resource};

fn stacks() -> [Contents; 2] {
    let resource = |kind: &str, id: &str| Resource { kind: kind.into(), physical_id: id.into() };
    let parent = Contents {
        id: "valmetal-local".into(),
        outputs: BTreeMap::new(),
        template: Value::Null,
        parameters: BTreeMap::from([("UserPoolId".into(), "us-east-1_a".into())]),
        resources: BTreeMap::from([
            ("ListAlarms".into(), resource("AWS::Lambda::Function", "valmetal-list-alarms")),
            ("Client".into(), resource("AWS::Cognito::UserPoolClient", "client-1")),
            ("Identity".into(), resource("AWS::CloudFormation::Stack", "nested-1")),
        ]),
    };
    let nested = Contents {
        id: "nested-1".into(),
        outputs: BTreeMap::from([("UserPoolId".into(), "us-east-1_b".into())]),
        template: Value::Null,
        parameters: BTreeMap::new(),
        resources: BTreeMap::new(),
    };
    [parent, nested]
}

#[test]
fn values_of_deployed_things_are_found() {
    let cases = [
        (json!("plain"), "plain"),
        (json!({ "Ref": "Client" }), "client-1"),
        (json!({ "Ref": "UserPoolId" }), "us-east-1_a"),
        (
            json!({ "Fn::Sub": "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPoolId}" }),
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a",
        ),
        (
            json!({ "Fn::Sub": ["${Pool}/${!literal}", { "Pool": { "Ref": "UserPoolId" } }] }),
            "us-east-1_a/${literal}",
        ),
        (
            json!({ "Fn::GetAtt": ["ListAlarms", "Arn"] }),
            "arn:aws:lambda:us-east-1:000000000000:function:valmetal-list-alarms",
        ),
        (json!({ "Fn::GetAtt": ["Identity", "Outputs.UserPoolId"] }), "us-east-1_b"),
        (json!({ "Fn::Sub": "pool/${Identity.Outputs.UserPoolId}" }), "pool/us-east-1_b"),
        (json!({ "Fn::Join": ["/", ["a", { "Ref": "Client" }]] }), "a/client-1"),
    ];
    let stacks = stacks();
    for (value, expected) in cases {
        assert_eq!(Resolver::new(&stacks[0], &stacks).text(&value).unwrap(), expected, "{value}");
    }
}

#[test]
fn what_is_not_deployed_is_named() {
    let stacks = stacks();
    for value in ["${Lost.Arn}", "${Identity.Outputs.Lost}", "${Lost}"] {
        let message =
            Resolver::new(&stacks[0], &stacks).text(&json!({ "Fn::Sub": value })).unwrap_err().to_string();
        assert!(message.contains("Lost"), "{message}");
    }
}
