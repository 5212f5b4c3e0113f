//! The functions that tell people, on AWS. Which of them this process is, `_HANDLER` says.

use std::process::ExitCode;

use alarms::clients::Clients;
use alarms::notification::{NotifyLevel, NotifyTaken};
use valmetal_runtime::error::Error;
use valmetal_runtime::handler::{Entry, Init, Shape, serve};

fn main() -> ExitCode {
    serve(
        "notifications",
        vec![
            Entry::new(
                "notify-level",
                Shape::Keys(&["escalation", "level", "round"], &["action"]),
                notify_level,
            ),
            Entry::new("notify-taken", Shape::Stream("Alarms"), notify_taken),
        ],
    )
}

async fn notify_level(init: Init) -> Result<NotifyLevel, Error> {
    let clock = init.clock.clone();
    let clients = Clients::new(init)?;
    Ok(NotifyLevel {
        conditions: clients.conditions()?,
        settings: clients.settings()?,
        floods: clients.floods()?,
        messenger: clients.messenger()?,
        commit: clients.changes()?,
        clock,
    })
}

async fn notify_taken(init: Init) -> Result<NotifyTaken, Error> {
    let (clock, metrics) = (init.clock.clone(), init.metrics.clone());
    let clients = Clients::new(init)?;
    Ok(NotifyTaken {
        conditions: clients.conditions()?,
        settings: clients.settings()?,
        told: clients.told()?,
        messenger: clients.messenger()?,
        metrics,
        clock,
    })
}
