//! A thing that the registry has no more stands nowhere any more, and its alarms end.

use std::time::Duration;

use jiff::Timestamp;
use valmetal_aws::jitter::Backoff;
use valmetal_domain::alarm::queue::RetiredMessage;
use valmetal_domain::entity::ports::StoreError;
use valmetal_domain::entity::{EntityRefusal, Tree};
use valmetal_domain::names::ThingName;
use valmetal_runtime::error::Error;

use crate::HandleThingEvents;

impl HandleThingEvents {
    /// Takes `thing`, which is gone since `at`, from its place, where it has one, and has its alarms ended: after that, since
    /// nothing is raised any more by what stands nowhere.
    pub(crate) async fn remove(
        &self,
        thing: &ThingName,
        at: Timestamp,
        time_left: Duration,
    ) -> Result<(), Error> {
        let mut backoff = Backoff::within(time_left / 2);
        loop {
            match self.try_remove(thing).await {
                Err(StoreError::Conflict) if backoff.pause().await => {}
                other => break other?,
            }
        }
        let message = RetiredMessage { thing: thing.clone(), at };
        Ok(self.retired.tell_retired(&message).await?)
    }

    async fn try_remove(&self, thing: &ThingName) -> Result<(), StoreError> {
        let Some(place) = self.places.read_places(std::slice::from_ref(thing)).await?.pop() else {
            return Ok(());
        };
        let tree = Tree::new(self.tree.read_tree(&place.farm_id).await?);
        match tree.remove_thing(&place.entity_id, &place) {
            Ok((_, changes)) => self.commit.commit_entity_changes(&changes).await.map(|_| ()),
            // The equipment was deleted or given another thing meanwhile: the reads do not fit together.
            Err(EntityRefusal::NoSuchEntity | EntityRefusal::HasNoThing) => Err(StoreError::Conflict),
            Err(refusal) => Err(StoreError::Unreadable(refusal.to_string())),
        }
    }
}
