//! Farms, entities, places and members, through the product's own rules and adapters.

use anyhow::Result;
use valmetal_aws::dynamodb::{FarmReader, FarmWriter};
use valmetal_domain::{
    alarm::Severity,
    entity::{
        self, Change, Channels, EntityChanges, Member, NewEntity, Tree,
        contact::MailAddress,
        member::{MailChannel, SmsChannel},
        ports::{CommitEntityChanges as _, ReadMember as _, ReadTree as _},
    },
    names::{EntityId, FarmId, UserId},
};

use super::demo::{Entity, Farm, User};

/// The store of the hierarchy.
pub(super) struct Hierarchy {
    pub(super) reader: FarmReader,
    pub(super) writer: FarmWriter,
}

impl Hierarchy {
    /// Adds what a farm lacks: itself, entities, things.
    pub(super) async fn add_farm(&self, farm: &Farm) -> Result<()> {
        if self.reader.read_tree(&farm.id).await?.is_empty() {
            let new = entity::Farm {
                id: farm.id.clone(),
                name: farm.name.clone(),
                timezone: farm.timezone.clone(),
                language: farm.language,
                version: 1,
            };
            self.commit(&new.create()).await?;
        }
        let mut entities = Vec::new();
        farm.visit(&mut |parent, entity| entities.push((parent, entity)));
        for (parent, entity) in entities {
            self.add_entity(&farm.id, parent, entity).await?;
        }
        Ok(())
    }

    async fn add_entity(&self, farm: &FarmId, parent_id: EntityId, entity: &Entity) -> Result<()> {
        let tree = self.tree(farm).await?;
        if tree.get(&entity.id).is_none() {
            let new = NewEntity { kind: entity.kind, name: entity.name.clone(), parent_id };
            let (_, changes) = tree.create(entity.id.clone(), new)?;
            self.commit(&changes).await?;
        }
        let Some(thing) = &entity.thing else { return Ok(()) };
        let tree = self.tree(farm).await?;
        if tree.get(&entity.id).is_some_and(|there| there.thing_name.is_none()) {
            let (_, changes) = tree.install(&entity.id, thing.name.clone(), thing.gateway.clone())?;
            self.commit(&changes).await?;
        }
        Ok(())
    }

    /// Makes a person a member of a farm, if they are none.
    pub(super) async fn add_member(&self, farm: &Farm, id: &UserId, user: &User) -> Result<()> {
        let Some(role) = user.role.on_a_farm() else { return Ok(()) };
        if self.reader.read_member(&farm.id, id).await?.is_some() {
            return Ok(());
        }
        let severities = || Severity::ALL.into();
        let member = Member {
            farm_id: farm.id.clone(),
            user_id: id.clone(),
            role,
            name: user.name.clone(),
            language: user.language,
            timezone: farm.timezone.clone(),
            channels: Channels {
                mail: Some(MailChannel {
                    address: MailAddress::new(&user.username)?,
                    severities: severities(),
                }),
                sms: user.phone.clone().map(|phone| SmsChannel { phone, severities: severities() }),
                push: None,
            },
            quiet_hours: None,
            version: 1,
        };
        self.commit(&EntityChanges::new(vec![Change::PutMember(0, Box::new(member))])).await
    }

    async fn tree(&self, farm: &FarmId) -> Result<Tree> {
        Ok(Tree::new(self.reader.read_tree(farm).await?))
    }

    async fn commit(&self, changes: &EntityChanges) -> Result<()> {
        self.writer.commit_entity_changes(changes).await?;
        Ok(())
    }
}
