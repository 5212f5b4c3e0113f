use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::json;
use valmetal_domain::{
    alarm::{DerivedState, Severity},
    entity::Counts,
    names::{EntityId, ThingName},
};

use super::*;

/// The farm's row, and how often its next writes conflict.
#[derive(Default)]
struct Row {
    row: Mutex<Option<FarmRollUp>>,
    conflicts: Mutex<u32>,
}

#[async_trait]
impl ReadFarmRollUp for Row {
    async fn read_farm_roll_up(&self, _: &FarmId) -> Result<Option<FarmRollUp>, StoreError> {
        Ok(self.row.lock().unwrap().clone())
    }
}

#[async_trait]
impl WriteFarmRollUp for Row {
    async fn write_farm_roll_up(&self, from: u64, next: &FarmRollUp) -> Result<(), StoreError> {
        let mut conflicts = self.conflicts.lock().unwrap();
        let mut row = self.row.lock().unwrap();
        if *conflicts > 0 || row.as_ref().map_or(0, |row| row.version) != from {
            *conflicts = conflicts.saturating_sub(1);
            return Err(StoreError::Conflict);
        }
        *row = Some(next.clone());
        Ok(())
    }
}

fn place(thing: &str, version: u64, alarms: u32) -> Box<Place> {
    let mut counts = Counts::default();
    for _ in 0..alarms {
        counts.add(Severity::High, DerivedState::Unacknowledged);
    }
    let place = json!({
        "thing": thing, "farmId": "lakeside", "entityId": "e-1", "path": "/lakeside/s/b/e-1", "name": "Mixer",
        "version": version,
    });
    let mut place: Place = serde_json::from_value(place).unwrap();
    place.counts = counts;
    place.thing = ThingName::new(thing).unwrap();
    place.entity_id = EntityId::new("e-1").unwrap();
    Box::new(place)
}

async fn take(row: &Arc<Row>, changes: &[Seen]) -> Result<(), Error> {
    RollUpFarms { read: row.clone(), write: row.clone(), metrics: Metrics::default() }.take(changes).await
}

fn high(row: &Row) -> u32 {
    row.row.lock().unwrap().as_ref().map_or(0, |row| row.indicator().summary.counts.high)
}

#[tokio::test]
async fn the_row_is_the_sum_of_the_newest_places_in_any_order() {
    let row = Arc::new(Row::default());
    let changes = [
        Seen::Is(place("mixer-01", 3, 2)),
        Seen::Is(place("mixer-02", 1, 1)),
        Seen::Is(place("mixer-01", 2, 5)),
    ];
    take(&row, &changes).await.unwrap();
    assert_eq!(high(&row), 3);
    take(&row, &changes).await.unwrap();
    assert_eq!(high(&row), 3, "a stream that repeats itself changes nothing");
    take(&row, &[Seen::Gone(place("mixer-01", 3, 2))]).await.unwrap();
    assert_eq!(high(&row), 1);
}

#[tokio::test]
async fn a_row_that_somebody_else_writes_too_is_tried_again() {
    let row = Arc::new(Row::default());
    *row.conflicts.lock().unwrap() = TRIES - 1;
    take(&row, &[Seen::Is(place("mixer-01", 1, 1))]).await.unwrap();
    assert_eq!(high(&row), 1);
    *row.conflicts.lock().unwrap() = TRIES;
    assert!(
        take(&row, &[Seen::Is(place("mixer-01", 2, 4))]).await.is_err(),
        "and given back to the stream at last"
    );
}
