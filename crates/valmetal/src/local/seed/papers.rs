//! Records, maintenance and articles, through the product's own rules and adapters.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use valmetal_domain::{
    content::{
        self,
        ports::{CommitArticle as _, ReadArticle as _},
    },
    maintenance::{
        Change, Done, Task,
        ports::{CommitMaintenance as _, ReadSchedule as _},
    },
    names::{FarmId, TaskId, UserId},
    record::{
        EquipmentRecord,
        ports::{PutRecord as _, ReadRecord as _},
    },
};
use valmetal_postgres::{Articles, Database, Maintenance, Records};

use super::library::{Article, Library, Record, Schedule};

/// Who wrote it.
pub(super) struct Authors {
    pub(super) admin: UserId,
    /// The farmer of each farm.
    pub(super) farmers: BTreeMap<FarmId, UserId>,
}

/// Adds what is missing in the database.
pub(super) struct Papers<'a> {
    pub(super) database: Database,
    pub(super) authors: &'a Authors,
    pub(super) now: Timestamp,
}

impl Papers<'_> {
    /// Adds everything of `library` that is not there.
    pub(super) async fn add(&self, library: &Library) -> Result<()> {
        for record in &library.records {
            self.add_record(record).await.with_context(|| format!("the record of {}", record.entity))?;
        }
        for schedule in &library.schedules {
            self.add_schedule(schedule).await.with_context(|| format!("the schedule {}", schedule.id))?;
        }
        for article in &library.articles {
            self.add_article(article).await.with_context(|| format!("the article {}", article.id))?;
        }
        Ok(())
    }

    async fn add_record(&self, Record { farm, entity, content }: &Record) -> Result<()> {
        let records = Records::new(self.database.clone());
        if records.read_record(farm, entity).await?.is_some() {
            return Ok(());
        }
        let record = EquipmentRecord {
            farm_id: farm.clone(),
            entity_id: entity.clone(),
            content: content.clone(),
            version: 1,
            updated_at: self.now,
            updated_by: self.farmer(farm)?,
        };
        Ok(records.put_record(&record).await?)
    }

    async fn add_schedule(&self, new: &Schedule) -> Result<()> {
        let maintenance = Maintenance::new(self.database.clone());
        if maintenance.read_schedule(&new.farm, &new.id).await?.is_some() {
            return Ok(());
        }
        let by = self.farmer(&new.farm)?;
        let schedule = valmetal_domain::maintenance::Schedule {
            id: new.id.clone(),
            farm_id: new.farm.clone(),
            entity_id: new.entity.clone(),
            content: new.content.clone(),
            version: 1,
            updated_at: self.now,
            updated_by: by.clone(),
        };
        let today = self.today();
        let task = |n: usize| TaskId::new(format!("{}-{n}", new.id));
        let mut changes = vec![Change::PutSchedule(schedule.clone())];
        for (n, days) in new.done_days_ago.iter().enumerate() {
            let at = self.now - jiff::SignedDuration::from_hours(24 * i64::from(*days));
            let day = today.saturating_sub(days.days());
            let done = Done { at, by: by.clone(), parts: new.content.parts.clone(), note: None };
            let planned = schedule.next_task(task(n + 2)?, day, Some(day), at);
            changes.push(Change::PutTask(Task { done: Some(done), told: true, ..planned }));
        }
        let due = new.due_in_days.map(|days| today.saturating_add(days.days()));
        changes.push(Change::PutTask(schedule.next_task(task(1)?, today, due, self.now)));
        maintenance.commit_maintenance(&changes, None).await?;
        Ok(())
    }

    async fn add_article(&self, Article { id, content }: &Article) -> Result<()> {
        let articles = Articles::new(self.database.clone());
        if articles.read_article(id).await?.is_some() {
            return Ok(());
        }
        let admin = &self.authors.admin;
        let draft = content::Article::new(id.clone(), content.clone(), admin.clone(), self.now)?;
        articles.commit_article(&draft, None, None).await?;
        let (published, version) = draft.publish(admin.clone(), self.now)?;
        articles.commit_article(&published, Some(&version), None).await?;
        Ok(())
    }

    fn farmer(&self, farm: &FarmId) -> Result<UserId> {
        self.authors.farmers.get(farm).cloned().with_context(|| format!("{farm} has no farmer"))
    }

    fn today(&self) -> Date {
        self.now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}
