mod browsers;
mod settings;
mod topic;

use serde_json::{Value, json};

use crate::entity::Member;

fn member(channels: &Value) -> Member {
    serde_json::from_value(json!({
        "farmId": "erables", "userId": "u-1", "role": "worker", "name": "Maude", "language": "fr",
        "timezone": "America/Toronto", "channels": channels, "version": 4,
    }))
    .unwrap()
}
