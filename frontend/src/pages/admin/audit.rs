//! Who did what: on a farm, or on the platform.

use askama::Template;
use axum::response::Response;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::{
    audit::{Act, Entry, Kind},
    entity::Member,
    user::User,
};

use super::picker::Picker;
use crate::{
    api::{ApiError, As, Page},
    pages::{
        html,
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/audit.html")]
struct Audit {
    shell: Shell,
    picker: Picker,
    people: Vec<(String, String)>,
    wanted: Wanted,
    entries: Vec<Entry>,
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

impl Audit {
    /// Where an act leads, where there is a page of what it was done to.
    fn address(&self, act: &Act) -> Option<String> {
        match act.kind {
            Kind::Alarm => Some(format!("/alarms/{}", encoded(&act.id))),
            Kind::Catalogue => Some(format!("/admin/catalogue/{}", encoded(&act.id))),
            Kind::Farm => Some(format!("/admin/farms/{}", encoded(&act.id))),
            _ => None,
        }
    }

    fn name<'a>(&self, act: &'a Act) -> &'a str {
        act.name.as_deref().unwrap_or(&act.id)
    }
}

#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    farm: Option<String>,
    user: Option<String>,
    from: Option<String>,
    to: Option<String>,
    cursor: Option<String>,
}

impl Wanted {
    fn text(text: &Option<String>) -> &str {
        text.as_deref().unwrap_or_default().trim()
    }

    fn user(&self) -> &str {
        Self::text(&self.user)
    }

    fn from(&self) -> &str {
        Self::text(&self.from)
    }

    fn to(&self) -> &str {
        Self::text(&self.to)
    }

    /// The API's query: from the beginning of one day to the end of the other. A day that is none is left out.
    fn query(&self) -> String {
        let begins = |day: Date| day.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp().to_string());
        let day = |text: &str| text.parse::<Date>().ok();
        let mut query = Vec::new();
        query.extend(
            Some(self.user()).filter(|user| !user.is_empty()).map(|user| ("userId", user.to_owned())),
        );
        query.extend(day(self.from()).and_then(begins).map(|from| ("from", from)));
        query
            .extend(day(self.to()).and_then(|day| day.tomorrow().ok()).and_then(begins).map(|to| ("to", to)));
        query.extend(self.cursor.clone().map(|cursor| ("cursor", cursor)));
        serde_urlencoded::to_string(query).unwrap_or_default()
    }

    /// This page's address from `cursor` on.
    fn next(&self, cursor: &str) -> String {
        let fields = [
            ("farm", Self::text(&self.farm)),
            ("user", self.user()),
            ("from", self.from()),
            ("to", self.to()),
            ("cursor", cursor),
        ];
        serde_urlencoded::to_string(fields).unwrap_or_default()
    }
}

/// `GET /admin/audit`
pub(super) async fn page(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, wanted: Wanted) -> Result<Audit, ApiError> {
    let api = visit.api();
    let shell = visit.shell(AdminWords::of(visit.words().language).audit);
    // Only an administrator sees what belongs to no farm.
    let picker = Picker::read(&api, wanted.farm.as_deref(), shell.is_admin()).await?;
    let path = if picker.farm.is_empty() {
        "/audit".to_owned()
    } else {
        format!("/farms/{}/audit", encoded(&picker.farm))
    };
    let path = format!("{path}?{}", wanted.query());
    let (page, people) = tokio::try_join!(api.get::<Page<Entry>>(&path), people(&api, &picker.farm))?;
    Ok(Audit {
        shell,
        picker,
        people,
        more: page.cursor.map(|cursor| wanted.next(&cursor)),
        wanted,
        entries: page.items,
        now: visit.now,
        zone: TimeZone::UTC,
    })
}

/// Whose acts can be asked for: the members of the farm, or administrators.
async fn people(api: &As<'_>, farm: &str) -> Result<Vec<(String, String)>, ApiError> {
    if farm.is_empty() {
        let page: Page<User> = api.get("/users?role=admin").await?;
        let name = |user: User| (user.id.to_string(), user.name.unwrap_or(user.username));
        return Ok(page.items.into_iter().map(name).collect());
    }
    let page: Page<Member> = api.get(&format!("/farms/{}/members", encoded(farm))).await?;
    Ok(page.items.into_iter().map(|one| (one.user_id.to_string(), one.name.to_string())).collect())
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn days_are_whole_and_what_is_no_day_is_left_out() {
        let wanted = Wanted {
            from: Some("2026-05-01".into()),
            to: Some("2026-05-02".into()),
            user: Some(" ".into()),
            ..Wanted::default()
        };
        assert_eq!(wanted.query(), "from=2026-05-01T00%3A00%3A00Z&to=2026-05-03T00%3A00%3A00Z");
        let wanted = Wanted { from: Some("yesterday".into()), user: Some("u".into()), ..Wanted::default() };
        assert_eq!(wanted.query(), "userId=u");
    }
}
