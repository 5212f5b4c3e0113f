//! New ids, made at the edge: the domain takes them as values.

use uuid::Uuid;

/// A new id: a `UUIDv7` as 32 hex digits, so ids sort by the time they were made.
pub fn new_id() -> String {
    Uuid::now_v7().simple().to_string()
}
