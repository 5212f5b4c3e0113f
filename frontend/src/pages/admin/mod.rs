//! The administration: pages of Valmetal's own people, at `/admin` and as the first page of the host `cms.`. Technicians have some
//! of them. The role decides what is shown; the API decides what is allowed.

pub(super) mod articles;
mod audit;
mod catalogue;
mod confirm;
mod executions;
mod farms;
mod figures;
mod host;
mod nav;
mod picker;
mod reachability;
mod things;
mod tree;
mod users;
mod what_if;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};

use super::{redirect, visit::Visit};
use crate::app::App;

pub(super) use host::first_page;

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/admin", get(index))
        .route("/admin/users", get(users::list::list).post(users::create::create))
        .route("/admin/users/new", get(users::create::page))
        .route("/admin/users/{user}", get(users::one::page).post(users::one::update))
        .route("/admin/users/{user}/access", post(users::one::set_access))
        .route("/admin/users/{user}/enable", post(users::one::enable))
        .route("/admin/users/{user}/disable", post(users::one::disable))
        .route("/admin/users/{user}/invite", post(users::one::invite))
        .route("/admin/users/{user}/delete", get(users::delete::page).post(users::delete::delete))
        .route("/admin/figures", get(figures::page))
        .route("/admin/reachability", get(reachability::page))
        .route("/admin/audit", get(audit::page))
        .merge(farms::routes())
        .merge(things::routes())
        .merge(catalogue::routes())
        .merge(what_if::routes())
        .merge(executions::routes())
        .merge(articles::routes())
}

/// `GET /admin`: the first page that the person has.
async fn index(visit: Visit) -> Response {
    let shell = visit.shell(visit.words().administration);
    let to = shell.sections().first().map_or("/", |section| section.href);
    redirect(&visit.guest.headers, to)
}
