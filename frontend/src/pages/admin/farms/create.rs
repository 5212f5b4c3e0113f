//! A new farm, with nothing on it yet.

use askama::Template;
use axum::response::Response;
use serde_json::json;

use crate::{
    api::Farm,
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final, same},
        visit::{Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/farm-new.html")]
struct NewFarm {
    shell: Shell,
    form: Form,
    languages: [(&'static str, &'static str); 2],
}

/// The languages, as each calls itself.
pub(super) const LANGUAGES: [(&str, &str); 2] = [("en", "English"), ("fr", "Français")];

/// `GET /admin/farms/new`
pub(super) async fn page(visit: Visit) -> Response {
    let language = visit.words().language.as_str();
    show(&visit, Form::with([("timezone", "America/Toronto"), ("language", language)]))
}

fn show(visit: &Visit, form: Form) -> Response {
    let a = AdminWords::of(visit.words().language);
    let page = NewFarm { shell: visit.shell(a.new_farm), form, languages: LANGUAGES };
    page.form.answer(html(&page))
}

/// `POST /admin/farms`
pub(super) async fn create(Posted { visit, form }: Posted<Form>) -> Response {
    let body = json!({
        "name": form.get("name").trim(),
        "timezone": form.get("timezone").trim(),
        "language": form.get("language"),
    });
    match visit.api().post::<Farm>("/farms", form.key(), &body).await {
        Ok(farm) => redirect(&visit.guest.headers, &format!("/admin/farms/{}", encoded(&farm.id))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show(&visit, form.refused(visit.words(), &error, same)),
    }
}
