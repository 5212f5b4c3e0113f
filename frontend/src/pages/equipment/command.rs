//! What a person asks of a machine, and takes back.

use axum::{extract::Path, response::Response};
use jiff::SignedDuration;
use serde_json::{Value, json};
use valmetal_domain::command::Command;

use super::{address, page::read, settings::patch, standing};
use crate::{
    api::{ApiError, Entity, Thing},
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Visit, encoded},
    },
};

/// Why nothing was sent.
enum NotSent {
    /// What was typed is no value of that setting.
    NoSuchValue,
    Refused(ApiError),
}

impl From<ApiError> for NotSent {
    fn from(error: ApiError) -> Self {
        Self::Refused(error)
    }
}

/// `POST /farms/{farm}/equipment/{entity}/commands`
pub(super) async fn send(
    Path((farm, entity)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let w = visit.words();
    let form = match ask(&visit, &farm, &entity, &form).await {
        Ok(()) => return redirect(&visit.guest.headers, &address(&farm, &entity)),
        Err(NotSent::Refused(error)) if is_final(&error) => return visit.trouble(&error),
        Err(NotSent::Refused(error)) => form.refused(w, &error, field),
        Err(NotSent::NoSuchValue) => form.wrong(w, "value", w.not_such_a_value),
    };
    again(&visit, &farm, &entity, form).await
}

async fn ask(visit: &Visit, farm: &str, entity: &str, form: &Form) -> Result<(), NotSent> {
    let api = visit.api();
    let (_, entity) = standing(&api, farm, entity).await?;
    let path = format!("/things/{}", encoded(&thing_of(&entity)));
    let thing: Thing = api.get(&path).await?;
    let reported = thing.shadow.map_or(Value::Null, |shadow| shadow.state.reported);
    let desired = patch(form.get("setting"), form.get("value"), &reported).ok_or(NotSent::NoSuchValue)?;
    let minutes = form.get("minutes").parse().unwrap_or(0);
    let expires_at = visit.now + SignedDuration::from_mins(minutes);
    let body = json!({ "desired": desired, "reason": form.get("reason").trim(), "expiresAt": expires_at });
    api.post::<Command>(&format!("{path}/commands"), form.key(), &body).await?;
    Ok(())
}

/// `POST /farms/{farm}/equipment/{entity}/commands/{command}/cancel`
pub(super) async fn cancel(
    Path((farm, entity, command)): Path<(String, String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let api = visit.api();
    let cancelled = async {
        let (_, entity) = standing(&api, &farm, &entity).await?;
        let path = format!("/things/{}/commands/{}/cancel", encoded(&thing_of(&entity)), encoded(&command));
        api.post::<Command>(&path, form.key(), &json!({})).await
    };
    match cancelled.await {
        Ok(_) => redirect(&visit.guest.headers, &address(&farm, &entity)),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = Form::default().refused(visit.words(), &error, |_| None);
            again(&visit, &farm, &entity, form).await
        }
    }
}

/// The name of the thing of an entity; one that has none is asked for by a name that no thing has, and is not found.
fn thing_of(entity: &Entity) -> String {
    entity.thing_name.clone().unwrap_or_else(|| "-".to_owned())
}

/// The field of the form that one of the API is made from.
fn field(of_api: &str) -> Option<String> {
    let name = match of_api.split(['.', '[']).next().unwrap_or_default() {
        "desired" => "value",
        "expiresAt" => "minutes",
        "reason" => "reason",
        _ => return None,
    };
    Some(name.to_owned())
}

/// The page as it is now, with what was typed.
async fn again(visit: &Visit, farm: &str, entity: &str, form: Form) -> Response {
    match read(visit, farm, entity, form.clone()).await {
        Ok(page) => form.answer(html(&page)),
        Err(error) => visit.trouble(&error),
    }
}
