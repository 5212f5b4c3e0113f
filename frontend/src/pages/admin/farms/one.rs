//! One farm: what it is called, what stands on it, who belongs to it.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde::Deserialize;
use serde_json::{Value, json};
use valmetal_domain::entity::{Entity, Farm, Member};

use super::create::LANGUAGES;
use crate::{
    api::{ApiError, Page},
    pages::{
        admin::{
            confirm::{Question, confirm},
            tree::Tree,
        },
        form::Posted,
        html, redirect,
        typed::{Form, is_final, same},
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/farm.html")]
struct FarmPage {
    shell: Shell,
    farm: Farm,
    tree: Tree,
    members: Vec<Member>,
    form: Form,
    languages: [(&'static str, &'static str); 2],
    kinds: [(&'static str, &'static str); 4],
    /// What something can stand below of.
    parents: Vec<(String, String)>,
    said: Option<&'static str>,
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    said: Option<String>,
}

/// `GET /admin/farms/{farm}`
pub(super) async fn page(visit: Visit, Path(farm): Path<String>, Query(wanted): Query<Wanted>) -> Response {
    show(&visit, &farm, Form::default(), wanted.said.as_deref()).await
}

async fn read(visit: &Visit, farm: &str) -> Result<(Farm, Vec<Entity>, Vec<Member>), ApiError> {
    let (api, path) = (visit.api(), format!("/farms/{}", encoded(farm)));
    let (entities, members) = (format!("{path}/entities"), format!("{path}/members"));
    let (farm, entities, members) = tokio::try_join!(
        api.get::<Farm>(&path),
        api.get::<Page<Entity>>(&entities),
        api.get::<Page<Member>>(&members)
    )?;
    Ok((farm, entities.items, members.items))
}

async fn show(visit: &Visit, farm: &str, form: Form, said: Option<&str>) -> Response {
    let (farm, entities, members) = match read(visit, farm).await {
        Ok(read) => read,
        Err(error) => return visit.trouble(&error),
    };
    let (w, a) = (visit.words(), AdminWords::of(visit.words().language));
    let initial = Form::with([
        ("name", farm.name.as_str()),
        ("timezone", farm.timezone.as_str()),
        ("language", farm.language.as_str()),
    ]);
    let tree = Tree::new(entities);
    let page = FarmPage {
        shell: visit.shell(farm.name.as_str()),
        parents: tree.choices(w),
        tree,
        members,
        // A stale page shows what is there now as the version that the next try is of.
        form: form.over(initial),
        languages: LANGUAGES,
        kinds: kinds(w),
        said: said.and_then(|said| a.said(said)),
        farm,
    };
    page.form.answer(html(&page))
}

/// What can stand below something: on the wire, and in words.
fn kinds(w: &crate::words::Words) -> [(&'static str, &'static str); 4] {
    use valmetal_domain::entity::EntityKind as K;
    [
        ("site", w.kind_name(&K::Site)),
        ("barn", w.kind_name(&K::Barn)),
        ("equipment", w.kind_name(&K::Equipment)),
        ("component", w.kind_name(&K::Component)),
    ]
}

/// `POST /admin/farms/{farm}`
pub(super) async fn update(Path(farm): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    let body = json!({
        "name": form.get("name").trim(),
        "timezone": form.get("timezone").trim(),
        "language": form.get("language"),
    });
    let done = visit.api().patch::<Value>(&format!("/farms/{}", encoded(&farm)), form.version(), &body).await;
    finish(&visit, &farm, form, done).await
}

/// `POST /admin/farms/{farm}/entities`: something new on the farm.
pub(super) async fn add_entity(Path(farm): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    let body = json!({
        "kind": form.get("kind"),
        "name": form.get("newName").trim(),
        "parentId": form.get("parentId"),
    });
    let path = format!("/farms/{}/entities", encoded(&farm));
    match visit.api().post::<Value>(&path, form.key(), &body).await {
        Err(error) if !is_final(&error) => {
            let field_of = |field: &str| Some(if field == "name" { "newName" } else { field }.to_owned());
            show(&visit, &farm, form.refused(visit.words(), &error, field_of), None).await
        }
        done => finish(&visit, &farm, form, done).await,
    }
}

async fn finish(visit: &Visit, farm: &str, form: Form, done: Result<Value, ApiError>) -> Response {
    match done {
        Ok(_) => redirect(&visit.guest.headers, &format!("/admin/farms/{}?said=saved", encoded(farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show(visit, farm, form.refused(visit.words(), &error, same), None).await,
    }
}

/// `GET /admin/farms/{farm}/delete`
pub(super) async fn confirm_deletion(visit: Visit, Path(farm): Path<String>) -> Response {
    ask(&visit, &farm, Form::default()).await
}

async fn ask(visit: &Visit, farm: &str, form: Form) -> Response {
    let (farm, entities, members) = match read(visit, farm).await {
        Ok(read) => read,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let mut says = vec![
        format!("{} {}", a.memberships_of_farm_end, members.len()),
        a.alarms_of_farm_gone.to_owned(),
        a.cannot_be_undone.to_owned(),
    ];
    // The farm itself is one of its entities.
    if entities.len() > 1 {
        says.insert(0, format!("{} {}", a.farm_must_be_empty, entities.len() - 1));
    }
    let question = Question {
        title: format!("{} — {}", a.delete_farm, farm.name),
        yes: (format!("/admin/farms/{}/delete", encoded(farm.id.as_str())), a.delete_farm),
        back: format!("/admin/farms/{}", encoded(farm.id.as_str())),
        says,
        version: Some(farm.version),
    };
    confirm(visit.shell(a.delete_farm), question, form)
}

/// `POST /admin/farms/{farm}/delete`
pub(super) async fn delete(Path(farm): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    match visit.api().delete(&format!("/farms/{}", encoded(&farm)), form.version()).await {
        Ok(()) => redirect(&visit.guest.headers, "/admin/farms"),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => ask(&visit, &farm, form.refused(visit.words(), &error, same)).await,
    }
}
