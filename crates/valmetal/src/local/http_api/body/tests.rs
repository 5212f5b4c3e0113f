use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Authorizer, Route, read};
use crate::local::{
    http_api::intrinsics::Resolver,
    stack::{Contents, Resource},
};

fn stack() -> Contents {
    let resource = |kind: &str, id: &str| Resource { kind: kind.into(), physical_id: id.into() };
    Contents {
        id: "valmetal-local".into(),
        outputs: BTreeMap::new(),
        template: Value::Null,
        parameters: BTreeMap::new(),
        resources: BTreeMap::from([
            ("ListFarms".into(), resource("AWS::Lambda::Function", "list-farms")),
            ("ServeHealth".into(), resource("AWS::Lambda::Function", "serve-health")),
            (
                "ServeHealthAliaslive".into(),
                resource(
                    "AWS::Lambda::Alias",
                    "arn:aws:lambda:us-east-1:000000000000:function:serve-health:live",
                ),
            ),
            ("UserPool".into(), resource("AWS::Cognito::UserPool", "us-east-1_a")),
            ("Client".into(), resource("AWS::Cognito::UserPoolClient", "client-1")),
        ]),
    }
}

fn integration(function: &str) -> Value {
    json!({
        "httpMethod": "POST",
        "payloadFormatVersion": "2.0",
        "type": "aws_proxy",
        "uri": { "Fn::Sub": format!(
            "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{{function}}}/invocations"
        ) },
    })
}

#[test]
fn routes_and_the_authorizer_are_read_from_what_sam_generates() {
    let body = json!({
        "openapi": "3.0.1",
        "paths": {
            "/v1/farms": { "get": {
                "x-amazon-apigateway-integration": integration("ListFarms.Arn"),
                "security": [{ "Cognito": [] }],
                "responses": {},
            } },
            "/healthz": { "get": {
                "x-amazon-apigateway-integration": integration("ServeHealthAliaslive"),
                "security": [{ "NONE": [] }],
            } },
        },
        "components": { "securitySchemes": { "Cognito": {
            "type": "oauth2",
            "x-amazon-apigateway-authorizer": {
                "type": "jwt",
                "identitySource": "$request.header.Authorization",
                "jwtConfiguration": {
                    "issuer": { "Fn::Sub": "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}" },
                    "audience": [{ "Ref": "Client" }],
                },
            },
        } } },
    });
    let stack = stack();

    let definition = read(&body, &Resolver::new(&stack, &[])).unwrap();

    assert_eq!(
        definition.routes,
        [
            Route {
                key: "GET /healthz".into(),
                function: "arn:aws:lambda:us-east-1:000000000000:function:serve-health:live".into(),
                authorizer: None,
            },
            Route {
                key: "GET /v1/farms".into(),
                function: "arn:aws:lambda:us-east-1:000000000000:function:list-farms".into(),
                authorizer: Some("Cognito".into()),
            },
        ]
    );
    assert_eq!(
        definition.authorizers["Cognito"],
        Authorizer {
            issuer: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a".into(),
            audience: vec!["client-1".into()],
            identity_source: "$request.header.Authorization".into(),
        }
    );
}

#[test]
fn a_route_to_nothing_is_named() {
    let body = json!({ "paths": { "/v1/farms": { "get": {
        "x-amazon-apigateway-integration": integration("Lost.Arn"),
    } } } });
    let stack = stack();

    let message = format!("{:#}", read(&body, &Resolver::new(&stack, &[])).unwrap_err());

    assert!(message.contains("GET /v1/farms") && message.contains("Lost"), "{message}");
}
