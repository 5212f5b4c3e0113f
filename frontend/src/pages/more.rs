//! `GET /farms/{farm}/more`: the rest of a farm, and what is a person's own.

use askama::Template;
use axum::{extract::Path, response::Response};
use valmetal_domain::access::Operation;

use super::{
    html,
    visit::{Shell, Tab, Visit, encoded},
};
use crate::api::Farm;

#[derive(Template)]
#[template(path = "more.html")]
struct More {
    shell: Shell,
    /// Where the farm is.
    address: String,
    may_see_members: bool,
}

pub(super) async fn page(visit: Visit, Path(farm): Path<String>) -> Response {
    let path = format!("/farms/{}", encoded(&farm));
    match visit.api().get::<Farm>(&path).await {
        Ok(farm) => {
            let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
            html(&More {
                shell: visit.shell(visit.words().more_pages).on_farm(&farm, Tab::More),
                address: path,
                may_see_members: Operation::ReadMembers.is_open_to(role),
            })
        }
        Err(error) => visit.trouble(&error),
    }
}
