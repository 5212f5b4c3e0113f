//! The variables of a process as a value, so that a test needs no process of its own.

use std::collections::HashMap;

use super::ClientError;

/// Variables and what they hold. Empty ones count as missing.
pub(super) struct Environment(HashMap<String, String>);

impl Environment {
    /// The variables of this process that are text.
    pub(super) fn of_process() -> Self {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect()
    }

    /// A variable that may be missing.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// A variable without which no client can work.
    pub(super) fn needed(&self, name: &'static str, expected: &'static str) -> Result<String, ClientError> {
        self.optional(name).ok_or(ClientError::MissingVariable { name, expected })
    }

    /// The variables whose names start with `prefix`.
    pub(super) fn starting_with(&self, prefix: &str) -> HashMap<String, String> {
        self.0
            .iter()
            .filter(|(name, _)| name.starts_with(prefix))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        let mut variables: HashMap<_, _> = variables.into_iter().collect();
        variables.retain(|_, value| !value.is_empty());
        Self(variables)
    }
}
