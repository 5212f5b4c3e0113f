//! A new person: their address, role, farms and language. They get an invitation by mail.

use askama::Template;
use axum::response::Response;
use serde_json::json;

use super::access::{Line, farms, field_of, lines, roles, wanted};
use crate::{
    api::{ApiError, UserWithAccess},
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/user-new.html")]
struct NewUser {
    shell: Shell,
    form: Form,
    farms: Vec<(String, String)>,
    lines: Vec<Line>,
    farm_roles: Vec<(&'static str, &'static str)>,
    roles: Vec<(&'static str, &'static str)>,
    languages: Vec<(&'static str, &'static str)>,
}

/// `GET /admin/users/new`
pub(in crate::pages::admin) async fn page(visit: Visit) -> Response {
    show(&visit, Form::with([("role", "worker")])).await
}

async fn show(visit: &Visit, form: Form) -> Response {
    let farms = match farms(&visit.api()).await {
        Ok(farms) => farms,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let page = NewUser {
        shell: visit.shell(a.new_user),
        lines: lines(&[], &farms),
        farms,
        farm_roles: roles(a),
        roles: a.roles(),
        languages: vec![("", a.language_of_farm), ("en", "English"), ("fr", "Français")],
        form,
    };
    page.form.answer(html(&page))
}

/// `POST /admin/users`
pub(in crate::pages::admin) async fn create(Posted { visit, form }: Posted<Form>) -> Response {
    let (farms, lines) = wanted(&form);
    let body = json!({
        "email": form.get("email").trim(),
        "name": form.get("name").trim(),
        "role": form.get("role"),
        "farms": farms,
        "language": form.text("language"),
    });
    match visit.api().post::<UserWithAccess>("/users", form.key(), &body).await {
        Ok(made) => {
            let to = format!("/admin/users/{}?said=invited", encoded(made.user.id.as_str()));
            redirect(&visit.guest.headers, &to)
        }
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => refused(&visit, form, &error, &lines).await,
    }
}

async fn refused(visit: &Visit, form: Form, error: &ApiError, lines: &[String]) -> Response {
    show(visit, form.refused(visit.words(), error, |field| field_of(lines, field))).await
}
