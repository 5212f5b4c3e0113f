//! The record of a machine: who made it, since when it is there, its spare parts.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde_json::json;
use valmetal_domain::access::Operation;

use super::{address, shell, standing};
use crate::{
    api::{ApiError, Entity, EquipmentRecord},
    pages::{
        form::Posted,
        html,
        maintenance::parts,
        redirect,
        typed::{Form, is_final},
        visit::{Shell, Visit, encoded},
    },
};

#[derive(Template)]
#[template(path = "equipment/record.html")]
struct RecordPage {
    shell: Shell,
    entity: Entity,
    address: String,
    record: Option<EquipmentRecord>,
    may_change: bool,
    form: Form,
}

impl RecordPage {
    fn lines(&self) -> Vec<usize> {
        parts::lines(&self.form)
    }
}

/// `GET /farms/{farm}/equipment/{entity}/record`
pub(super) async fn page(visit: Visit, Path((farm, entity)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &entity, Form::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, entity: &str, form: Form) -> Result<RecordPage, ApiError> {
    let api = visit.api();
    let (farm, entity) = standing(&api, farm, entity).await?;
    let record = match api.get::<EquipmentRecord>(&path(&farm.id, &entity.id)).await {
        Ok(record) => Some(record),
        // Nobody has written one yet.
        Err(ApiError::Refused(problem)) if problem.status == 404 => None,
        Err(error) => return Err(error),
    };
    let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
    let address = address(&farm.id, &entity.id);
    Ok(RecordPage {
        shell: shell(visit, format!("{} — {}", visit.words().record, entity.name), &farm)
            .below(address.clone(), entity.name.clone()),
        may_change: Operation::ChangeRecords.is_open_to(role),
        form: if form.fault.is_some() { form } else { record.as_ref().map(typed).unwrap_or_default() },
        entity,
        address,
        record,
    })
}

fn path(farm: &str, entity: &str) -> String {
    format!("/farms/{}/entities/{}/record", encoded(farm), encoded(entity))
}

/// The form of a record as it is.
fn typed(record: &EquipmentRecord) -> Form {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut values = parts::typed(&record.parts);
    values.extend([
        ("manufacturer".to_owned(), text(&record.manufacturer)),
        ("model".to_owned(), text(&record.model)),
        ("serial".to_owned(), text(&record.serial)),
        ("supplier".to_owned(), text(&record.supplier)),
        ("note".to_owned(), text(&record.note)),
        ("installedOn".to_owned(), record.installed_on.map(|day| day.to_string()).unwrap_or_default()),
        ("warrantyUntil".to_owned(), record.warranty_until.map(|day| day.to_string()).unwrap_or_default()),
    ]);
    Form::with(values)
}

/// `POST /farms/{farm}/equipment/{entity}/record`
pub(super) async fn put(
    Path((farm, entity)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let body = json!({
        "manufacturer": form.text("manufacturer"),
        "model": form.text("model"),
        "serial": form.text("serial"),
        "supplier": form.text("supplier"),
        "installedOn": form.text("installedOn"),
        "warrantyUntil": form.text("warrantyUntil"),
        "note": form.text("note"),
        "parts": parts::read(&form),
    });
    match visit.api().put::<EquipmentRecord>(&path(&farm, &entity), form.version(), &body).await {
        Ok(_) => redirect(&visit.guest.headers, &format!("{}/record", address(&farm, &entity))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, |field| {
                Some(field.split(['.', '[']).next().unwrap_or_default().to_owned())
            });
            match read(&visit, &farm, &entity, form.clone()).await {
                Ok(page) => form.answer(html(&page)),
                Err(error) => visit.trouble(&error),
            }
        }
    }
}
