//! Domain values as attributes and back.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use valmetal_domain::alarm::ports::StoreError;

use super::keys::{PK, SK};

/// An item's attributes by name.
pub(super) type Item = HashMap<String, AttributeValue>;

/// `value` as attributes.
pub(super) fn write<T: Serialize>(value: &T) -> Result<Item, StoreError> {
    serde_dynamo::to_item(value).map_err(|error| StoreError::Refused(Box::new(error)))
}

/// `value` as one attribute.
pub(super) fn write_value<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(|error| StoreError::Refused(Box::new(error)))
}

/// The value that `item` holds.
pub(super) fn read<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let key = name(&item);
    serde_dynamo::from_item(item).map_err(|error| StoreError::Unreadable(format!("{key}: {error}")))
}

/// The values that `items` hold.
pub(super) fn read_all<T: DeserializeOwned>(items: Vec<Item>) -> Result<Vec<T>, StoreError> {
    items.into_iter().map(read).collect()
}

/// The item's primary key, for messages.
pub(super) fn name(item: &Item) -> String {
    format!("{}/{}", text(item, PK).unwrap_or("?"), text(item, SK).unwrap_or("?"))
}

/// A text attribute.
pub(super) fn text<'a>(item: &'a Item, attribute: &str) -> Option<&'a str> {
    item.get(attribute)?.as_s().ok().map(String::as_str)
}

/// A text as an attribute.
pub(super) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A whole number as an attribute.
pub(super) fn n(number: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(number.into().to_string())
}
