//! One alarm: what is wrong, what to do, what happened, and what a person does about it.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;
use valmetal_domain::{
    access::{Operation, Role},
    alarm::{Actor, DerivedState, condition::Quality, definition::FixCard, escalation::EscalationStatus},
};

use super::{
    equipment,
    faults::Faults,
    form::Posted,
    html, redirect,
    trouble::not_found,
    visit::{Shell, Tab, Visit, encoded, zone},
};
use crate::api::{Alarm, AlarmWithJournal, ApiError, Entity, Farm, JournalEntry, Problem};

#[derive(Template)]
#[template(path = "alarm.html")]
struct AlarmPage {
    shell: Shell,
    /// What people call the machine, and where its page is.
    machine: (String, String),
    alarm: Alarm,
    card: Option<FixCard>,
    journal: Vec<JournalEntry>,
    may: May,
    faults: Faults,
    /// What the person had typed, where something was wrong with it.
    typed: ActForm,
    /// Makes a form that is sent twice one request.
    request_key: String,
    now: Timestamp,
    zone: TimeZone,
}

/// What the person may do now: the API decides, and this is what is offered.
#[allow(clippy::struct_excessive_bools, reason = "one for each button")]
struct May {
    acknowledge: bool,
    comment: bool,
    shelve: bool,
    unshelve: bool,
    reset: bool,
}

impl May {
    fn of(alarm: &Alarm, role: Role) -> Self {
        let may = |operation: Operation| operation.is_open_to(role);
        let shelved = alarm.state == DerivedState::Shelved;
        Self {
            acknowledge: !alarm.acknowledged
                && !matches!(alarm.state, DerivedState::Normal)
                && may(Operation::AcknowledgeAlarm),
            comment: may(Operation::CommentOnAlarm),
            shelve: !shelved && alarm.state != DerivedState::Normal && may(Operation::ShelveAlarm),
            unshelve: shelved && may(Operation::UnshelveAlarm),
            reset: alarm.state == DerivedState::LatchedAcknowledged && may(Operation::ResetAlarm),
        }
    }
}

impl AlarmPage {
    fn is_stale(&self) -> bool {
        self.alarm.quality == Quality::Stale
    }

    fn is_exhausted(&self) -> bool {
        self.alarm
            .escalation
            .as_ref()
            .is_some_and(|escalation| escalation.status == EscalationStatus::Exhausted)
    }

    /// Who did something.
    fn who(&self, actor: &Actor) -> String {
        let w = self.shell.w;
        match actor {
            Actor::Device => w.the_machine.to_owned(),
            Actor::User { name: Some(name), .. } => name.clone(),
            Actor::User { user_id, name: None } => user_id.to_string(),
            Actor::Timer => w.a_timer.to_owned(),
            Actor::Platform => w.the_platform.to_owned(),
        }
    }
}

/// `GET /alarms/{alarm}`
pub(super) async fn alarm(visit: Visit, Path(id): Path<String>) -> Response {
    match read(&visit, &id, Faults::default(), ActForm::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

async fn read(visit: &Visit, id: &str, faults: Faults, typed: ActForm) -> Result<AlarmPage, ApiError> {
    let api = visit.api();
    let AlarmWithJournal { alarm, fix_card, journal } = api.get(&format!("/alarms/{}", encoded(id))).await?;
    let farm = format!("/farms/{}", encoded(&alarm.farm_id));
    let stands = alarm.entity_path.rsplit('/').next().unwrap_or_default();
    let entity = format!("{farm}/entities/{}", encoded(stands));
    let (farm, entity) = tokio::join!(api.get::<Farm>(&farm), api.get::<Entity>(&entity));
    let farm = farm?;
    // A machine that stands nowhere any more is called what it calls itself.
    let machine = entity.map_or_else(
        |_| (alarm.thing_name.clone(), format!("/farms/{}", encoded(&farm.id))),
        |entity| (entity.name, equipment::address(&farm.id, &entity.id)),
    );
    let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
    Ok(AlarmPage {
        shell: shell(visit, &farm, &alarm),
        zone: zone(&farm.timezone),
        may: May::of(&alarm, role),
        machine,
        alarm,
        card: fix_card,
        journal,
        faults,
        typed,
        request_key: Uuid::new_v4().to_string(),
        now: visit.now,
    })
}

fn shell(visit: &Visit, farm: &Farm, alarm: &Alarm) -> Shell {
    let list = format!("/farms/{}/alarms", encoded(&farm.id));
    visit.shell(alarm.title.clone()).on_farm(farm, Tab::Alarms).below(list, visit.words().alarms)
}

/// What the forms of this page send; each uses a part of it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ActForm {
    request_key: String,
    occurrence: u64,
    comment: String,
    reason: String,
    hours: u32,
}

impl ActForm {
    /// The API's path of an act and what it takes; nothing for an act that no form of this page has.
    fn request(&self, act: &str, now: Timestamp) -> Option<(&'static str, Value)> {
        let text = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let request = match act {
            "acknowledge" => {
                ("acknowledge", json!({"occurrence": self.occurrence, "comment": text(&self.comment)}))
            }
            "comment" => ("comments", json!({"text": self.comment.trim()})),
            "shelve" => {
                let until = now.checked_add(SignedDuration::from_hours(self.hours.into())).ok()?;
                ("shelve", json!({"until": until, "reason": self.reason.trim()}))
            }
            "unshelve" => ("unshelve", json!({"reason": text(&self.reason)})),
            "reset" => ("reset", json!({"comment": text(&self.comment)})),
            _ => return None,
        };
        Some(request)
    }
}

/// `POST /alarms/{alarm}/{act}`
pub(super) async fn act(
    Path((id, act)): Path<(String, String)>,
    Posted { visit, form }: Posted<ActForm>,
) -> Response {
    let Some((path, body)) = form.request(&act, visit.now) else { return not_found(visit.guest).await };
    let path = format!("/alarms/{}/{path}", encoded(&id));
    match visit.api().post::<Value>(&path, &form.request_key, &body).await {
        Ok(_) => redirect(&visit.guest.headers, &format!("/alarms/{}", encoded(&id))),
        Err(ApiError::Refused(problem)) if problem.status != 404 => refused(&visit, &id, problem, form).await,
        Err(error) => visit.trouble(&error),
    }
}

/// The alarm as it is now, with what stood against the act and what the person had typed.
async fn refused(visit: &Visit, id: &str, problem: Problem, typed: ActForm) -> Response {
    let w = visit.words();
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    let mut faults = Faults::of(&problem, w);
    if problem.status == 409 {
        faults.general = Some(w.moved_on.to_owned());
    }
    match read(visit, id, faults, typed).await {
        Ok(page) => (status, html(&page)).into_response(),
        Err(error) => visit.trouble(&error),
    }
}
