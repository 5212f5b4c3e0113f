//! How many alarm conditions are in which state: what the indicators show.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alarm::{DerivedState, Severity};

/// The number of conditions by severity and derived state. Normal ones are not counted; there are no zeros.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(BTreeMap<Severity, BTreeMap<DerivedState, u32>>);

impl Counts {
    /// Whether nothing is to be shown.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are of this severity in this state.
    pub fn get(&self, severity: Severity, state: DerivedState) -> u32 {
        self.0.get(&severity).and_then(|states| states.get(&state)).copied().unwrap_or(0)
    }

    /// Every count above zero.
    pub fn iter(&self) -> impl Iterator<Item = (Severity, DerivedState, u32)> + '_ {
        self.0.iter().flat_map(|(severity, states)| states.iter().map(|(state, n)| (*severity, *state, *n)))
    }

    /// One condition more of this severity in this state.
    pub fn add(&mut self, severity: Severity, state: DerivedState) {
        self.add_many(severity, state, 1);
    }

    /// One condition less; one that was never counted changes nothing.
    pub fn remove(&mut self, severity: Severity, state: DerivedState) {
        let Some(states) = self.0.get_mut(&severity) else { return };
        if let Some(n) = states.get_mut(&state) {
            *n -= 1;
            if *n == 0 {
                states.remove(&state);
            }
        }
        if states.is_empty() {
            self.0.remove(&severity);
        }
    }

    /// Adds all of `other`.
    pub fn add_all(&mut self, other: &Self) {
        for (severity, state, n) in other.iter() {
            self.add_many(severity, state, n);
        }
    }

    fn add_many(&mut self, severity: Severity, state: DerivedState, n: u32) {
        if state != DerivedState::Normal && n > 0 {
            *self.0.entry(severity).or_default().entry(state).or_default() += n;
        }
    }
}
