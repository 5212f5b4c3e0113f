//! What the routes of feed do, for the OpenAPI document.

use valmetal_domain::{
    access::Operation,
    feed::{FeedSummary, RunOut, SequenceSummary},
};
use valmetal_runtime::{http::Page, openapi::Description};

use super::{export, get, list, run_out, summary};

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-feed-sequences", list::list)
            .summary("The feed sequences of a farm, the last to end first")
            .needs(Operation::Read)
            .answers::<Page<SequenceSummary>>(200),
        Description::of("get-feed-sequence", get::get)
            .summary("A feed sequence with its steps and what follows from them")
            .needs(Operation::Read)
            .answers::<get::Sequence>(200),
        Description::of("get-feed-summary", summary::summary)
            .summary("What a farm fed, day by day by its clock, by ingredient and by group")
            .detail("The last seven days where nothing is said, and at most 31.")
            .needs(Operation::Read)
            .answers::<FeedSummary>(200),
        Description::of("get-feed-run-out", run_out::run_out)
            .summary(
                "Until when the feed in each storage lasts, from what was taken in the last fourteen days",
            )
            .needs(Operation::Read)
            .answers::<Page<RunOut>>(200),
        Description::of("export-feed", export::export)
            .summary("A farm's feed records as a file: CSV, or JSON with the names of ICAR ADE")
            .detail("The answer is a link, which holds for a quarter of an hour.")
            .needs(Operation::Read)
            .answers::<export::Exported>(200),
    ]
}
