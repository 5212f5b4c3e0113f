//! One person: what they are called, what they may, whether they may sign in.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use super::access::{Line, farms, field_of, lines, roles, values, wanted};
use crate::{
    api::{ApiError, UserWithAccess},
    pages::{
        form::Posted,
        html, redirect,
        typed::{Form, is_final, same},
        visit::{Query, Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/user.html")]
struct UserPage {
    shell: Shell,
    person: UserWithAccess,
    /// Whether it is the person who looks: nobody takes away their own access.
    own: bool,
    form: Form,
    farms: Vec<(String, String)>,
    lines: Vec<Line>,
    farm_roles: Vec<(&'static str, &'static str)>,
    roles: Vec<(&'static str, &'static str)>,
    said: Option<&'static str>,
    now: Timestamp,
    zone: TimeZone,
}

#[derive(Default, Deserialize)]
pub(in crate::pages::admin) struct Wanted {
    said: Option<String>,
}

/// `GET /admin/users/{user}`
pub(in crate::pages::admin) async fn page(
    visit: Visit,
    Path(user): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    show(&visit, &user, None, wanted.said.as_deref()).await
}

async fn show(visit: &Visit, user: &str, form: Option<Form>, said: Option<&str>) -> Response {
    let (api, path) = (visit.api(), format!("/users/{}", encoded(user)));
    let (person, farms) = match tokio::try_join!(api.get::<UserWithAccess>(&path), farms(&api)) {
        Ok(read) => read,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let page = UserPage {
        shell: visit.shell(person.user.name.clone().unwrap_or_else(|| person.user.username.clone())),
        own: person.user.id.as_str() == visit.signed.claims.sub,
        form: form.unwrap_or_default().over(initial(&person)),
        lines: lines(&person.farms, &farms),
        farms,
        farm_roles: roles(a),
        roles: a.roles(),
        said: said.and_then(|said| a.said(said)),
        person,
        now: visit.now,
        zone: TimeZone::UTC,
    };
    page.form.answer(html(&page))
}

/// What the forms of the page begin with.
fn initial(person: &UserWithAccess) -> Form {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let role = person.role.and_then(|role| serde_json::to_value(role).ok());
    let role = role.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut fields = vec![
        ("email".to_owned(), text(&person.user.email)),
        ("name".to_owned(), text(&person.user.name)),
        ("role".to_owned(), role),
    ];
    fields.extend(values(&person.farms));
    Form::with(fields)
}

/// `POST /admin/users/{user}`
pub(in crate::pages::admin) async fn update(
    Path(user): Path<String>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let body = json!({"email": form.text("email"), "name": form.get("name").trim()});
    let done = visit.api().patch::<Value>(&format!("/users/{}", encoded(&user)), None, &body).await;
    finish(&visit, &user, form, done, "saved", &[]).await
}

/// `POST /admin/users/{user}/access`: what the person is on the platform, and on which farms.
pub(in crate::pages::admin) async fn set_access(
    Path(user): Path<String>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let (farms, lines) = wanted(&form);
    let done = access(&visit, &user, &form, farms).await;
    finish(&visit, &user, form, done, "saved", &lines).await
}

async fn access(visit: &Visit, user: &str, form: &Form, farms: Vec<Value>) -> Result<Value, ApiError> {
    let (api, path) = (visit.api(), format!("/users/{}", encoded(user)));
    let person: UserWithAccess = api.get(&path).await?;
    if initial(&person).get("role") != form.get("role") {
        let role = json!({"role": form.get("role")});
        api.put::<Value>(&format!("{path}/role"), None, &role).await?;
    }
    let name = person.user.name.as_deref().unwrap_or(&person.user.username);
    let body = json!({"farms": farms, "name": name, "email": person.user.email});
    api.put(&format!("{path}/farms"), None, &body).await
}

/// `POST /admin/users/{user}/enable`
pub(in crate::pages::admin) async fn enable(Path(user): Path<String>, posted: Posted<Form>) -> Response {
    act(&user, posted, "enable", "saved").await
}

/// `POST /admin/users/{user}/disable`
pub(in crate::pages::admin) async fn disable(Path(user): Path<String>, posted: Posted<Form>) -> Response {
    act(&user, posted, "disable", "saved").await
}

/// `POST /admin/users/{user}/invite`
pub(in crate::pages::admin) async fn invite(Path(user): Path<String>, posted: Posted<Form>) -> Response {
    act(&user, posted, "resend-invitation", "invited").await
}

async fn act(user: &str, Posted { visit, form }: Posted<Form>, act: &str, said: &str) -> Response {
    let path = format!("/users/{}/{act}", encoded(user));
    let done = visit.api().post::<Value>(&path, form.key(), &json!({})).await;
    finish(&visit, user, form, done, said, &[]).await
}

/// The page anew: what was done, or what stood against it.
async fn finish(
    visit: &Visit,
    user: &str,
    form: Form,
    done: Result<Value, ApiError>,
    said: &str,
    lines: &[String],
) -> Response {
    match done {
        Ok(_) => redirect(&visit.guest.headers, &format!("/admin/users/{}?said={said}", encoded(user))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let field_of = |field: &str| if lines.is_empty() { same(field) } else { field_of(lines, field) };
            show(visit, user, Some(form.refused(visit.words(), &error, field_of)), None).await
        }
    }
}
