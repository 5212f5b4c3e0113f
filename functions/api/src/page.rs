//! A page of a list that was read one item further than it goes.

use serde::Serialize;
use valmetal_runtime::{
    http::{Json, Page, cursor},
    problem::Problem,
};

/// The first `limit` of `items`; where there are more, the cursor of `query` with the position of the last of them.
pub(crate) fn page<T, P: Serialize>(
    mut items: Vec<T>,
    limit: u32,
    query: &impl Serialize,
    position: impl FnOnce(&T) -> P,
) -> Result<Json<Page<T>>, Problem> {
    let limit = usize::try_from(limit)?;
    let more = items.len() > limit;
    items.truncate(limit);
    let last = items.last().filter(|_| more);
    let cursor = last.map(|last| cursor::seal(query, &position(last))).transpose()?;
    Ok(Json(Page { items, cursor }))
}
