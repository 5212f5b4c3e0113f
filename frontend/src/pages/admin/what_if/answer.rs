//! The answer, or how far it is: a page that waits asks again by itself, and has a link for where no script runs.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::tz::TimeZone;
use valmetal_domain::alarm::AlarmId;

use crate::{
    api::{ApiError, CatalogueVersions, Farm, WhatIfStatus, WhatIfView},
    pages::{
        html,
        visit::{Shell, Visit, encoded, zone},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/what-if-answer.html")]
struct Answer {
    shell: Shell,
    farm: Farm,
    what_if: WhatIfView,
    /// Where the change can be made: the version that is deployed, with the change in it. For administrators.
    change_at: Option<String>,
    zone: TimeZone,
}

impl Answer {
    fn is_running(&self) -> bool {
        self.what_if.status == WhatIfStatus::Running
    }

    fn percent(&self) -> String {
        format!("{:.0}", self.what_if.progress.share * 100.0)
    }

    /// The machine and the part of an alarm.
    fn place(&self, id: &AlarmId) -> String {
        AlarmId::parse(id.as_str())
            .map_or_else(|_| id.as_str().to_owned(), |key| format!("{} · {}", key.thing, key.component))
    }
}

/// `GET /admin/what-if/{farm}/{what_if}`
pub(super) async fn page(visit: Visit, Path((farm, what_if)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &what_if).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, what_if: &str) -> Result<Answer, ApiError> {
    let (api, farm) = (visit.api(), format!("/farms/{}", encoded(farm)));
    let path = format!("{farm}/alarms/what-if/{}", encoded(what_if));
    let (farm, what_if) = tokio::try_join!(api.get::<Farm>(&farm), api.get::<WhatIfView>(&path))?;
    let shell = visit.shell(AdminWords::of(visit.words().language).what_if);
    let change_at = match (&what_if.answer, shell.is_admin()) {
        (Some(_), true) => change_at(visit, &what_if).await?,
        _ => None,
    };
    Ok(Answer { shell, zone: zone(&farm.timezone), farm, what_if, change_at })
}

async fn change_at(visit: &Visit, what_if: &WhatIfView) -> Result<Option<String>, ApiError> {
    let versions: CatalogueVersions = visit.api().get("/configuration/catalogue/versions").await?;
    let mut complete = versions.deployments.iter().filter(|deployment| deployment.state == "COMPLETE");
    let Some(deployed) = complete.next() else { return Ok(None) };
    let change = what_if.question.change;
    let query = [
        ("code", Some(what_if.question.code.to_string())),
        ("onDelaySeconds", change.on_delay_seconds.map(|seconds| seconds.to_string())),
        ("offDelaySeconds", change.off_delay_seconds.map(|seconds| seconds.to_string())),
        ("deadband", change.deadband.map(|deadband| deadband.to_string())),
    ];
    let query: Vec<_> = query.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    Ok(Some(format!("/admin/catalogue/{}?{query}", deployed.version)))
}
