//! The fleet, searched in the syntax of fleet indexing.

use askama::Template;
use axum::response::Response;
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use valmetal_domain::thing::{FARM_ATTRIBUTE, FoundThing, MODEL_ATTRIBUTE};

use crate::{
    api::{ApiError, Page},
    pages::{
        html,
        typed::{Form, is_final, same},
        visit::{Query, Shell, Visit},
    },
    words::AdminWords,
};

/// What one may want to know: the query, and its name among the words.
const EXAMPLES: [&str; 4] = [
    "connectivity.connected:false",
    "attributes.model:mixer-* AND connectivity.connected:true",
    "thingName:silo* OR thingName:conveyor*",
    "shadow.reported.firmware:4.2.* AND NOT attributes.farmId:cedar-hill",
];

#[derive(Template)]
#[template(path = "admin/things.html")]
struct Things {
    shell: Shell,
    form: Form,
    things: Vec<FoundThing>,
    examples: [&'static str; 4],
    more: Option<String>,
    now: Timestamp,
    zone: TimeZone,
}

impl Things {
    fn attribute<'a>(&self, thing: &'a FoundThing, name: &str) -> &'a str {
        thing.attributes.get(name).map_or("", String::as_str)
    }

    fn farm<'a>(&self, thing: &'a FoundThing) -> &'a str {
        self.attribute(thing, FARM_ATTRIBUTE)
    }

    fn model<'a>(&self, thing: &'a FoundThing) -> &'a str {
        self.attribute(thing, MODEL_ATTRIBUTE)
    }
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    #[serde(default)]
    q: String,
    cursor: Option<String>,
}

/// `GET /admin/things`
pub(super) async fn search(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    let form = Form::with([("q", wanted.q.as_str())]);
    match read(&visit, &wanted).await {
        Ok(page) => show(&visit, form, page, &wanted.q),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error @ ApiError::Away(_)) => visit.trouble(&error),
        Err(ApiError::Refused(problem)) => {
            let said =
                problem.errors.iter().find(|error| error.field == "q").map(|error| error.detail.clone());
            let w = visit.words();
            let a = AdminWords::of(w.language);
            let form = match said {
                Some(said) => form.wrong(w, "q", format!("{} {}", a.bad_query, w.phrase(&said))),
                None => form.refused(w, &ApiError::Refused(problem), same),
            };
            show(&visit, form, Page { items: Vec::new(), cursor: None }, &wanted.q)
        }
    }
}

async fn read(visit: &Visit, wanted: &Wanted) -> Result<Page<FoundThing>, ApiError> {
    let mut query = vec![("q", wanted.q.trim())];
    query.extend(wanted.cursor.as_deref().map(|cursor| ("cursor", cursor)));
    let query = serde_urlencoded::to_string(query).unwrap_or_default();
    visit.api().get(&format!("/things?{query}")).await
}

fn show(visit: &Visit, form: Form, page: Page<FoundThing>, q: &str) -> Response {
    let more = page.cursor.as_deref();
    let more = more.and_then(|cursor| serde_urlencoded::to_string([("q", q), ("cursor", cursor)]).ok());
    let page = Things {
        shell: visit.shell(AdminWords::of(visit.words().language).machines),
        form,
        things: page.items,
        examples: EXAMPLES,
        more,
        now: visit.now,
        zone: TimeZone::UTC,
    };
    page.form.answer(html(&page))
}
