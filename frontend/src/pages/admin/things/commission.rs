//! Commissioning: a machine of a farm becomes a thing. Its certificate and its key are shown once, and kept by nobody.

use askama::Template;
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;
use valmetal_domain::entity::Entity;

use super::code::codes;
use crate::{
    api::{ApiError, Page, Provisioned},
    pages::{
        admin::{tree::Tree, users::access},
        form::Posted,
        html,
        typed::{Form, is_final, same},
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/commission.html")]
struct Commission {
    shell: Shell,
    form: Form,
    farms: Vec<(String, String)>,
    /// The farm's machines that are no thing yet; empty before a farm is chosen.
    machines: Vec<(String, String)>,
    /// The farm's things, through which one can be connected.
    gateways: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "admin/commissioned.html")]
struct Commissioned {
    shell: Shell,
    thing: Provisioned,
    endpoint: Option<String>,
    /// The codes as SVG, made by a library of nothing but squares.
    codes: Option<(String, Option<String>)>,
}

impl Commissioned {
    /// A PEM as an address of its own, so that it can be saved without being kept by anybody.
    fn address(&self, pem: &str) -> String {
        format!("data:application/x-pem-file;base64,{}", STANDARD.encode(pem))
    }
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    #[serde(default)]
    farm: String,
    #[serde(default)]
    entity: String,
}

/// `GET /admin/commission`
pub(super) async fn page(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    show(&visit, Form::with([("farmId", wanted.farm), ("entityId", wanted.entity)])).await
}

async fn show(visit: &Visit, form: Form) -> Response {
    match read(visit, form).await {
        Ok(page) => page.form.answer(html(&page)),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, form: Form) -> Result<Commission, ApiError> {
    let (api, w) = (visit.api(), visit.words());
    let a = AdminWords::of(w.language);
    let farms = access::farms(&api).await?;
    let (mut machines, mut gateways) = (Vec::new(), Vec::new());
    if let Some(farm) = form.text("farmId") {
        let page: Page<Entity> = api.get(&format!("/farms/{}/entities", encoded(farm))).await?;
        gateways.push((String::new(), a.no_gateway.to_owned()));
        for entity in &page.items {
            gateways.extend(
                entity
                    .thing_name
                    .as_ref()
                    .map(|thing| (thing.to_string(), format!("{} ({thing})", entity.name))),
            );
        }
        machines = Tree::new(page.items).uncommissioned(w);
    }
    Ok(Commission { shell: visit.shell(a.commission), form, farms, machines, gateways })
}

/// `POST /admin/commission`
pub(super) async fn commission(Posted { visit, form }: Posted<Form>) -> Response {
    let body = json!({
        "farmId": form.get("farmId"),
        "entityId": form.get("entityId"),
        "thingName": form.get("thingName").trim(),
        "model": form.get("model").trim(),
        "gateway": form.text("gateway"),
        "csr": form.text("csr"),
    });
    match visit.api().post::<Provisioned>("/things", form.key(), &body).await {
        Ok(thing) => {
            let endpoint = visit.guest.app.iot_endpoint.as_deref().map(str::to_owned);
            let codes = codes(&thing, endpoint.as_deref());
            let a = AdminWords::of(visit.words().language);
            html(&Commissioned { shell: visit.shell(a.commissioned), thing, endpoint, codes })
        }
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show(&visit, form.refused(visit.words(), &error, same)).await,
    }
}
