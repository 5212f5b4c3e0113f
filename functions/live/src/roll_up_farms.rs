//! `roll-up-farms`: keeps one row a farm for the fleet's list, the sum of the farm's places.

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::Arc};

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::DynamoDbEventResponse,
};
use valmetal_aws::dynamodb::Streamed;
use valmetal_domain::{
    entity::{
        FarmRollUp, Place,
        ports::{ReadFarmRollUp, StoreError, WriteFarmRollUp},
    },
    names::FarmId,
};
use valmetal_runtime::{
    batch::stream::{ChangeHandler, run},
    error::Error,
    handler::{Failure, Function, Invocation},
    metrics::Metrics,
};

/// How often a row is tried that another shard of the stream writes too.
const TRIES: u32 = 5;

/// The function.
pub struct RollUpFarms {
    /// Reads what a row is made from.
    pub read: Arc<dyn ReadFarmRollUp>,
    /// Writes the row.
    pub write: Arc<dyn WriteFarmRollUp>,
    /// Counts.
    pub metrics: Metrics,
}

/// What a record says of a place.
#[derive(Debug, Clone, PartialEq)]
pub enum Seen {
    /// It is like this.
    Is(Box<Place>),
    /// It is gone, and was like this.
    Gone(Box<Place>),
}

impl Seen {
    fn farm(&self) -> &FarmId {
        match self {
            Self::Is(place) | Self::Gone(place) => &place.farm_id,
        }
    }
}

impl Function for RollUpFarms {
    type Event = Event;
    type Answer = DynamoDbEventResponse;

    async fn handle(&self, event: Event, _: &Invocation) -> Result<DynamoDbEventResponse, Failure> {
        run(self, event, &self.metrics).await
    }
}

impl ChangeHandler for RollUpFarms {
    type Change = Seen;

    fn parse(&self, record: &EventRecord) -> Result<Option<Seen>, Error> {
        let place = |image: &serde_dynamo::Item| -> Result<Option<Box<Place>>, Error> {
            Ok(match Streamed::read(image.clone())? {
                Streamed::Place(place) => Some(place),
                _ => None,
            })
        };
        Ok(match place(&record.change.new_image)? {
            Some(place) => Some(Seen::Is(place)),
            None => place(&record.change.old_image)?.map(Seen::Gone),
        })
    }

    async fn take(&self, changes: &[Seen]) -> Result<(), Error> {
        let mut farms: BTreeMap<&FarmId, Vec<&Seen>> = BTreeMap::new();
        for seen in changes {
            farms.entry(seen.farm()).or_default().push(seen);
        }
        for (farm, seen) in farms {
            self.roll_up(farm, &seen).await?;
        }
        Ok(())
    }
}

impl RollUpFarms {
    async fn roll_up(&self, farm: &FarmId, seen: &[&Seen]) -> Result<(), Error> {
        let mut tries = 1;
        loop {
            let known = self.read.read_farm_roll_up(farm).await?;
            let from = known.as_ref().map_or(0, |known| known.version);
            let mut next = known.unwrap_or_else(|| FarmRollUp::new(farm.clone()));
            let mut news = false;
            for seen in seen {
                news |= match seen {
                    Seen::Is(place) => next.see(place),
                    Seen::Gone(place) => next.see_deleted(place),
                };
            }
            if !news {
                return Ok(());
            }
            next.version = from + 1;
            match self.write.write_farm_roll_up(from, &next).await {
                Err(StoreError::Conflict) if tries < TRIES => tries += 1,
                written => return Ok(written?),
            }
        }
    }
}
