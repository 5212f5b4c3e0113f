//! Who may see a farm, and in which role: for those who run it.

use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use serde_json::{Value, json};
use valmetal_domain::{
    access::{Operation, Role},
    entity::FarmRole,
};

use super::{
    deletion::{self, Deletion},
    form::Posted,
    html, redirect,
    typed::{Form, is_final, same},
    visit::{Shell, Tab, Visit, encoded},
};
use crate::{
    api::{ApiError, Farm, Member, Page, Problem},
    app::App,
};

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/farms/{farm}/members", get(list).post(invite))
        .route("/farms/{farm}/members/new", get(new))
        .route("/farms/{farm}/members/{member}", get(one).post(change))
        .route("/farms/{farm}/members/{member}/remove", get(ask_remove).post(remove))
}

/// What a page about people has of its farm.
struct Here {
    farm: Farm,
    members: Vec<Member>,
    role: Role,
}

impl Here {
    async fn read(visit: &Visit, farm: &str) -> Result<Self, ApiError> {
        let api = visit.api();
        let farm = format!("/farms/{}", encoded(farm));
        let members = format!("{farm}/members");
        let (farm, members) = tokio::try_join!(api.get::<Farm>(&farm), api.get::<Page<Member>>(&members))?;
        let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
        Ok(Self { farm, members: members.items, role })
    }

    fn address(&self) -> String {
        format!("/farms/{}/members", encoded(&self.farm.id))
    }

    /// A person of the farm; somebody who is none is not found.
    fn member(&self, user: &str) -> Result<Member, ApiError> {
        let found = self.members.iter().find(|member| member.user_id == user).cloned();
        found.ok_or_else(|| ApiError::Refused(Problem { status: 404, ..Problem::default() }))
    }

    /// The roles that the person may give: nobody grants more than they are.
    fn roles(&self, visit: &Visit) -> Vec<(&'static str, &'static str)> {
        let w = visit.words();
        let all = [
            (FarmRole::Worker, "worker", w.worker),
            (FarmRole::Farmer, "farmer", w.farmer),
            (FarmRole::Technician, "technician", w.technician),
        ];
        let given = all.into_iter().filter(|(role, ..)| Role::from(*role) <= self.role);
        given.map(|(_, word, name)| (word, name)).collect()
    }
}

#[derive(Template)]
#[template(path = "members/list.html")]
struct List {
    shell: Shell,
    here: Here,
    may_change: bool,
}

impl List {
    fn role_name(&self, role: &FarmRole) -> &'static str {
        let w = self.shell.w;
        match role {
            FarmRole::Worker => w.worker,
            FarmRole::Farmer => w.farmer,
            FarmRole::Technician => w.technician,
        }
    }
}

async fn list(visit: Visit, Path(farm): Path<String>) -> Response {
    match Here::read(&visit, &farm).await {
        Ok(here) => html(&List {
            shell: visit.shell(visit.words().people).on_farm(&here.farm, Tab::More),
            may_change: Operation::ChangeMembers.is_open_to(here.role),
            here,
        }),
        Err(error) => visit.trouble(&error),
    }
}

#[derive(Template)]
#[template(path = "members/new.html")]
struct New {
    shell: Shell,
    address: String,
    roles: Vec<(&'static str, &'static str)>,
    form: Form,
}

async fn new(visit: Visit, Path(farm): Path<String>) -> Response {
    show_new(&visit, &farm, Form::default()).await
}

async fn show_new(visit: &Visit, farm: &str, form: Form) -> Response {
    let here = match Here::read(visit, farm).await {
        Ok(here) => here,
        Err(error) => return visit.trouble(&error),
    };
    let w = visit.words();
    let page = New {
        shell: visit.shell(w.add_member).on_farm(&here.farm, Tab::More).below(here.address(), w.people),
        address: here.address(),
        roles: here.roles(visit),
        form: form.over(Form::with([("role", "worker")])),
    };
    page.form.answer(html(&page))
}

/// `POST /farms/{farm}/members`: somebody by their mail address.
async fn invite(Path(farm): Path<String>, Posted { visit, form }: Posted<Form>) -> Response {
    let members = format!("/farms/{}/members", encoded(&farm));
    let body = json!({
        "email": form.get("email").trim(), "name": form.get("name").trim(), "role": form.get("role"),
    });
    match visit.api().post::<Value>(&members, form.key(), &body).await {
        Ok(_) => redirect(&visit.guest.headers, &members),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => show_new(&visit, &farm, form.refused(visit.words(), &error, same)).await,
    }
}

#[derive(Template)]
#[template(path = "members/one.html")]
struct One {
    shell: Shell,
    address: String,
    member: Member,
    roles: Vec<(&'static str, &'static str)>,
    form: Form,
}

async fn one(visit: Visit, Path((farm, member)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &member, Form::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, farm: &str, member: &str, form: Form) -> Result<One, ApiError> {
    let here = Here::read(visit, farm).await?;
    let member = here.member(member)?;
    let role = match member.role {
        FarmRole::Worker => "worker",
        FarmRole::Farmer => "farmer",
        FarmRole::Technician => "technician",
    };
    Ok(One {
        shell: visit
            .shell(member.name.clone())
            .on_farm(&here.farm, Tab::More)
            .below(here.address(), visit.words().people),
        address: format!("{}/{}", here.address(), encoded(&member.user_id)),
        roles: here.roles(visit),
        form: form.over(Form::with([("name", member.name.as_str()), ("role", role)])),
        member,
    })
}

async fn change(
    Path((farm, member)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let put = async {
        let here = Here::read(&visit, &farm).await?;
        // All that is not on the form stays as it is.
        let Member { channels, language, timezone, quiet_hours, .. } = here.member(&member)?;
        let body = json!({
            "name": form.get("name").trim(), "role": form.get("role"), "channels": channels,
            "language": language, "timezone": timezone, "quietHours": quiet_hours,
        });
        let path = format!("/farms/{}/members/{}", encoded(&farm), encoded(&member));
        visit.api().put::<Value>(&path, form.version(), &body).await
    };
    match put.await {
        Ok(_) => redirect(&visit.guest.headers, &format!("/farms/{}/members", encoded(&farm))),
        Err(error) if is_final(&error) => visit.trouble(&error),
        Err(error) => {
            let form = form.refused(visit.words(), &error, same);
            match read(&visit, &farm, &member, form.clone()).await {
                Ok(page) => form.answer(html(&page)),
                Err(error) => visit.trouble(&error),
            }
        }
    }
}

async fn ask_remove(visit: Visit, Path((farm, member)): Path<(String, String)>) -> Response {
    deletion::ask(&visit, remove_page(&visit, &farm, &member, Form::default()).await)
}

async fn remove_page(visit: &Visit, farm: &str, member: &str, form: Form) -> Result<Deletion, ApiError> {
    let One { address, member, form, .. } = read(visit, farm, member, form).await?;
    Ok(Deletion {
        shell: visit.shell(visit.words().remove_member).below(address.clone(), member.name.clone()),
        action: format!("{address}/remove"),
        back: address,
        name: member.name,
        details: Vec::new(),
        why: visit.words().remove_member_why,
        version: Some(member.version),
        form,
    })
}

async fn remove(
    Path((farm, member)): Path<(String, String)>,
    Posted { visit, form }: Posted<Form>,
) -> Response {
    let members = format!("/farms/{}/members", encoded(&farm));
    let path = format!("{members}/{}", encoded(&member));
    let asked = async |form| remove_page(&visit, &farm, &member, form).await;
    deletion::delete(&visit, &path, &members, form, asked).await
}
