//! Deleting a document: what it does, asked, and done.

use axum::{extract::Path, response::Response};

use super::address;
use crate::{
    api::{ApiError, Farm, FoundFile},
    pages::{
        deletion::{self, Deletion},
        form::Posted,
        typed::Form,
        visit::{Tab, Visit, encoded},
    },
};

/// `GET /farms/{farm}/documents/{file}/delete`
pub(super) async fn ask(visit: Visit, Path((farm, file)): Path<(String, String)>) -> Response {
    deletion::ask(&visit, read(&visit, &farm, &file, Form::default()).await)
}

async fn read(visit: &Visit, farm: &str, file: &str, form: Form) -> Result<Deletion, ApiError> {
    let api = visit.api();
    let path = format!("/farms/{}", encoded(farm));
    let file = format!("{path}/files/{}", encoded(file));
    let (farm, found) = tokio::try_join!(api.get::<Farm>(&path), api.get::<FoundFile>(&file))?;
    let (w, file, back) = (visit.words(), found.file, address(&farm.id));
    Ok(Deletion {
        shell: visit.shell(w.delete_document).on_farm(&farm, Tab::More).below(back.clone(), w.documents),
        action: format!("{back}/{}/delete", encoded(&file.id)),
        back,
        details: vec![w.file_kind(&file.kind).to_owned(), w.bytes(&file.size)],
        name: file.name,
        why: w.delete_document_why,
        version: None,
        form,
    })
}

/// `POST /farms/{farm}/documents/{file}/delete`
pub(super) async fn delete(
    Path((farm, file)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let path = format!("/farms/{}/files/{}", encoded(&farm), encoded(&file));
    let asked = async |form| read(&visit, &farm, &file, form).await;
    deletion::delete(&visit, &path, &address(&farm), form, asked).await
}
