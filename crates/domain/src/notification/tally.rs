//! What came of telling one level: who was told, who could not be, and whether another try makes sense.

use std::collections::BTreeMap;

use super::{Delivery, Settlement};
use crate::entity::Channel;
use crate::names::UserId;

/// The settlements of one step, earlier attempts at it included.
#[derive(Debug, Clone, Default)]
pub struct Tally(BTreeMap<UserId, Vec<(Channel, Settlement)>>);

impl Tally {
    /// Counts a person in, of whom no channel is settled yet.
    pub fn expect(&mut self, user: &UserId) {
        self.0.entry(user.clone()).or_default();
    }

    /// Notes what became of a message to `user`.
    pub fn add(&mut self, user: &UserId, channel: Channel, settlement: Settlement) {
        self.0.entry(user.clone()).or_default().push((channel, settlement));
    }

    /// How many persons were told by at least one channel. Of a claim that an earlier attempt left open it is not known;
    /// such a message counts as sent, since it is not sent again.
    pub fn told(&self) -> u32 {
        self.count(|channels| channels.iter().any(|(_, s)| is_told(*s)))
    }

    /// How many persons no channel reached.
    pub fn failed(&self) -> u32 {
        self.count(|channels| !channels.iter().any(|(_, s)| is_told(*s)))
    }

    /// Whether trying again may reach somebody: a message was not sent for now, or nobody knows and it must not be lost.
    pub fn is_worth_another_try(&self, delivery: Delivery) -> bool {
        self.0.values().flatten().any(|(_, settlement)| match settlement {
            Settlement::NotSent => true,
            Settlement::Open => delivery == Delivery::AtLeastOnce,
            Settlement::Sent | Settlement::Refused => false,
        })
    }

    /// Who was told by what, in one line for the journal: `<user> mail sms; <user> push`. No addresses.
    pub fn summary(&self) -> String {
        let person = |(user, channels): (&UserId, &Vec<(Channel, Settlement)>)| {
            let sent: Vec<&str> =
                channels.iter().filter(|(_, s)| is_told(*s)).map(|(channel, _)| channel.as_str()).collect();
            (!sent.is_empty()).then(|| format!("{user} {}", sent.join(" ")))
        };
        self.0.iter().filter_map(person).collect::<Vec<_>>().join("; ")
    }

    /// The persons whom a [`Self::summary`] names.
    pub fn persons_of(summary: &str) -> Vec<UserId> {
        let person = |entry: &str| UserId::new(entry.split_whitespace().next()?).ok();
        summary.split(';').filter_map(person).collect()
    }

    fn count(&self, matches: impl Fn(&[(Channel, Settlement)]) -> bool) -> u32 {
        let count = self.0.values().filter(|channels| matches(channels)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }
}

const fn is_told(settlement: Settlement) -> bool {
    matches!(settlement, Settlement::Sent | Settlement::Open)
}
