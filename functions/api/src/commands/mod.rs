//! Commands to machines: what a person asks of a machine's state, and what became of it.

mod cancel;
mod describe;
mod get;
mod list;
mod place;
mod send;
mod shape;

use std::sync::Arc;

use valmetal_domain::command::ports::ReadCommand;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const COMMANDS: &str = "/v1/things/{thingName}/commands";
    const COMMAND: &str = "/v1/things/{thingName}/commands/{commandId}";
    const CANCEL: &str = "/v1/things/{thingName}/commands/{commandId}/cancel";
    vec![
        Route::get("list-commands", COMMANDS, list::list, lists),
        Route::post("send-command", COMMANDS, send::send, sending),
        Route::get("get-command", COMMAND, get::get, command),
        Route::post("cancel-command", CANCEL, cancel::cancel, cancellation),
    ]
}

async fn lists(init: Init) -> Result<list::Lists, Error> {
    let clients = Clients::new(&init)?;
    Ok(list::Lists { places: clients.farms()?, commands: clients.commands()? })
}

async fn command(init: Init) -> Result<Arc<dyn ReadCommand>, Error> {
    Ok(Clients::new(&init)?.commands()?)
}

async fn sending(init: Init) -> Result<send::Sending, Error> {
    let clients = Clients::new(&init)?;
    Ok(send::Sending {
        read: clients.keyed_commands()?,
        commit: clients.changes()?,
        desired: clients.shadows(),
        clock: init.clock,
    })
}

async fn cancellation(init: Init) -> Result<cancel::Cancellation, Error> {
    let clients = Clients::new(&init)?;
    Ok(cancel::Cancellation {
        read: clients.commands()?,
        commit: clients.changes()?,
        desired: clients.shadows(),
        clock: init.clock,
    })
}
