//! One place, machine or part of a farm: renamed, moved with everything below it, deleted where nothing is below it.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde_json::{Value, json};
use valmetal_domain::entity::{Entity, EntityKind, Farm};

use crate::{
    api::{ApiError, Page},
    pages::{
        admin::{
            confirm::{Question, confirm},
            tree::Tree,
        },
        form::Posted,
        html, redirect,
        trouble::not_found,
        typed::{Form, is_final, same},
        visit::{Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/entity.html")]
struct EntityPage {
    shell: Shell,
    farm: Farm,
    entity: Entity,
    /// The page's own address.
    here: String,
    below: usize,
    parents: Vec<(String, String)>,
    form: Form,
}

/// `GET /admin/farms/{farm}/entities/{entity}`
pub(super) async fn page(visit: Visit, Path((farm, entity)): Path<(String, String)>) -> Response {
    show(visit, &farm, &entity, Form::default()).await
}

async fn read(visit: &Visit, farm: &str) -> Result<(Farm, Tree), ApiError> {
    let (api, path) = (visit.api(), format!("/farms/{}", encoded(farm)));
    let tree = format!("{path}/entities");
    let (farm, page) = tokio::try_join!(api.get::<Farm>(&path), api.get::<Page<Entity>>(&tree))?;
    Ok((farm, Tree::new(page.items)))
}

async fn show(visit: Visit, farm: &str, id: &str, form: Form) -> Response {
    let (farm, tree) = match read(&visit, farm).await {
        Ok(read) => read,
        Err(error) => return visit.trouble(&error),
    };
    // The farm itself is changed as a farm.
    let Some(entity) = tree.get(id).filter(|entity| entity.kind != EntityKind::Farm).cloned() else {
        return not_found(visit.guest).await;
    };
    let page = EntityPage {
        shell: visit.shell(entity.name.as_str()),
        here: format!("/admin/farms/{}/entities/{}", encoded(farm.id.as_str()), encoded(id)),
        below: tree.count_below(&entity),
        parents: tree.choices_for(&entity, visit.words()),
        form: form.over(Form::with([("name", entity.name.as_str())])),
        farm,
        entity,
    };
    page.form.answer(html(&page))
}

fn path(farm: &str, entity: &str) -> String {
    format!("/farms/{}/entities/{}", encoded(farm), encoded(entity))
}

/// `POST /admin/farms/{farm}/entities/{entity}`
pub(super) async fn rename(
    Path((farm, entity)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let body = json!({"name": form.get("name").trim()});
    let done = visit.api().patch(&path(&farm, &entity), form.version(), &body).await;
    finish(visit, &farm, &entity, form, done).await
}

/// `POST /admin/farms/{farm}/entities/{entity}/move`
pub(super) async fn move_below(
    Path((farm, entity)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let body = json!({"parentId": form.get("parentId")});
    let path = format!("{}/move", path(&farm, &entity));
    let done = visit.api().post_to(&path, form.key(), form.version().unwrap_or_default(), &body).await;
    finish(visit, &farm, &entity, form, done).await
}

async fn finish(visit: Visit, farm: &str, id: &str, form: Form, done: Result<Value, ApiError>) -> Response {
    match done {
        Ok(_) => redirect(&visit.guest.headers, &format!("/admin/farms/{}?said=saved", encoded(farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            show(visit, farm, id, form).await
        }
    }
}

/// `GET /admin/farms/{farm}/entities/{entity}/delete`
pub(super) async fn confirm_deletion(visit: Visit, Path((farm, entity)): Path<(String, String)>) -> Response {
    ask(visit, &farm, &entity, Form::default()).await
}

async fn ask(visit: Visit, farm: &str, id: &str, form: Form) -> Response {
    let (farm, tree) = match read(&visit, farm).await {
        Ok(read) => read,
        Err(error) => return visit.trouble(&error),
    };
    let Some(entity) = tree.get(id) else { return not_found(visit.guest).await };
    let a = AdminWords::of(visit.words().language);
    let here = format!("/admin/farms/{}/entities/{}", encoded(farm.id.as_str()), encoded(id));
    let mut says = Vec::new();
    if tree.count_below(entity) > 0 {
        says.push(format!("{} {}", a.must_be_empty, tree.count_below(entity)));
    }
    if let Some(thing) = &entity.thing_name {
        says.push(format!("{} {thing}", a.must_be_retired));
    }
    if says.is_empty() {
        says.push(format!("{} {} {}", entity.name, a.leaves_farm, farm.name));
        says.push(a.cannot_be_undone.to_owned());
    }
    let question = Question {
        title: format!("{} — {}", a.delete_entity, entity.name),
        yes: (format!("{here}/delete"), a.delete_entity),
        back: here,
        says,
        version: Some(entity.version),
    };
    confirm(visit.shell(a.delete_entity), question, form)
}

/// `POST /admin/farms/{farm}/entities/{entity}/delete`
pub(super) async fn delete(
    Path((farm, entity)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    match visit.api().delete(&path(&farm, &entity), form.version()).await {
        Ok(()) => redirect(&visit.guest.headers, &format!("/admin/farms/{}?said=saved", encoded(&farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            ask(visit, &farm, &entity, form).await
        }
    }
}
