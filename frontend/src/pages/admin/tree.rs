//! A farm's hierarchy in the order in which people read it: each node above what stands below it, by name.

use std::collections::HashMap;

use valmetal_domain::entity::{Entity, EntityKind};

use crate::words::Words;

/// All nodes of a farm, the farm's own first.
pub(super) struct Tree {
    /// The nodes in order.
    pub(super) nodes: Vec<Entity>,
}

impl Tree {
    /// The tree of these nodes.
    pub(super) fn new(mut nodes: Vec<Entity>) -> Self {
        let names: HashMap<String, String> =
            nodes.iter().map(|node| (node.id.to_string(), node.name.as_str().to_lowercase())).collect();
        nodes.sort_by_cached_key(|node| {
            let ids = node.path.split('/').filter(|id| !id.is_empty());
            ids.map(|id| (names.get(id).cloned().unwrap_or_default(), id.to_owned())).collect::<Vec<_>>()
        });
        Self { nodes }
    }

    /// How deep a node stands, the farm itself being 0.
    pub(super) fn depth(node: &Entity) -> usize {
        node.path.matches('/').count().saturating_sub(1)
    }

    /// A node.
    pub(super) fn get(&self, id: &str) -> Option<&Entity> {
        self.nodes.iter().find(|node| node.id.as_str() == id)
    }

    /// How many nodes stand below this one.
    pub(super) fn count_below(&self, node: &Entity) -> usize {
        let below = format!("{}/", node.path);
        self.nodes.iter().filter(|other| other.path.starts_with(&below)).count()
    }

    /// What something can stand below of: ids, and names with the kind.
    pub(super) fn choices(&self, w: &Words) -> Vec<(String, String)> {
        self.choices_where(w, |node| node.kind != EntityKind::Component)
    }

    /// Where a node can be moved: not below itself, and not where it is already.
    pub(super) fn choices_for(&self, moved: &Entity, w: &Words) -> Vec<(String, String)> {
        let own = format!("{}/", moved.path);
        self.choices_where(w, |node| {
            moved.kind.may_stand_below(node.kind)
                && node.id != moved.id
                && !node.path.starts_with(&own)
                && moved.parent_id.as_ref() != Some(&node.id)
        })
    }

    /// The machines that are no thing yet.
    pub(super) fn uncommissioned(&self, w: &Words) -> Vec<(String, String)> {
        self.choices_where(w, |node| node.kind == EntityKind::Equipment && node.thing_name.is_none())
    }

    fn choices_where(&self, w: &Words, is_one: impl Fn(&Entity) -> bool) -> Vec<(String, String)> {
        let choice = |node: &Entity| {
            let indent = "\u{2003}".repeat(Self::depth(node));
            (node.id.to_string(), format!("{indent}{} ({})", node.name, w.kind_name(&node.kind)))
        };
        self.nodes.iter().filter(|node| is_one(node)).map(choice).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use valmetal_domain::entity::Entity;

    use super::Tree;
    use crate::words::EN;

    fn node(path: &str, kind: &str, name: &str) -> Entity {
        let id = path.rsplit('/').next().unwrap();
        let parent = path.rsplit('/').nth(1).filter(|id| !id.is_empty());
        serde_json::from_value(json!({
            "id": id, "farmId": "f", "kind": kind, "name": name, "parentId": parent, "path": path, "version": 1
        }))
        .unwrap()
    }

    fn tree() -> Tree {
        Tree::new(vec![
            node("/f", "farm", "Farm"),
            node("/f/s/b2", "barn", "Alpha"),
            node("/f/s/b2/e", "equipment", "Mixer"),
            node("/f/s", "site", "Site"),
            node("/f/s/b1", "barn", "Beta"),
        ])
    }

    #[test]
    fn a_node_stands_above_what_is_below_it_and_siblings_are_by_name() {
        let tree = tree();
        let names: Vec<_> = tree.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names, ["Farm", "Site", "Alpha", "Mixer", "Beta"]);
        assert_eq!(tree.count_below(tree.get("s").unwrap()), 3);
    }

    #[test]
    fn a_node_is_moved_where_it_may_stand_and_does_not_yet() {
        let tree = tree();
        let to = |id: &str| -> Vec<String> {
            tree.choices_for(tree.get(id).unwrap(), &EN).into_iter().map(|(id, _)| id).collect()
        };
        assert!(to("e").contains(&"b1".to_owned()));
        assert!(!to("e").contains(&"b2".to_owned()));
        assert!(!to("s").contains(&"b1".to_owned()));
    }
}
