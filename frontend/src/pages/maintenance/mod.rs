//! Maintenance of a farm's machines: what is due, what was done, and what makes it due again.

mod list;
pub(super) mod parts;
mod report;
mod schedule;
mod task;

use std::collections::HashMap;

use axum::{
    Router,
    routing::{get, post},
};
use valmetal_domain::{
    access::{Operation, Role},
    entity::EntityKind,
};

use super::visit::{Shell, Tab, Visit, encoded};
use crate::{
    api::{ApiError, Entity, Farm, MemberName, Page},
    app::App,
};

/// The pages.
pub(super) fn routes() -> Router<App> {
    const TASK: &str = "/farms/{farm}/maintenance/tasks/{task}";
    const SCHEDULE: &str = "/farms/{farm}/maintenance/schedules/{schedule}";
    Router::new()
        .route("/farms/{farm}/maintenance", get(list::page))
        .route("/farms/{farm}/maintenance/report", get(report::page))
        .route("/farms/{farm}/maintenance/report.csv", get(report::csv))
        .route("/farms/{farm}/maintenance/tasks", post(task::create))
        .route("/farms/{farm}/maintenance/new-task", get(task::new))
        .route(TASK, get(task::page))
        .route(&format!("{TASK}/done"), post(task::complete))
        .route(&format!("{TASK}/delete"), get(task::ask_delete).post(task::delete))
        .route("/farms/{farm}/maintenance/schedules", post(schedule::create))
        .route("/farms/{farm}/maintenance/new-schedule", get(schedule::new))
        .route(SCHEDULE, get(schedule::page).post(schedule::update))
        .route(&format!("{SCHEDULE}/delete"), get(schedule::ask_delete).post(schedule::delete))
}

/// What every page of maintenance knows of its farm.
struct Here {
    farm: Farm,
    /// What may be maintained: id and name.
    machines: Vec<(String, String)>,
    role: Role,
}

impl Here {
    async fn read(visit: &Visit, farm: &str) -> Result<Self, ApiError> {
        let api = visit.api();
        let farm = format!("/farms/{}", encoded(farm));
        let tree = format!("{farm}/entities");
        let (farm, tree) = tokio::try_join!(api.get::<Farm>(&farm), api.get::<Page<Entity>>(&tree))?;
        let is_machine =
            |entity: &Entity| matches!(entity.kind, EntityKind::Equipment | EntityKind::Component);
        let machines = tree.items.into_iter().filter(is_machine).map(|entity| (entity.id, entity.name));
        let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
        Ok(Self { machines: machines.collect(), role, farm })
    }

    /// Where the farm's maintenance is.
    fn address(&self) -> String {
        format!("/farms/{}/maintenance", encoded(&self.farm.id))
    }

    /// What people call a machine.
    fn called<'a>(&'a self, entity: &'a str) -> &'a str {
        self.machines.iter().find(|(id, _)| id == entity).map_or(entity, |(_, name)| name)
    }

    /// Whether the person may change what is to be done.
    fn may_plan(&self) -> bool {
        Operation::ChangeSchedules.is_open_to(self.role)
    }

    /// The frame of a page below the list.
    fn shell(&self, visit: &Visit, title: impl Into<String>) -> Shell {
        visit
            .shell(title)
            .on_farm(&self.farm, Tab::Maintenance)
            .below(self.address(), visit.words().maintenance)
    }

    /// What people of the farm are called, as far as the person may know.
    async fn people(&self, visit: &Visit) -> Result<HashMap<String, String>, ApiError> {
        let claims = &visit.signed.claims;
        let mut people = HashMap::from([(claims.sub.clone(), claims.display_name().to_owned())]);
        if Operation::ReadMembers.is_open_to(self.role) {
            let path = format!("/farms/{}/members", encoded(&self.farm.id));
            let members: Page<MemberName> = visit.api().get(&path).await?;
            people.extend(members.items.into_iter().map(|member| (member.user_id, member.name)));
        }
        Ok(people)
    }
}
