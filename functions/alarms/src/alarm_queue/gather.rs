//! Reads what a batch of messages needs to know: all keys in one call, and things as a whole only where a message is about
//! all of a thing's conditions.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;

use futures::future::try_join_all;
use valmetal_domain::alarm::ConditionKey;
use valmetal_domain::alarm::ports::{Known, StoreError};
use valmetal_domain::entity::Place;
use valmetal_domain::names::{AlarmCode, ThingName};

use super::message::{Message, key_of};
use super::{AlarmIntake, connection};

/// The most conditions that are read in one call.
const MAX_KEYS: usize = 33;

/// What messages are about.
#[derive(Default)]
struct Wanted {
    /// Single conditions.
    keys: BTreeSet<ConditionKey>,
    /// Whole things, with further codes to look up.
    things: BTreeMap<ThingName, BTreeSet<AlarmCode>>,
    /// Those of the things whose children are wanted too.
    gateways: BTreeSet<ThingName>,
}

impl Wanted {
    fn by<'m>(messages: impl Iterator<Item = &'m Message>) -> Self {
        let mut wanted = Self::default();
        for message in messages {
            match message {
                Message::Said { thing, word } => {
                    wanted.keys.insert(key_of(thing, word));
                }
                Message::Timer { key, .. } if connection::is_of(key) => wanted.connection(&key.thing),
                Message::Timer { key, .. } => {
                    wanted.keys.insert(key.clone());
                }
                Message::Listed { thing, snapshot } => {
                    let codes = snapshot.active.iter().map(|active| active.code.clone());
                    wanted.things.entry(thing.clone()).or_default().extend(codes);
                }
                Message::Presence(presence) => wanted.connection(&presence.thing),
                Message::Retired(retired) => wanted.connection(&retired.thing),
            }
        }
        // What is read with its thing need not be read again.
        let things = &mut wanted.things;
        wanted.keys.retain(|key| match things.get_mut(&key.thing) {
            Some(codes) => {
                codes.insert(key.code.clone());
                false
            }
            None => true,
        });
        wanted
    }

    fn connection(&mut self, thing: &ThingName) {
        self.things.entry(thing.clone()).or_default().insert(connection::code());
        self.gateways.insert(thing.clone());
    }
}

impl AlarmIntake {
    /// Reads what `messages` need to know.
    pub(super) async fn gather(&self, messages: impl Iterator<Item = &Message>) -> Result<Known, StoreError> {
        let Wanted { keys, things, gateways } = Wanted::by(messages);
        let keys: Vec<_> = keys.into_iter().collect();
        let (single, whole) = futures::try_join!(
            try_join_all(keys.chunks(MAX_KEYS).map(|keys| self.conditions.read_conditions(keys))),
            try_join_all(things.iter().map(|(thing, codes)| self.read_whole(thing, codes))),
        )?;
        let mut known = Known::default();
        for more in single.into_iter().chain(whole) {
            add(&mut known, more);
        }

        if !gateways.is_empty() {
            let children = self.children_of(&gateways, &known).await?;
            let no_codes = BTreeSet::new();
            let children = children.iter().filter(|child| !things.contains_key(*child));
            for more in try_join_all(children.map(|child| self.read_whole(child, &no_codes))).await? {
                add(&mut known, more);
            }
        }
        Ok(known)
    }

    /// The things that are connected through one of `gateways`, all of which stand where `known` says, or stood where their
    /// conditions do.
    async fn children_of(
        &self,
        gateways: &BTreeSet<ThingName>,
        known: &Known,
    ) -> Result<BTreeSet<ThingName>, StoreError> {
        let stand =
            gateways.iter().filter_map(|gateway| known.places.get(gateway)).map(|place| &place.farm_id);
        let stood = known.conditions.values().filter(|condition| gateways.contains(&condition.key.thing));
        let farms: BTreeSet<_> = stand.chain(stood.map(|condition| &condition.farm_id)).collect();
        let trees = try_join_all(farms.into_iter().map(|farm| self.tree.read_tree(farm))).await?;
        let things: Vec<_> = trees.into_iter().flatten().filter_map(|entity| entity.thing_name).collect();
        let places = self.places.read_places(&things).await?;
        let is_child =
            |place: &Place| place.gateway.as_ref().is_some_and(|gateway| gateways.contains(gateway));
        Ok(places.into_iter().filter(is_child).map(|place| place.thing).collect())
    }

    async fn read_whole(&self, thing: &ThingName, codes: &BTreeSet<AlarmCode>) -> Result<Known, StoreError> {
        let codes: Vec<_> = codes.iter().cloned().collect();
        self.things.read_thing(thing, &codes).await
    }
}

/// Adds what another call read; of what both read, the newer one counts.
fn add(known: &mut Known, more: Known) {
    for (thing, place) in more.places {
        newer(known.places.entry(thing), place, |place| place.version);
    }
    for (key, condition) in more.conditions {
        newer(known.conditions.entry(key), condition, |condition| condition.version);
    }
    known.definitions.extend(more.definitions);
}

fn newer<K: Eq + Hash, V>(entry: Entry<'_, K, V>, value: V, version: fn(&V) -> u64) {
    match entry {
        Entry::Occupied(mut known) => {
            if version(&value) > version(known.get()) {
                known.insert(value);
            }
        }
        Entry::Vacant(entry) => {
            entry.insert(value);
        }
    }
}
