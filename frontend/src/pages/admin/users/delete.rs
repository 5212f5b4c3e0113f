//! Deleting a person: first a page that says what that does.

use askama::Template;
use axum::{extract::Path, response::Response};

use crate::{
    api::UserWithAccess,
    pages::{
        admin::form::{Form, is_final, same},
        form::Posted,
        html, redirect,
        visit::{Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/user-delete.html")]
struct DeleteUser {
    shell: Shell,
    person: UserWithAccess,
    form: Form,
}

/// `GET /admin/users/{user}/delete`
pub(in crate::pages::admin) async fn page(visit: Visit, Path(user): Path<String>) -> Response {
    show(&visit, &user, Form::default()).await
}

async fn show(visit: &Visit, user: &str, form: Form) -> Response {
    match visit.api().get::<UserWithAccess>(&format!("/users/{}", encoded(user))).await {
        Ok(person) => {
            let shell = visit.shell(AdminWords::of(visit.words().language).delete_user);
            let page = DeleteUser { shell, person, form };
            page.form.answer(html(&page))
        }
        Err(error) => visit.trouble(&error),
    }
}

/// `POST /admin/users/{user}/delete`
pub(in crate::pages::admin) async fn delete(
    Path(user): Path<String>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    match visit.api().delete(&format!("/users/{}", encoded(&user)), None).await {
        Ok(()) => redirect(&visit.guest.headers, "/admin/users"),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show(&visit, &user, form.refused(visit.words(), &error, same)).await,
    }
}
