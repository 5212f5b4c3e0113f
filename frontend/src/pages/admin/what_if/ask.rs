//! The question: which code, which delays, of which farm and how far back.

use askama::Template;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;

use crate::{
    api::{ApiError, Configuration, WhatIfView},
    pages::{
        admin::users::access,
        form::Posted,
        html, redirect,
        typed::{Form, is_final, same},
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/what-if.html")]
struct Ask {
    shell: Shell,
    form: Form,
    farms: Vec<(String, String)>,
    codes: Vec<(String, String)>,
    periods: Vec<(&'static str, &'static str)>,
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    #[serde(default)]
    farm: String,
    #[serde(default)]
    code: String,
}

/// `GET /admin/what-if`
pub(super) async fn page(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    let form = Form::with([("farm", wanted.farm.as_str()), ("code", wanted.code.as_str()), ("days", "30")]);
    show(&visit, form).await
}

async fn show(visit: &Visit, form: Form) -> Response {
    match read(visit, form).await {
        Ok(page) => page.form.answer(html(&page)),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, form: Form) -> Result<Ask, ApiError> {
    let api = visit.api();
    let (farms, configuration) =
        tokio::try_join!(access::farms(&api), api.get::<Configuration>("/configuration"))?;
    let a = AdminWords::of(visit.words().language);
    let codes = configuration.definitions.into_iter();
    Ok(Ask {
        shell: visit.shell(a.what_if),
        form,
        farms,
        codes: codes.map(|one| (one.code.clone(), format!("{} ({})", one.title, one.code))).collect(),
        periods: vec![("1", a.one_day), ("7", a.one_week), ("30", a.one_month), ("365", a.one_year)],
    })
}

/// `POST /admin/what-if`
pub(super) async fn ask(Posted { visit, form }: Posted<Form>) -> Response {
    let (w, a) = (visit.words(), AdminWords::of(visit.words().language));
    let mut body = json!({"code": form.get("code"), "to": visit.now});
    let days: i64 = form.get("days").parse().unwrap_or(30);
    body["from"] = json!(visit.now - SignedDuration::from_hours(24 * days.clamp(1, 400)));
    for name in ["onDelaySeconds", "offDelaySeconds"] {
        match form.text(name).map(str::parse::<u32>) {
            None => {}
            Some(Ok(seconds)) => body[name] = json!(seconds),
            Some(Err(_)) => return show(&visit, form.wrong(w, name, a.no_seconds)).await,
        }
    }
    match form.text("deadband").map(|text| text.replace(',', ".").parse::<f64>()) {
        None => {}
        Some(Ok(deadband)) if deadband.is_finite() => body["deadband"] = json!(deadband),
        Some(_) => return show(&visit, form.wrong(w, "deadband", a.no_number)).await,
    }
    let farm = form.get("farm");
    let path = format!("/farms/{}/alarms/what-if", encoded(farm));
    match visit.api().post::<WhatIfView>(&path, form.key(), &body).await {
        Ok(what_if) => {
            let to = format!("/admin/what-if/{}/{}", encoded(farm), encoded(&what_if.id));
            redirect(&visit.guest.headers, &to)
        }
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show(&visit, form.refused(w, &error, same)).await,
    }
}
