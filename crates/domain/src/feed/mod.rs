//! Feed sequences: what machines loaded, mixed and delivered, what follows from it, and what somebody must be told of it.

pub mod alarms;
pub mod columns;
mod currency;
mod days;
mod deviation;
pub mod envelope;
pub mod export;
mod overdue;
pub(crate) mod parse;
pub mod ports;
mod record;
pub mod run_out;
pub mod sequence;
mod summary;
mod totals;

#[cfg(test)]
mod tests;

pub use currency::{BadCurrency, Currency};
pub use days::{BadPeriod, Days, MAX_DAYS};
pub use deviation::{CLOSE_KG, Deviation, EXACT_SHARE, OUTLIER_SHARE};
pub use envelope::Envelope;
pub use overdue::{GroupFeeding, LEARNT_DAYS};
pub use parse::MAX_FEED_BYTES;
pub use record::{FeedKey, FeedRecord, FeedStep, RecordKind, StepOutcome, WeightQuality};
pub use run_out::{RunOut, Stock, StorageUse};
pub use sequence::{Balance, SequenceFigures, SequenceSummary};
pub use summary::{
    Cost, DaySummary, FeedFigures, FeedSummary, GroupFigures, IngredientFigures, MeanDeviation,
    SequenceCounts,
};
pub use totals::{Totals, TotalsKey};
