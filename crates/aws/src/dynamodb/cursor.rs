//! Where the next page of a list begins: the key of the last item seen, without what the query says anyway.

use valmetal_domain::alarm::ports::StoreError;
use valmetal_domain::entity::path;
use valmetal_domain::names::FarmId;

use super::item::{self, Item, s};
use super::keys::{self, FARM_PREFIX, PK, SK};
use crate::error::CallFailed;

/// An index's hash and range attributes.
pub(super) type Index = (&'static str, &'static str);

/// `FarmAlarmsIndex`.
pub(super) const FARM_ALARMS: Index = ("farmId", "raisedAt");
/// `FarmJournalIndex`.
pub(super) const FARM_JOURNAL: Index = ("journalFarm", "at");

/// The position of `item`, or of a key, in `index`.
pub(super) fn write(item: &Item, (_, range): Index) -> String {
    let part = |attribute| item::text(item, attribute).unwrap_or_default();
    format!("{}|{}|{}", part(range), part(PK), part(SK))
}

/// The key that [`write`] wrote, in the farm's part of `index`.
pub(super) fn read(cursor: &str, (hash, range): Index, farm: &FarmId) -> Result<Item, StoreError> {
    let mut parts = cursor.splitn(3, '|');
    let (Some(at), Some(pk), Some(sk)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(bad());
    };
    Ok([(hash, farm.as_str()), (range, at), (PK, pk), (SK, sk)]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), s(value)))
        .collect())
}

/// The position in a part of the fleet's list; without a key, at its beginning.
pub(super) fn write_fleet(shard: u8, key: Option<&Item>) -> String {
    let farm = key.and_then(|key| item::text(key, PK)).and_then(|pk| pk.strip_prefix(FARM_PREFIX));
    format!("{shard}|{}", farm.unwrap_or_default())
}

/// The part of the fleet's list, and the key in it, that [`write_fleet`] wrote.
pub(super) fn read_fleet(cursor: &str) -> Result<(u8, Option<Item>), StoreError> {
    let (shard, farm) = cursor.split_once('|').ok_or_else(bad)?;
    let shard = shard.parse().map_err(|_| bad())?;
    if farm.is_empty() {
        return Ok((shard, None));
    }
    let farm = FarmId::new(farm).map_err(|_| bad())?;
    let mut key = keys::farm_indicator(&farm).attributes();
    key.insert("indicatorPartition".to_owned(), s(keys::fleet_partition(shard)));
    key.insert("indicatorPath".to_owned(), s(path::of_farm(&farm)));
    Ok((shard, Some(key)))
}

fn bad() -> StoreError {
    StoreError::Refused(CallFailed::new("dynamodb:Query", "the cursor is none of this list").into())
}
