//! `GET /farms/{farm}/equipment/{entity}`: how a machine is, at a look.

use askama::Template;
use axum::{extract::Path, response::Response};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;
use valmetal_domain::{
    access::{Operation, Role},
    command::{Command, CommandStatus},
    entity::ConnectivityStatus,
};

use super::{
    address,
    settings::{Setting, measured},
    shell, standing,
};
use crate::{
    api::{Alarm, ApiError, Entity, Farm, Page, Thing},
    pages::{
        alarms::{OPEN, waits},
        html,
        typed::Form,
        visit::{Shell, Visit, encoded, zone},
    },
};

/// How many commands are shown.
const COMMANDS: usize = 10;

/// The page of a machine.
#[derive(Template)]
#[template(path = "equipment/page.html")]
pub(super) struct Equipment {
    shell: Shell,
    farm: Farm,
    entity: Entity,
    /// Where this page is.
    address: String,
    machine: Option<Machine>,
    alarms: Vec<Alarm>,
    form: Form,
    now: Timestamp,
    zone: TimeZone,
}

/// The thing that stands there.
struct Machine {
    thing: Thing,
    settings: Vec<Setting>,
    measured: Vec<(String, f64)>,
    pending: Option<Command>,
    commands: Vec<Command>,
    may_command: bool,
}

impl Machine {
    fn of(thing: Thing, commands: Vec<Command>, role: Role) -> Self {
        let nothing = Value::Null;
        let state = thing.shadow.as_ref().map(|shadow| &shadow.state);
        let (reported, desired) =
            state.map_or((&nothing, &nothing), |state| (&state.reported, &state.desired));
        let (pending, commands): (Vec<_>, Vec<_>) =
            commands.into_iter().partition(|command| command.status == CommandStatus::Pending);
        Self {
            settings: Setting::all(reported, desired),
            measured: measured(reported),
            pending: pending.into_iter().next(),
            commands,
            may_command: Operation::SendCommand.is_open_to(role),
            thing,
        }
    }

    fn is_away(&self) -> bool {
        self.thing.connectivity.status == ConnectivityStatus::Disconnected
    }

    fn is_never_seen(&self) -> bool {
        self.thing.connectivity.status == ConnectivityStatus::Unknown
    }

    fn model(&self) -> Option<&str> {
        self.thing.registration.as_ref()?.attributes.model.as_deref()
    }
}

impl Equipment {
    /// Is anything wrong? As a style and in words. Of a machine that is offline nobody can say that all is well.
    fn mood(&self, machine: &Machine) -> (&'static str, String) {
        let w = self.shell.w;
        let waiting = self.alarms.iter().filter(|alarm| waits(alarm.state)).count();
        match (waiting, self.alarms.len()) {
            (0, 0) if machine.is_away() => ("away", w.machine_offline.to_owned()),
            (0, 0) => ("well", w.all_well.to_owned()),
            (0, open) => ("taken", w.counted(open, w.one_open, w.many_open)),
            (waiting, _) => ("waits", w.counted(waiting, w.one_to_take, w.many_to_take)),
        }
    }

    /// What a command asks for, as lines of a name and a value.
    fn asked(&self, command: &Command) -> Vec<(String, String)> {
        Setting::all(&Value::Null, &command.desired.to_value())
            .into_iter()
            .filter_map(|setting| Some((setting.name, self.shell.w.setting_value(&setting.desired?))))
            .collect()
    }

    fn who(&self, command: &Command) -> String {
        command.requested_by.name.clone().unwrap_or_else(|| self.shell.w.somebody.to_owned())
    }
}

/// Answers the page.
pub(super) async fn page(visit: Visit, Path((farm, entity)): Path<(String, String)>) -> Response {
    match read(&visit, &farm, &entity, Form::default()).await {
        Ok(page) => html(&page),
        Err(error) => visit.trouble(&error),
    }
}

/// The machine as it is now, with what was typed into the form of commands.
pub(super) async fn read(visit: &Visit, farm: &str, entity: &str, form: Form) -> Result<Equipment, ApiError> {
    let api = visit.api();
    let (farm, entity) = standing(&api, farm, entity).await?;
    let under = serde_urlencoded::to_string([("under", entity.path.as_str()), ("state", OPEN)])
        .map_err(|error| ApiError::Away(error.into()))?;
    let alarms = format!("/farms/{}/alarms?{under}", encoded(&farm.id));
    let role = farm.role.unwrap_or_else(|| visit.signed.claims.role());
    let (machine, alarms) = match &entity.thing_name {
        None => (None, Page { items: Vec::new(), cursor: None }),
        Some(thing) => {
            let path = format!("/things/{}", encoded(thing));
            let commands = format!("{path}/commands?limit={COMMANDS}");
            let (thing, commands, alarms) = tokio::try_join!(
                api.get::<Thing>(&path),
                api.get::<Page<Command>>(&commands),
                api.get::<Page<Alarm>>(&alarms)
            )?;
            (Some(Machine::of(thing, commands.items, role)), alarms)
        }
    };
    Ok(Equipment {
        shell: shell(visit, entity.name.clone(), &farm),
        address: address(&farm.id, &entity.id),
        zone: zone(&farm.timezone),
        farm,
        entity,
        machine,
        alarms: alarms.items,
        form,
        now: visit.now,
    })
}
