//! The items of the tables, in DynamoDB's JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Items by table, partition key and sort key.
#[derive(Default)]
pub(super) struct Items(BTreeMap<(String, String, String), Value>);

impl Items {
    /// Puts an item in DynamoDB's JSON.
    pub(super) fn put(&mut self, table: &str, item: Value) {
        self.0.insert(key(table, &item), item);
    }

    pub(super) fn get(&self, request: &Value) -> Value {
        let table = request["TableName"].as_str().unwrap_or_default();
        match self.0.get(&key(table, &request["Key"])) {
            Some(item) => json!({ "Item": item }),
            None => json!({}),
        }
    }

    pub(super) fn batch_get(&self, request: &Value) -> Value {
        let mut responses = Map::new();
        for (table, wanted) in request["RequestItems"].as_object().into_iter().flatten() {
            let keys = wanted["Keys"].as_array().into_iter().flatten();
            let found: Vec<_> = keys.filter_map(|wanted| self.0.get(&key(table, wanted))).cloned().collect();
            responses.insert(table.clone(), found.into());
        }
        json!({ "Responses": responses, "UnprocessedKeys": {} })
    }

    /// Whatever has one of the expression's values as its partition key, and where it says `begins_with` the other as the
    /// beginning of its sort key: queries of an index find nothing.
    pub(super) fn query(&self, request: &Value) -> Value {
        let table = request["TableName"].as_str().unwrap_or_default();
        let values = request["ExpressionAttributeValues"].as_object();
        let partitions: Vec<_> =
            values.into_iter().flat_map(Map::values).filter_map(|value| value["S"].as_str()).collect();
        let expression = request["KeyConditionExpression"].as_str().unwrap_or_default();
        let begins = |sk: &str| {
            !expression.contains("begins_with")
                || partitions.iter().any(|beginning| sk.starts_with(beginning))
        };
        let found: Vec<_> = self
            .0
            .iter()
            .filter(|((t, pk, sk), _)| {
                t == table
                    && request.get("IndexName").is_none()
                    && partitions.contains(&pk.as_str())
                    && begins(sk)
            })
            .map(|(_, item)| item)
            .collect();
        json!({ "Count": found.len(), "ScannedCount": found.len(), "Items": found })
    }
}

fn key(table: &str, attributes: &Value) -> (String, String, String) {
    let part = |name: &str| attributes[name]["S"].as_str().unwrap_or_default().to_owned();
    (table.to_owned(), part("pk"), part("sk"))
}

/// A JSON object as an item: `{"v": 1}` → `{"v": {"N": "1"}}`.
pub(super) fn typed_item(item: &Value) -> Value {
    item.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), typed(value))).collect()
}

fn typed(value: &Value) -> Value {
    match value {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(value) => json!({ "N": value.to_string() }),
        Value::String(value) => json!({ "S": value }),
        Value::Array(values) => json!({ "L": values.iter().map(typed).collect::<Vec<_>>() }),
        Value::Object(_) => json!({ "M": typed_item(value) }),
    }
}
