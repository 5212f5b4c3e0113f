//! Items: what DynamoDB looks at are attributes, what only we look at is one JSON text.
//!
//! Keys, what an index or a condition needs, and times to live are attributes of an item's own. The value itself is the text
//! `document`: as a map of attributes it costs both sides several times the bytes and the work, and nothing ever asks DynamoDB
//! for a part of it.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;
use serde::de::DeserializeOwned;
use valmetal_domain::alarm::ports::StoreError;

use super::keys::{Key, PK, SK};

/// An item's attributes by name.
pub(super) type Item = HashMap<String, AttributeValue>;

/// The attribute with an item's value.
const DOCUMENT: &str = "document";

/// The attribute with the version of what has one.
const VERSION: &str = "version";

/// An item of this value.
pub(super) fn write<T: Serialize>(key: Key, value: &T) -> Result<Item, StoreError> {
    let document = serde_json::to_string(value).map_err(|error| StoreError::Refused(Box::new(error)))?;
    let mut item = key.into_attributes();
    item.insert(DOCUMENT.to_owned(), AttributeValue::S(document));
    Ok(item)
}

/// An item of this version of a value.
pub(super) fn write_version<T: Serialize>(key: Key, value: &T, version: u64) -> Result<Item, StoreError> {
    let mut item = write(key, value)?;
    item.insert(VERSION.to_owned(), n(version));
    Ok(item)
}

/// The value of an item.
pub(super) fn read<T: DeserializeOwned>(item: &Item) -> Result<T, StoreError> {
    let unreadable = |problem: String| StoreError::Unreadable(format!("{}: {problem}", name(item)));
    let document = text(item, DOCUMENT).ok_or_else(|| unreadable("it has no document".to_owned()))?;
    serde_json::from_str(document).map_err(|error| unreadable(error.to_string()))
}

/// The values of `items`.
pub(super) fn read_all<T: DeserializeOwned>(items: &[Item]) -> Result<Vec<T>, StoreError> {
    items.iter().map(read).collect()
}

/// `value`, each field an attribute.
pub(super) fn write_attributes<T: Serialize>(value: &T) -> Result<Item, StoreError> {
    serde_dynamo::to_item(value).map_err(|error| StoreError::Refused(Box::new(error)))
}

/// The value whose fields are attributes.
pub(super) fn read_attributes<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let key = name(&item);
    serde_dynamo::from_item(item).map_err(|error| StoreError::Unreadable(format!("{key}: {error}")))
}

/// `value` as one attribute.
pub(super) fn write_value<T: Serialize>(value: &T) -> Result<AttributeValue, StoreError> {
    serde_dynamo::to_attribute_value(value).map_err(|error| StoreError::Refused(Box::new(error)))
}

/// The value that one attribute is.
pub(super) fn read_value<T: DeserializeOwned>(attribute: AttributeValue) -> Result<T, StoreError> {
    serde_dynamo::from_attribute_value(attribute).map_err(|error| StoreError::Unreadable(error.to_string()))
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
