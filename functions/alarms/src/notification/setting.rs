//! What messages say beside the alarm itself: the farm, where the machine stands, whom it silences.

use std::sync::Arc;

use valmetal_domain::alarm::{Condition, Definition};
use valmetal_domain::catalogue::CONNECTIVITY_LOST;
use valmetal_domain::entity::indicator::entities_of;
use valmetal_domain::entity::ports::{ReadEntities, ReadFarm, ReadMembers, ReadPlaces, ReadTree, StoreError};
use valmetal_domain::entity::{Farm, Member, Place};
use valmetal_domain::notification::{Notice, Occasion, Subject, location, silenced_by};

/// Reads the settings of alarms.
pub struct Settings {
    /// The farm's name and language.
    pub farm: Arc<dyn ReadFarm>,
    /// Its people.
    pub members: Arc<dyn ReadMembers>,
    /// The names of what a machine stands in.
    pub entities: Arc<dyn ReadEntities>,
    /// The things of the farm.
    pub tree: Arc<dyn ReadTree>,
    /// What is connected through what.
    pub places: Arc<dyn ReadPlaces>,
    /// Where the web client is, without a slash at the end.
    pub web_url: String,
}

/// One alarm's setting.
pub(super) struct Setting {
    pub(super) farm: Farm,
    pub(super) members: Vec<Member>,
    location: Vec<String>,
    affected: Vec<String>,
    place: Place,
    web_url: String,
}

impl Settings {
    /// The setting of an alarm on the thing at `place`; none where its farm is gone.
    pub(super) async fn read(
        &self,
        condition: &Condition,
        place: &Place,
    ) -> Result<Option<Setting>, StoreError> {
        let farm_id = &place.farm_id;
        let ids = entities_of(std::slice::from_ref(place), None);
        let (farm, members, entities, affected) = futures::try_join!(
            self.farm.read_farm(farm_id),
            self.members.read_members(farm_id),
            self.entities.read_entities(farm_id, &ids),
            self.affected(condition, place),
        )?;
        Ok(farm.map(|farm| Setting {
            farm,
            members,
            location: location(&entities, &place.path),
            affected,
            place: place.clone(),
            web_url: self.web_url.clone(),
        }))
    }

    /// The machines that nobody hears of because of this alarm.
    async fn affected(&self, condition: &Condition, place: &Place) -> Result<Vec<String>, StoreError> {
        if condition.key.code.as_str() != CONNECTIVITY_LOST {
            return Ok(Vec::new());
        }
        let tree = self.tree.read_tree(&place.farm_id).await?;
        let things: Vec<_> = tree.into_iter().filter_map(|entity| entity.thing_name).collect();
        Ok(silenced_by(&place.thing, &self.places.read_places(&things).await?))
    }
}

impl Setting {
    /// The alarm as messages speak of it.
    pub(super) fn subject(&self, condition: &Condition, definition: &Definition) -> Subject {
        Subject::new(condition, definition, &self.place, self.affected.clone())
    }

    /// What is told of it.
    pub(super) fn notice(&self, subject: Subject, occasion: Occasion) -> Notice {
        Notice {
            occasion,
            subject,
            farm_id: self.farm.id.clone(),
            farm: self.farm.name.to_string(),
            location: self.location.clone(),
            web_url: self.web_url.clone(),
        }
    }
}
