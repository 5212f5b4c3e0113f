//! Feed: what was fed against the ration, what went otherwise, and how long the stores last.

mod day;
mod export;
mod sequence;

use std::collections::HashMap;

use axum::{Router, routing::get};

use crate::{api::Entity, app::App};

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/farms/{farm}/feed", get(day::page))
        .route("/farms/{farm}/feed/export", get(export::export))
        .route("/farms/{farm}/feed/sequences/{device}/{sequence}", get(sequence::page))
}

/// What people call the machines of a farm, by the thing's name.
fn names(tree: Vec<Entity>) -> HashMap<String, String> {
    tree.into_iter().filter_map(|entity| Some((entity.thing_name?, entity.name))).collect()
}

/// What people call a machine; its own name where nobody has called it anything.
fn called<'a>(names: &'a HashMap<String, String>, thing: &'a str) -> &'a str {
    names.get(thing).map_or(thing, String::as_str)
}
