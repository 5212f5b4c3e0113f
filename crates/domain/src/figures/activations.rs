//! What one sensor did: its activations, as its device numbered them, and what is wrong with how they come.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Rules;
use crate::alarm::journal::DeviceWord;
use crate::alarm::story::Position;

/// The activations of one condition, by boot and number.
#[derive(Debug, Clone, Default)]
pub(super) struct Activations(BTreeMap<(u64, u64), Activation>);

/// One activation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Activation {
    /// When it began.
    pub(super) from: Timestamp,
    /// When it ended, as far as is known.
    pub(super) to: Option<Timestamp>,
}

impl Activations {
    /// Adds what the device said. Hearing it again changes nothing.
    pub(super) fn hear(&mut self, word: &DeviceWord) {
        let began = word.raised_at.unwrap_or(word.at).min(word.at);
        let key = (word.position.boot, word.position.activation);
        let activation = self.0.entry(key).or_insert(Activation { from: began, to: None });
        activation.from = activation.from.min(began);
        if word.position.phase == 2 {
            activation.to = Some(activation.to.map_or(word.at, |known| known.min(word.at)));
        }
    }

    /// Adds an activation that still lasts, the one that the device's story has come to.
    pub(super) fn know(&mut self, device: Position, from: Timestamp) {
        let known = self.0.entry((device.boot, device.activation)).or_insert(Activation { from, to: None });
        known.from = known.from.min(from);
    }

    /// Ends whatever lasts: its machine is there no more.
    pub(super) fn end(&mut self, at: Timestamp) {
        for activation in self.0.values_mut() {
            activation.to.get_or_insert(at.max(activation.from));
        }
    }

    /// The activations in the order in which they began. One whose end was never heard ended when the next began.
    pub(super) fn told(&self) -> Vec<Activation> {
        let mut told: Vec<Activation> = self.0.values().copied().collect();
        told.sort_by_key(|activation| activation.from);
        for index in 1..told.len() {
            let next = told[index].from;
            told[index - 1].to.get_or_insert(next);
        }
        told
    }
}

/// The activations among `told` that are part of chatter.
pub(super) fn chattering<'a>(told: &'a [Activation], rules: &Rules) -> impl Iterator<Item = &'a Activation> {
    let n = rules.chatter_activations.max(2);
    let within = rules.chatter_within;
    let is_burst = move |first: usize| {
        let last = first + n - 1;
        told.get(last).is_some_and(|last| last.from.duration_since(told[first].from) <= within)
    };
    told.iter()
        .enumerate()
        .filter(move |(index, _)| (index.saturating_sub(n - 1)..=*index).any(is_burst))
        .map(|(_, activation)| activation)
}

/// The activations among `told` that were over at once and did not come back.
pub(super) fn fleeting<'a>(told: &'a [Activation], rules: &Rules) -> impl Iterator<Item = &'a Activation> {
    let rules = *rules;
    told.iter().enumerate().filter_map(move |(index, activation)| {
        let to = activation.to?;
        let is_short = to.duration_since(activation.from) < rules.fleeting_under;
        let comes_back =
            told.get(index + 1).is_some_and(|next| next.from.duration_since(to) <= rules.fleeting_alone);
        (is_short && !comes_back).then_some(activation)
    })
}

/// The times in which the condition was stale, with `now` as the end of what lasts.
pub(super) fn stale(told: &[Activation], rules: &Rules, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    told.iter()
        .filter_map(|activation| {
            let from = activation.from.checked_add(rules.stale_after).ok()?;
            let to = activation.to.unwrap_or(now);
            (from < to).then_some((from, to))
        })
        .collect()
}
