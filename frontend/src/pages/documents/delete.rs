//! Deleting a document: what it does, asked, and done.

use askama::Template;
use axum::{extract::Path, response::Response};

use super::address;
use crate::{
    api::{ApiError, Farm, FoundFile},
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Shell, Tab, Visit, encoded},
    },
};

#[derive(Template)]
#[template(path = "documents/delete.html")]
struct Delete {
    shell: Shell,
    address: String,
    found: FoundFile,
    form: Form,
}

/// `GET /farms/{farm}/documents/{file}/delete`
pub(super) async fn ask(visit: Visit, Path((farm, file)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &file, Form::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, file: &str, form: Form) -> Result<Delete, ApiError> {
    let api = visit.api();
    let path = format!("/farms/{}", encoded(farm));
    let file = format!("{path}/files/{}", encoded(file));
    let (farm, found) = tokio::try_join!(api.get::<Farm>(&path), api.get::<FoundFile>(&file))?;
    let w = visit.words();
    let address = address(&farm.id);
    let shell = visit.shell(w.delete_document).on_farm(&farm, Tab::More).below(address.clone(), w.documents);
    Ok(Delete { shell, address, found, form })
}

/// `POST /farms/{farm}/documents/{file}/delete`
pub(super) async fn delete(
    Path((farm, file)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let path = format!("/farms/{}/files/{}", encoded(&farm), encoded(&file));
    match visit.api().delete(&path, None).await {
        Ok(()) => redirect(&visit.guest.headers, &address(&farm)),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, |_| None);
            match read(&visit, &farm, &file, form.clone()).await {
                Ok(page) => form.answer(html(&page)),
                Err(error) => visit.trouble(&error),
            }
        }
    }
}
