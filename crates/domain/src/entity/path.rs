//! Paths of entities: `/<farm>/<site>/<barn>/<equipment>`, by ids. A path neither ends in a slash nor is empty.

use crate::names::{EntityId, FarmId};

/// The path of a farm's root.
pub fn of_farm(farm: &FarmId) -> String {
    format!("/{farm}")
}

/// The path of `id` below `parent`.
pub fn join(parent: &str, id: &EntityId) -> String {
    format!("{parent}/{id}")
}

/// Whether `path` is `top` or below it. `/f/barn-10` is not below `/f/barn-1`, though it begins with it.
pub fn is_at_or_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// `path` and every path above it, the farm's first.
pub fn with_ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').skip(1).map(|(end, _)| &path[..end]).chain(std::iter::once(path))
}

/// The id of the entity that `path` leads to.
pub fn last_id(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
