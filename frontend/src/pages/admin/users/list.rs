//! The people of the platform, all or those of one role.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use valmetal_domain::{access::Role, user::User};

use crate::{
    api::{ApiError, Page},
    pages::{
        html,
        visit::{Query, Shell, Visit},
    },
};

#[derive(Template)]
#[template(path = "admin/users.html")]
struct Users {
    shell: Shell,
    role: Option<Role>,
    users: Vec<User>,
    more: Option<String>,
}

impl Users {
    /// Whether those of this role are shown, by its word on the wire.
    fn is_role(&self, word: &str) -> bool {
        self.role.is_some_and(|role| serde_json::to_value(role).is_ok_and(|role| role == word))
    }
}

#[derive(Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    role: Option<Role>,
    cursor: Option<String>,
}

/// `GET /admin/users`
pub(in crate::pages::admin) async fn list(visit: Visit, Query(wanted): Query<Wanted>) -> Response {
    match read(&visit, wanted).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, Wanted { role, cursor }: Wanted) -> Result<Users, ApiError> {
    #[derive(serde::Serialize)]
    struct Asked<'a> {
        role: Option<Role>,
        cursor: Option<&'a str>,
    }
    let query = |cursor| serde_urlencoded::to_string(Asked { role, cursor }).unwrap_or_default();
    let page: Page<User> = visit.api().get(&format!("/users?{}", query(cursor.as_deref()))).await?;
    let shell = visit.shell(visit.words().administration);
    let more = page.cursor.as_deref().map(|cursor| query(Some(cursor)));
    Ok(Users { shell, role, users: page.items, more })
}
