//! One member of a farm: what they are there, and in which language they are told.

use askama::Template;
use axum::{extract::Path, response::Response};
use serde_json::{Value, json};
use valmetal_domain::entity::{Farm, Member};

use super::create::LANGUAGES;
use crate::{
    api::{ApiError, Page},
    pages::{
        admin::confirm::{Question, confirm},
        form::Posted,
        html, redirect,
        trouble::not_found,
        typed::{Form, is_final, same},
        visit::{Shell, Visit, encoded},
    },
    words::AdminWords,
};

#[derive(Template)]
#[template(path = "admin/member.html")]
struct MemberPage {
    shell: Shell,
    farm: Farm,
    member: Member,
    /// The page's own address.
    here: String,
    form: Form,
    roles: Vec<(&'static str, &'static str)>,
    languages: [(&'static str, &'static str); 2],
}

/// `GET /admin/farms/{farm}/members/{user}`
pub(super) async fn page(visit: Visit, Path((farm, user)): Path<(String, String)>) -> Response {
    show(visit, &farm, &user, Form::default()).await
}

async fn read(visit: &Visit, farm: &str, user: &str) -> Result<(Farm, Option<Member>), ApiError> {
    let (api, path) = (visit.api(), format!("/farms/{}", encoded(farm)));
    let members = format!("{path}/members");
    let (farm, page) = tokio::try_join!(api.get::<Farm>(&path), api.get::<Page<Member>>(&members))?;
    Ok((farm, page.items.into_iter().find(|member| member.user_id.as_str() == user)))
}

async fn show(visit: Visit, farm: &str, user: &str, form: Form) -> Response {
    let (farm, member) = match read(&visit, farm, user).await {
        Ok((farm, Some(member))) => (farm, member),
        Ok((_, None)) => return not_found(visit.guest).await,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let role = serde_json::to_value(member.role).ok();
    let initial = Form::with([
        ("role", role.as_ref().and_then(Value::as_str).unwrap_or_default()),
        ("language", member.language.as_str()),
        ("name", member.name.as_str()),
        ("timezone", member.timezone.as_str()),
    ]);
    let page = MemberPage {
        shell: visit.shell(member.name.as_str()),
        roles: a.roles().into_iter().take(3).collect(),
        languages: LANGUAGES,
        here: format!("/admin/farms/{}/members/{}", encoded(farm.id.as_str()), encoded(user)),
        form: form.over(initial),
        farm,
        member,
    };
    page.form.answer(html(&page))
}

/// `POST /admin/farms/{farm}/members/{user}`: how the person is told stays as it is.
pub(super) async fn update(
    Path((farm, user)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let member = match read(&visit, &farm, &user).await {
        Ok((_, Some(member))) => member,
        Ok((_, None)) => return not_found(visit.guest).await,
        Err(error) => return visit.trouble(&error),
    };
    let body = json!({
        "role": form.get("role"),
        "name": form.get("name").trim(),
        "language": form.get("language"),
        "timezone": form.get("timezone").trim(),
        "channels": member.channels,
        "quietHours": member.quiet_hours,
    });
    let path = format!("/farms/{}/members/{}", encoded(&farm), encoded(&user));
    match visit.api().put::<Value>(&path, form.version(), &body).await {
        Ok(_) => redirect(&visit.guest.headers, &format!("/admin/farms/{}?said=saved", encoded(&farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            show(visit, &farm, &user, form).await
        }
    }
}

/// `GET /admin/farms/{farm}/members/{user}/remove`
pub(super) async fn confirm_removal(visit: Visit, Path((farm, user)): Path<(String, String)>) -> Response {
    ask(visit, &farm, &user, Form::default()).await
}

async fn ask(visit: Visit, farm: &str, user: &str, form: Form) -> Response {
    let (farm, member) = match read(&visit, farm, user).await {
        Ok((farm, Some(member))) => (farm, member),
        Ok((_, None)) => return not_found(visit.guest).await,
        Err(error) => return visit.trouble(&error),
    };
    let a = AdminWords::of(visit.words().language);
    let here = format!("/admin/farms/{}/members/{}", encoded(farm.id.as_str()), encoded(user));
    let question = Question {
        title: format!("{} — {}", a.remove_member, member.name),
        yes: (format!("{here}/remove"), a.remove_member),
        back: here,
        says: vec![format!("{} {} {}", member.name, a.sees_no_more, farm.name), a.told_no_more.to_owned()],
        version: Some(member.version),
    };
    confirm(visit.shell(a.remove_member), question, form)
}

/// `POST /admin/farms/{farm}/members/{user}/remove`
pub(super) async fn remove(
    Path((farm, user)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let path = format!("/farms/{}/members/{}", encoded(&farm), encoded(&user));
    match visit.api().delete(&path, form.version()).await {
        Ok(()) => redirect(&visit.guest.headers, &format!("/admin/farms/{}?said=saved", encoded(&farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            ask(visit, &farm, &user, form).await
        }
    }
}
