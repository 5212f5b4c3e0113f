//! The alarm core's functions on AWS, but for those that tell people: `notifications` has them, with the clients that only they
//! need. Which of them this process is, `_HANDLER` says.

use std::process::ExitCode;

use alarms::alarm_queue::HandleAlarms;
use alarms::clients::Clients;
use alarms::escalation::{AssessEscalation, RecordEscalation};
use alarms::sweep::SweepOutstanding;
use alarms::what_if::RunWhatIf;
use valmetal_runtime::error::Error;
use valmetal_runtime::handler::{Entry, Init, Shape, serve};

fn main() -> ExitCode {
    serve(
        "alarms",
        vec![
            Entry::new("handle-alarms", Shape::Queue("AlarmQueue-"), handle_alarms),
            Entry::new(
                "assess-escalation",
                Shape::Keys(&["escalation", "step"], &["action", "level"]),
                assess_escalation,
            ),
            Entry::new("record-escalation", Shape::Keys(&["escalation", "action"], &[]), record_escalation),
            Entry::new("sweep-outstanding", Shape::Named, sweep_outstanding),
            Entry::new("run-what-if", Shape::Keys(&["farmId", "whatIfId"], &[]), run_what_if),
        ],
    )
}

async fn handle_alarms(init: Init) -> Result<HandleAlarms, Error> {
    let clients = Clients::new(init)?;
    Ok(HandleAlarms { intake: clients.intake()?, dead_letters: clients.dead_letters()? })
}

async fn assess_escalation(init: Init) -> Result<AssessEscalation, Error> {
    let clock = init.clock.clone();
    let clients = Clients::new(init)?;
    Ok(AssessEscalation { conditions: clients.conditions()?, floods: clients.floods()?, clock })
}

async fn record_escalation(init: Init) -> Result<RecordEscalation, Error> {
    let clock = init.clock.clone();
    let clients = Clients::new(init)?;
    Ok(RecordEscalation { conditions: clients.conditions()?, commit: clients.changes()?, clock })
}

async fn sweep_outstanding(init: Init) -> Result<SweepOutstanding, Error> {
    let clients = Clients::new(init)?;
    Ok(SweepOutstanding { outstanding: clients.outstanding()?, intake: clients.intake()? })
}

async fn run_what_if(init: Init) -> Result<RunWhatIf, Error> {
    let clock = init.clock.clone();
    let clients = Clients::new(init)?;
    let what_ifs = clients.what_ifs()?;
    Ok(RunWhatIf { what_ifs: what_ifs.clone(), progress: what_ifs, journal: clients.journal()?, clock })
}
