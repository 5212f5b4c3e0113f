use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Artifact, Template, parse};

#[test]
fn short_tags_are_spelled_out() {
    let parsed = parse(
        "Plain: text\n\
         Reference: !Ref Table\n\
         Attribute: !GetAtt Table.Arn\n\
         Nested: !GetAtt Stack.Outputs.Url\n\
         Text: !Sub 'arn:${AWS::Partition}:x'\n\
         Mapped: !Sub ['${Name}', {Name: !Ref Table}]\n\
         Chosen: !If [IsLocal, !Ref A, !Ref 'AWS::NoValue']\n\
         Given: !Not [!Equals [!Ref Environment, local]]\n\
         Joined: !Join [',', [a, !Ref B]]\n\
         Required: !Condition IsLocal\n",
    )
    .unwrap();
    assert_eq!(
        parsed,
        json!({
            "Plain": "text",
            "Reference": { "Ref": "Table" },
            "Attribute": { "Fn::GetAtt": ["Table", "Arn"] },
            "Nested": { "Fn::GetAtt": ["Stack", "Outputs.Url"] },
            "Text": { "Fn::Sub": "arn:${AWS::Partition}:x" },
            "Mapped": { "Fn::Sub": ["${Name}", { "Name": { "Ref": "Table" } }] },
            "Chosen": { "Fn::If": ["IsLocal", { "Ref": "A" }, { "Ref": "AWS::NoValue" }] },
            "Given": { "Fn::Not": [{ "Fn::Equals": [{ "Ref": "Environment" }, "local"] }] },
            "Joined": { "Fn::Join": [",", ["a", { "Ref": "B" }]] },
            "Required": { "Condition": "IsLocal" },
        })
    );
}

#[test]
fn scalars_keep_their_meaning() {
    let parsed =
        parse("Version: 2012-10-17\nQuoted: '30'\nNumber: 30\nFlag: true\nOn: on\nCode: {200: ok}\n")
            .unwrap();
    assert_eq!(
        parsed,
        json!({
            "Version": "2012-10-17", "Quoted": "30", "Number": 30, "Flag": true, "On": "on", "Code": { "200": "ok" },
        })
    );
}

#[test]
fn a_template_that_is_no_mapping_is_refused() {
    for text in ["", "- a\n- b\n", "a: 1\n---\nb: 2\n", "a: [1, 2\n"] {
        assert!(parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn included_files_stand_where_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("catalogue.json"), r#"{"version": 1}"#).unwrap();
    let path = folder.path().join("template.yaml");
    std::fs::write(
        &path,
        "Local:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: catalogue.json}}\n\
         Remote:\n  Fn::Transform: {Name: AWS::Include, Parameters: {Location: 's3://bucket/key'}}\n",
    )
    .unwrap();
    let document = Template::read(&path).unwrap().document;
    assert_eq!(document["Local"], json!({ "version": 1 }));
    assert_eq!(document["Remote"]["Fn::Transform"]["Parameters"]["Location"], "s3://bucket/key");
}

#[test]
fn local_files_are_found_and_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.yaml");
    std::fs::write(
        &path,
        "Resources:\n\
         \x20 HandleAlarms:\n\
         \x20   Type: AWS::Serverless::Function\n\
         \x20   Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: alarms}}\n\
         \x20   Properties: {CodeUri: ../functions/alarms, Handler: handle-alarms}\n\
         \x20 Escalation:\n\
         \x20   Type: AWS::Serverless::StateMachine\n\
         \x20   Properties: {DefinitionUri: ../statemachines/escalation.asl.json}\n\
         \x20 Devices:\n\
         \x20   Type: AWS::Serverless::Application\n\
         \x20   Properties: {Location: devices.yaml}\n\
         \x20 Remote:\n\
         \x20   Type: AWS::CloudFormation::Stack\n\
         \x20   Properties: {TemplateURL: 'https://example.org/remote.yaml'}\n\
         \x20 Queue: {Type: AWS::SQS::Queue}\n",
    )
    .unwrap();
    let mut template = Template::read(&path).unwrap();

    let mentions = template.artifacts().unwrap();

    let found: Vec<(&str, &Artifact)> = mentions.iter().map(|m| (m.pointer.as_str(), &m.artifact)).collect();
    let path = |name: &str| folder.path().join(name);
    assert_eq!(
        found,
        [
            ("/Resources/Devices/Properties/Location", &Artifact::Template { path: path("devices.yaml") }),
            (
                "/Resources/Escalation/Properties/DefinitionUri",
                &Artifact::Definition { path: path("../statemachines/escalation.asl.json") }
            ),
            ("/Resources/HandleAlarms/Properties/CodeUri", &Artifact::Function { binary: "alarms".into() }),
        ]
    );
    template.replace(&mentions[2], json!({ "Bucket": "artifacts", "Key": "functions/1.zip" }));
    let resources = &template.document["Resources"];
    assert_eq!(resources["HandleAlarms"]["Properties"]["CodeUri"]["Key"], "functions/1.zip");
    assert_eq!(resources["HandleAlarms"]["Properties"]["Handler"], "handle-alarms");
}

#[test]
fn a_function_without_a_binary_is_refused_by_name() {
    let template = Template {
        document: json!({ "Resources": { "Lost": { "Type": "AWS::Serverless::Function", "Properties": {} } } }),
        folder: PathBuf::new(),
    };
    assert!(template.artifacts().unwrap_err().to_string().contains("Lost"));
}

#[test]
fn a_missing_template_is_named() {
    let message = format!("{:#}", Template::read(Path::new("nowhere.yaml")).unwrap_err());
    assert!(message.contains("nowhere.yaml"), "{message}");
}
