//! The alarms of a farm: lists, one alarm with its journal, and what people do to it.

mod act;
mod acts;
mod describe;
mod execution;
mod get;
mod key;
mod key_figures;
mod list;
mod shape;
mod what_if;

use std::sync::Arc;

use valmetal_domain::{
    alarm::ports::{ReadDefinitions, ReadFarmAlarms},
    entity::ports::ReadTree,
};
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::{clients::Clients, escalations::Executions};
use act::{Act, Workflow};
pub use describe::descriptions;
use execution::Workflows;
use get::Alarms;
use key_figures::Figures;
use list::Lists;
use what_if::{Questions, WhatIfs};

/// Where a farm's alarms are listed.
const LIST: &str = "/v1/farms/{farmId}/alarms";

/// The list of a farm's alarms alone, read from these stores: to see what the server costs without any.
pub fn list_from(
    alarms: Arc<dyn ReadFarmAlarms>,
    tree: Arc<dyn ReadTree>,
    definitions: Arc<dyn ReadDefinitions>,
    state_machine_arn: &str,
) -> Route {
    let lists = Lists { alarms, tree, definitions, executions: Executions::of(state_machine_arn) };
    Route::get("list-alarms", LIST, list::list, async |_| Ok(lists))
}

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    let mut routes = state_routes();
    routes.extend(history_routes());
    routes
}

/// What goes through a farm's journal: how alarms were answered, and how it would have been with other rules.
pub fn history_routes() -> Vec<Route> {
    vec![
        Route::get(
            "get-key-figures",
            "/v1/farms/{farmId}/alarms/key-figures",
            key_figures::key_figures,
            figures,
        ),
        Route::post("start-what-if", "/v1/farms/{farmId}/alarms/what-if", what_if::start, questions),
        Route::get("get-what-if", "/v1/farms/{farmId}/alarms/what-if/{whatIfId}", what_if::get, what_ifs),
    ]
}

/// All others: what alarms are there, and what is done to them.
pub fn state_routes() -> Vec<Route> {
    vec![
        Route::get("list-alarms", LIST, list::list, async |init| lists(&init)),
        Route::get("get-alarm", "/v1/alarms/{alarmId}", get::get, async |init| alarms(&init)),
        Route::get(
            "get-alarm-execution",
            "/v1/alarms/{alarmId}/execution",
            execution::execution,
            async |init| workflows(&init),
        ),
        Route::post("acknowledge-alarm", "/v1/alarms/{alarmId}/acknowledge", acts::acknowledge, stops),
        Route::post("reset-alarm", "/v1/alarms/{alarmId}/reset", acts::reset, touches_not),
        Route::post("shelve-alarm", "/v1/alarms/{alarmId}/shelve", acts::shelve, stops),
        Route::post("unshelve-alarm", "/v1/alarms/{alarmId}/unshelve", acts::unshelve, starts),
        Route::post("suppress-alarm", "/v1/alarms/{alarmId}/suppress", acts::suppress, stops),
        Route::post("unsuppress-alarm", "/v1/alarms/{alarmId}/unsuppress", acts::unsuppress, starts),
        Route::post(
            "take-out-of-service",
            "/v1/alarms/{alarmId}/out-of-service",
            acts::take_out_of_service,
            stops,
        ),
        Route::post(
            "return-to-service",
            "/v1/alarms/{alarmId}/return-to-service",
            acts::return_to_service,
            starts,
        ),
        Route::post("comment-alarm", "/v1/alarms/{alarmId}/comments", acts::comment, touches_not),
        Route::post("assign-alarm", "/v1/alarms/{alarmId}/assign", acts::assign, touches_not),
    ]
}

fn lists(init: &Init) -> Result<Lists, Error> {
    let clients = Clients::new(init)?;
    Ok(Lists {
        alarms: clients.farm_alarms()?,
        tree: clients.farms()?,
        definitions: clients.definitions()?,
        executions: clients.executions()?,
    })
}

fn alarms(init: &Init) -> Result<Alarms, Error> {
    let clients = Clients::new(init)?;
    Ok(Alarms {
        conditions: clients.conditions()?,
        journal: clients.journal()?,
        executions: clients.executions()?,
    })
}

fn workflows(init: &Init) -> Result<Workflows, Error> {
    let clients = Clients::new(init)?;
    Ok(Workflows { conditions: clients.conditions()?, executions: clients.escalations()? })
}

async fn figures(init: Init) -> Result<Figures, Error> {
    let clients = Clients::new(&init)?;
    Ok(Figures {
        farms: clients.farms()?,
        alarms: clients.farm_alarms()?,
        journal: clients.journal()?,
        clock: init.clock,
    })
}

async fn questions(init: Init) -> Result<Questions, Error> {
    let clients = Clients::new(&init)?;
    Ok(Questions {
        definitions: clients.definitions()?,
        journal: clients.journal()?,
        what_ifs: clients.new_what_ifs()?,
        runner: clients.what_if_runner()?,
        clock: init.clock,
    })
}

async fn what_ifs(init: Init) -> Result<WhatIfs, Error> {
    let clients = Clients::new(&init)?;
    Ok(WhatIfs { what_ifs: clients.what_ifs()?, runner: clients.what_if_runner()?, clock: init.clock })
}

/// An act that ends the escalation.
async fn stops(init: Init) -> Result<Act, Error> {
    act(&init, |clients| Ok(Workflow::Stops(clients.escalations()?)))
}

/// An act that may bring the escalation back.
async fn starts(init: Init) -> Result<Act, Error> {
    act(&init, |clients| Ok(Workflow::Starts(clients.escalations()?)))
}

/// An act that leaves the escalation as it is.
async fn touches_not(init: Init) -> Result<Act, Error> {
    act(&init, |_| Ok(Workflow::Untouched))
}

fn act(init: &Init, workflow: impl FnOnce(&Clients) -> Result<Workflow, Error>) -> Result<Act, Error> {
    let clients = Clients::new(init)?;
    Ok(Act {
        read: clients.conditions()?,
        commit: clients.changes()?,
        workflow: workflow(&clients)?,
        executions: clients.executions()?,
        clock: init.clock.clone(),
    })
}
