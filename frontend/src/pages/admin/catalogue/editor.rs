//! The editor: a version as a document. It is checked without being kept, or kept as a new version; faults are shown with their
//! path and with the code that they are in.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::edit::{Delays, code_at, readable, with_delays};
use crate::{
    api::{AddedVersion, ApiError, Document, Judgement},
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final},
        visit::{Query, Shell, Visit},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/catalogue-editor.html")]
struct Editor {
    shell: Shell,
    form: Form,
    /// The version that the document was, where nothing was changed in it yet.
    version: Option<u32>,
    faults: Vec<Fault>,
    said: Option<&'static str>,
}

/// A fault of the document.
struct Fault {
    /// Where it is.
    path: String,
    /// The code of the definition that it is in.
    code: Option<String>,
    /// What is wrong there.
    problem: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::pages::admin) struct Wanted {
    said: Option<String>,
    /// A change to begin with: of this code,
    code: Option<String>,
    /// these delays.
    on_delay_seconds: Option<u32>,
    off_delay_seconds: Option<u32>,
    deadband: Option<f64>,
}

/// `GET /admin/catalogue/{version}`
pub(super) async fn page(visit: Visit, Path(version): Path<u32>, Query(wanted): Query<Wanted>) -> Response {
    let document = match read(&visit, version).await {
        Ok(document) => document,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let Wanted { said, code, on_delay_seconds, off_delay_seconds, deadband } = wanted;
    let delays = Delays { on_delay_seconds, off_delay_seconds, deadband };
    let changed = code.and_then(|code| with_delays(&document, &code, delays));
    let version = changed.is_none().then_some(version);
    let said = if changed.is_some() { Some(a.change_made) } else { said.and_then(|said| a.said(&said)) };
    let document = changed.unwrap_or(document);
    show(&visit, Form::with([("document", document)]), version, Vec::new(), said)
}

/// The editor of a kept version, with what stood against deploying it.
pub(super) async fn of_version(
    visit: &Visit,
    version: u32,
    form: Form,
    said: Option<&'static str>,
) -> Response {
    match read(visit, version).await {
        Ok(document) => {
            let form = form.over(Form::with([("document", document)]));
            show(visit, form, Some(version), Vec::new(), said)
        }
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, version: u32) -> Result<String, ApiError> {
    let path = format!("/configuration/catalogue/versions/{version}");
    Ok(readable(visit.api().get::<Document>(&path).await?.get()))
}

fn show(
    visit: &Visit,
    form: Form,
    version: Option<u32>,
    faults: Vec<Fault>,
    said: Option<&'static str>,
) -> Response {
    let shell = visit.shell(AdminWords::of(visit.words().language).catalogue);
    let page = Editor { shell, form, version, faults, said };
    page.form.answer(html(&page))
}

#[derive(Serialize)]
struct Sent<'a> {
    catalogue: &'a RawValue,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

/// `POST /admin/catalogue`: checks the document, or keeps it.
pub(super) async fn send(Posted { visit, form }: Posted<Form>) -> Response {
    let a = AdminWords::of(visit.words().language);
    let document = form.get("document").to_owned();
    let catalogue: &RawValue = match serde_json::from_str(&document) {
        Ok(catalogue) => catalogue,
        Err(error) => {
            let fault = format!("{} ({}, {})", a.no_json, error.line(), error.column());
            return show(&visit, form.wrong(visit.words(), "document", fault), None, Vec::new(), None);
        }
    };
    let sent = Sent { catalogue, description: form.text("description") };
    if form.get("act") == "check" {
        let checked = Sent { description: None, ..sent };
        return match visit.api().post::<Judgement>(VALIDATE, form.key(), &checked).await {
            Ok(Judgement { faults }) => {
                let said = faults.is_empty().then_some(a.no_fault);
                let faults = faults.into_iter().map(|fault| Fault::of(fault.path, fault.problem, &document));
                let faults = faults.collect();
                show(&visit, form, None, faults, said)
            }
            Err(error) => refused(&visit, form, &error, &document),
        };
    }
    match visit.api().post::<AddedVersion>(VERSIONS, form.key(), &sent).await {
        Ok(AddedVersion { number }) => {
            redirect(&visit.guest.headers, &format!("/admin/catalogue/{number}?said=kept"))
        }
        Err(error) => refused(&visit, form, &error, &document),
    }
}

const VALIDATE: &str = "/configuration/catalogue/validate";
const VERSIONS: &str = "/configuration/catalogue/versions";

fn refused(visit: &Visit, form: Form, error: &ApiError, document: &str) -> Response {
    if is_final(error) {
        return visit.trouble(error);
    }
    let mut faults = Vec::new();
    if let ApiError::Refused(problem) = error {
        for fault in &problem.errors {
            let path = fault.field.strip_prefix("catalogue").unwrap_or(&fault.field).trim_start_matches('.');
            faults.push(Fault::of(path.to_owned(), fault.detail.clone(), document));
        }
    }
    // What is wrong is listed above the document, path by path.
    let form = form.refused(visit.words(), error, |_| Some(String::new()));
    show(visit, form, None, faults, None)
}

impl Fault {
    fn of(path: String, problem: String, document: &str) -> Self {
        Self { code: code_at(document, &path), path, problem }
    }
}
