//! What the routes need that change nodes.

use std::sync::Arc;

use valmetal_domain::{
    entity::{
        Place, Tree,
        ports::{CommitEntityChanges, ReadPlaces, ReadTree},
    },
    names::{EntityId, FarmId},
};
use valmetal_runtime::{clock::Clock, problem::Problem};

use crate::store::unavailable;

/// Reads the hierarchy and the places of its things, and writes what changes.
#[derive(Clone)]
pub(super) struct Writes {
    /// Reads the hierarchy.
    pub tree: Arc<dyn ReadTree>,
    /// Reads the places of things.
    pub places: Arc<dyn ReadPlaces>,
    /// Writes.
    pub commit: Arc<dyn CommitEntityChanges>,
    /// The time.
    pub clock: Clock,
}

impl Writes {
    /// The hierarchy, with the places of the things at or below `id`.
    pub(super) async fn read(&self, farm: &FarmId, id: &EntityId) -> Result<(Tree, Vec<Place>), Problem> {
        let tree = Tree::new(self.tree.read_tree(farm).await.map_err(unavailable)?);
        let things = tree.things(id);
        let places = if things.is_empty() {
            Vec::new()
        } else {
            self.places.read_places(&things).await.map_err(unavailable)?
        };
        Ok((tree, places))
    }
}
