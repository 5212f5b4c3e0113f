//! What the routes of alarms do, for the OpenAPI document.

use valmetal_domain::{access::Operation, alarm::ports::Execution, figures::KeyFigures};
use valmetal_runtime::{
    http::Page,
    openapi::{Description, Takes},
};

use super::{acts, execution, get, key_figures, list, shape::Alarm, what_if};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-alarms", list::list)
            .summary("The alarms of a farm, the newest raise first")
            .needs(Operation::Read)
            .answers::<Page<Alarm>>(200),
        Description::of("get-alarm", get::get)
            .summary("An alarm with its fix card and its journal, the newest record first")
            .needs(Operation::Read)
            .answers::<get::WithJournal>(200)
            .with_etag(),
        Description::of("get-alarm-execution", execution::execution)
            .summary("The workflow of the alarm's newest escalation")
            .needs(Operation::ReadExecution)
            .answers::<Execution>(200),
        Description::of("get-key-figures", key_figures::key_figures)
            .summary("How well the farm's alarms behave, day by day by the farm's clock")
            .detail("The last seven days where nothing is said, and at most 31.")
            .needs(Operation::ReadKeyFigures)
            .answers::<KeyFigures>(200),
        Description::of("start-what-if", what_if::start)
            .summary("Asks what another on-delay, off-delay or deadband would have changed")
            .detail(
                "A period of up to three days is answered at once (200), unless its journal is longer than a thousand records. \
                 What is longer runs in the background (202): get the what-if until it is finished.",
            )
            .needs(Operation::RunWhatIf)
            .answers::<what_if::WhatIfView>(200)
            .answers::<what_if::WhatIfView>(202)
            .refuses([422]),
        Description::of("get-what-if", what_if::get)
            .summary("How far a what-if is, and its answer")
            .needs(Operation::RunWhatIf)
            .answers::<what_if::WhatIfView>(200),
        act("acknowledge-alarm", acts::acknowledge, Operation::AcknowledgeAlarm)
            .summary("\"I take it\", of the occurrence that the person saw"),
        act("reset-alarm", acts::reset, Operation::ResetAlarm).summary("Ends a latch"),
        act("shelve-alarm", acts::shelve, Operation::ShelveAlarm)
            .summary("Puts an alarm aside for a time")
            .detail("A safety-critical alarm only a technician puts aside."),
        act("unshelve-alarm", acts::unshelve, Operation::UnshelveAlarm)
            .summary("Takes an alarm back from the shelf"),
        act("suppress-alarm", acts::suppress, Operation::SuppressAlarm)
            .summary("Suppresses an alarm for one of the catalogue's causes"),
        act("unsuppress-alarm", acts::unsuppress, Operation::SuppressAlarm)
            .summary("Ends the suppression for a cause"),
        act("take-out-of-service", acts::take_out_of_service, Operation::TakeAlarmOutOfService)
            .summary("Takes an alarm out of service"),
        act("return-to-service", acts::return_to_service, Operation::TakeAlarmOutOfService)
            .summary("Puts an alarm back into service"),
        act("comment-alarm", acts::comment, Operation::CommentOnAlarm).summary("Says something about an alarm"),
        act("assign-alarm", acts::assign, Operation::AssignAlarm).summary("Gives an alarm to somebody, or takes it away"),
    ]
}

/// Every act answers the alarm as it then is, and is refused where its state does not allow it or a value is out of range.
fn act<H, A>(name: &'static str, handler: H, needs: Operation) -> Description
where
    H: Takes<A> + 'static,
{
    Description::of(name, handler).needs(needs).answers::<Alarm>(200).refuses([409, 422])
}
