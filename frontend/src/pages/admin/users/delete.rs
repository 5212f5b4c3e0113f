//! Deleting a person: first a page that says what that does.

use axum::{extract::Path, response::Response};

use crate::{
    api::UserWithAccess,
    pages::{
        admin::confirm::{Question, confirm},
        form::Posted,
        redirect,
        typed::{Form, is_final, same},
        visit::{Visit, encoded},
    },
    words::AdminWords,
};

/// `GET /admin/users/{user}/delete`
pub(in crate::pages::admin) async fn page(visit: Visit, Path(user): Path<String>) -> Response {
    show(&visit, &user, Form::default()).await
}

async fn show(visit: &Visit, user: &str, form: Form) -> Response {
    let id = encoded(user);
    let person: UserWithAccess = match visit.api().get(&format!("/users/{id}")).await {
        Ok(person) => person,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let name = person.user.name.as_deref().unwrap_or(&person.user.username);
    let question = Question {
        title: format!("{} — {name}", a.delete_user),
        yes: (format!("/admin/users/{id}/delete"), a.delete_user),
        back: format!("/admin/users/{id}"),
        says: vec![
            format!("{} {}", person.user.username, a.will_not_sign_in),
            format!("{} {}", a.memberships_end, person.farms.len()),
            a.told_no_more.to_owned(),
            a.cannot_be_undone.to_owned(),
        ],
        version: None,
    };
    confirm(visit.shell(a.delete_user), question, form)
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
