//! Storing records.

use std::collections::{BTreeMap, btree_map::Entry};

use async_trait::async_trait;
use serde_json::{Value, json};
use valmetal_domain::{
    alarm::ports::StoreError,
    feed::{
        CLOSE_KG, EXACT_SHARE, FeedKey, FeedRecord, OUTLIER_SHARE,
        columns::to_columns,
        ports::{RecordFeed, Recorded},
    },
};

use super::FeedStore;
use crate::{error::store_error, rows};

#[async_trait]
impl RecordFeed for FeedStore {
    async fn record_feed(&self, records: &[FeedRecord]) -> Result<Vec<Recorded>, StoreError> {
        // Of two under one key the first is stored, as if the second had come later.
        let mut first: BTreeMap<FeedKey, &FeedRecord> = BTreeMap::new();
        for record in records {
            if let Entry::Vacant(vacant) = first.entry(record.key()) {
                vacant.insert(record);
            }
        }
        let fresh = self.insert(&first).await?;
        let stored: BTreeMap<FeedKey, FeedRecord> = if fresh.len() == first.len() {
            BTreeMap::new()
        } else {
            let old: Vec<&FeedKey> = first.keys().filter(|key| !fresh.contains(key)).collect();
            self.stored(&old).await?.into_iter().map(|record| (record.key(), record)).collect()
        };

        let mut seen = fresh;
        let mut outcomes = Vec::with_capacity(records.len());
        for record in records {
            let key = record.key();
            if let Some(index) = seen.iter().position(|fresh| *fresh == key) {
                seen.swap_remove(index);
                outcomes.push(Recorded::New);
                continue;
            }
            // A machine that was moved meanwhile says the same as before.
            let known = stored.get(&key).unwrap_or(first[&key]);
            if known.step == record.step {
                outcomes.push(Recorded::Repeated);
            } else {
                self.keep_conflict(record).await?;
                outcomes.push(Recorded::Conflict);
            }
        }
        Ok(outcomes)
    }
}

impl FeedStore {
    /// Stores those whose keys are new, adds them to what their quarters of an hour are known to sum up to, and answers which
    /// these were.
    async fn insert(&self, records: &BTreeMap<FeedKey, &FeedRecord>) -> Result<Vec<FeedKey>, StoreError> {
        let rows = records.values().map(|record| columns(record)).collect::<Result<Vec<_>, _>>()?;
        let fresh = sqlx::query!(
            r#"with input as (
                select * from jsonb_populate_recordset(null::feed_record, $1)
            ), fresh as (
                insert into feed_key (device_id, device_seq, event_end)
                select device_id, device_seq, event_end from input order by device_id, device_seq
                on conflict do nothing
                returning device_id, device_seq
            ), stored as (
                insert into feed_record select input.* from input join fresh using (device_id, device_seq)
                returning *
            ), quarters as (
                insert into feed_quarter as kept (
                    farm_id, at, record_kind, feed_id, animal_set_id, currency, outcome, steps, targeted, entitlement,
                    deviation, delivered, refused, dry_matter, total_cost, exact, close, outliers, head, seconds
                )
                select farm_id, date_bin('15 minutes', event_end, 'epoch'), record_kind, feed_id, animal_set_id, currency,
                    case when record_kind = 'SEQUENCE' then outcome end,
                    count(*), count(delivered - entitlement),
                    coalesce(sum(entitlement) filter (where delivered is not null), 0),
                    coalesce(sum(delivered - entitlement), 0), coalesce(sum(delivered), 0), coalesce(sum(refused), 0),
                    coalesce(sum(delivered * dry_matter_percentage / 100), 0), coalesce(sum(total_cost), 0),
                    count(*) filter (where abs(delivered - entitlement) <= $2 * entitlement),
                    count(*) filter (where abs(delivered - entitlement) <= $3),
                    count(*) filter (where abs(delivered - entitlement) > $4 * entitlement),
                    coalesce(max(count_observed), 0),
                    coalesce(extract(epoch from sum(event_end - event_start)), 0)::double precision
                from stored group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 3, 4, 5, 6, 7
                on conflict (farm_id, at, record_kind, feed_id, animal_set_id, currency, outcome) do update set
                    steps = kept.steps + excluded.steps, targeted = kept.targeted + excluded.targeted,
                    entitlement = kept.entitlement + excluded.entitlement, deviation = kept.deviation + excluded.deviation,
                    delivered = kept.delivered + excluded.delivered, refused = kept.refused + excluded.refused,
                    dry_matter = kept.dry_matter + excluded.dry_matter, total_cost = kept.total_cost + excluded.total_cost,
                    exact = kept.exact + excluded.exact, close = kept.close + excluded.close,
                    outliers = kept.outliers + excluded.outliers, head = greatest(kept.head, excluded.head),
                    seconds = kept.seconds + excluded.seconds
            )
            select device_id, device_seq from stored"#,
            Value::Array(rows),
            EXACT_SHARE,
            CLOSE_KG,
            OUTLIER_SHARE
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        let is_fresh = |key: &&FeedKey| {
            fresh.iter().any(|row| {
                row.device_id == key.device_id.as_str() && row.device_seq.unsigned_abs() == key.device_seq
            })
        };
        Ok(records.keys().filter(is_fresh).cloned().collect())
    }

    /// What is stored under `keys`.
    async fn stored(&self, keys: &[&FeedKey]) -> Result<Vec<FeedRecord>, StoreError> {
        let wanted: Vec<Value> = keys
            .iter()
            .map(|key| json!({ "device_id": key.device_id, "device_seq": key.device_seq }))
            .collect();
        let found = sqlx::query_scalar!(
            r#"select to_jsonb(feed_record) as "row!"
            from jsonb_to_recordset($1) as wanted (device_id text, device_seq bigint)
            join feed_key using (device_id, device_seq)
            join feed_record using (device_id, device_seq, event_end)"#,
            Value::Array(wanted)
        )
        .fetch_all(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        rows::read(found)
    }

    async fn keep_conflict(&self, record: &FeedRecord) -> Result<(), StoreError> {
        let key = record.key();
        sqlx::query!(
            "insert into feed_conflict (device_id, device_seq, digest, record) values ($1, $2, md5($3::jsonb::text), $3)
            on conflict do nothing",
            key.device_id.as_str(),
            i64::try_from(key.device_seq).unwrap_or(i64::MAX),
            columns(record)?
        )
        .execute(&mut *self.database.acquire().await?)
        .await
        .map_err(store_error)?;
        Ok(())
    }
}

fn columns(record: &FeedRecord) -> Result<Value, StoreError> {
    to_columns(record).map(Value::Object).map_err(|error| StoreError::Refused(error.into()))
}
