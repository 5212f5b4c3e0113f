//! Retiring a thing: first a page that says what that does.

use axum::{extract::Path, response::Response};

use crate::{
    api::ThingInside,
    pages::{
        admin::confirm::{Question, confirm},
        form::Posted,
        redirect,
        typed::{Form, is_final, same},
        visit::{Visit, encoded},
    },
    words::AdminWords,
};

/// `GET /admin/things/{thing}/retire`
pub(super) async fn page(visit: Visit, Path(thing): Path<String>) -> Response {
    ask(&visit, &thing, Form::default()).await
}

async fn ask(visit: &Visit, thing: &str, form: Form) -> Response {
    let thing: ThingInside = match visit.api().get(&format!("/things/{}", encoded(thing))).await {
        Ok(thing) => thing,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let here = format!("/admin/things/{}", encoded(thing.thing_name.as_str()));
    let question = Question {
        title: format!("{} — {}", a.retire, thing.thing_name),
        yes: (format!("{here}/retire"), a.retire),
        back: here,
        says: vec![
            a.certificates_end.to_owned(),
            a.shadow_and_entry_go.to_owned(),
            format!("{} {}", thing.name, a.stays_on_farm),
            a.cannot_be_undone.to_owned(),
        ],
        version: None,
    };
    confirm(visit.shell(a.retire), question, form)
}

/// `POST /admin/things/{thing}/retire`
pub(super) async fn retire(Path(thing): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    match visit.api().delete(&format!("/things/{}", encoded(&thing)), None).await {
        Ok(()) => redirect(&visit.guest.headers, "/admin/things"),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => ask(&visit, &thing, form.refused(visit.words(), &error, same)).await,
    }
}
