use std::collections::BTreeMap;

use serde_json::json;

use super::{Aws, Device, Mqtt, Status, User, running};
use crate::local::settings::Settings;

#[test]
fn the_json_has_the_shape_that_clients_rely_on() {
    let status = Status {
        api_url: "http://127.0.0.1:8080".into(),
        api_server_url: "http://127.0.0.1:8081".into(),
        metrics_url: "http://127.0.0.1:9090/metrics".into(),
        web_url: "http://app.localhost:8080".into(),
        admin_url: "http://cms.localhost:8080".into(),
        mqtt: Mqtt { host: "localhost", port: 8883, ca_file: "ca.pem".into() },
        aws: Aws {
            endpoint_url: "http://127.0.0.1:4566".into(),
            region: "us-east-1",
            access_key_id: "id",
            secret_access_key: "secret",
        },
        outputs: BTreeMap::from([("UserPoolId".into(), "us-east-1_a".into())]),
        users: vec![User {
            username: "farmer@example.org".into(),
            password: "p".into(),
            role: "farmer".into(),
            farms: vec!["farm-1".into()],
        }],
        devices: vec![Device {
            thing_name: "mixer-01".into(),
            farm_id: "farm-1".into(),
            entity_id: "entity-1".into(),
            cert_file: "mixer-01.pem".into(),
            key_file: "mixer-01.key".into(),
        }],
        postgres_url: "postgresql://".into(),
    };
    assert_eq!(
        serde_json::to_value(status).unwrap(),
        json!({
            "apiUrl": "http://127.0.0.1:8080",
            "apiServerUrl": "http://127.0.0.1:8081",
            "metricsUrl": "http://127.0.0.1:9090/metrics",
            "webUrl": "http://app.localhost:8080",
            "adminUrl": "http://cms.localhost:8080",
            "mqtt": { "host": "localhost", "port": 8883, "caFile": "ca.pem" },
            "aws": {
                "endpointUrl": "http://127.0.0.1:4566",
                "region": "us-east-1",
                "accessKeyId": "id",
                "secretAccessKey": "secret",
            },
            "outputs": { "UserPoolId": "us-east-1_a" },
            "users": [{ "username": "farmer@example.org", "password": "p", "role": "farmer", "farms": ["farm-1"] }],
            "devices": [{
                "thingName": "mixer-01",
                "farmId": "farm-1",
                "entityId": "entity-1",
                "certFile": "mixer-01.pem",
                "keyFile": "mixer-01.key",
            }],
            "postgresUrl": "postgresql://",
        })
    );
}

#[test]
fn an_instance_that_does_not_run_says_how_to_start_it() {
    let home = tempfile::tempdir().unwrap();
    let settings = Settings { root: home.path().into(), home: home.path().into() };
    let message = running(&settings).unwrap_err().to_string();
    assert!(message.contains("make up"), "{message}");
}
