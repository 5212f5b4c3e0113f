//! The tables of `docs/data-model.md`. Only this module knows their keys, indexes and attributes.
//!
//! An adapter is a struct with the tables it uses; its documentation names the IAM actions it needs, which are all that
//! the template grants to a function that makes it. Times that are index keys are RFC 3339 in UTC with nine digits of
//! fraction, so that text order is time order.

mod audit;
mod catalogue;
mod claims;
mod commands;
mod commit;
mod conditions;
mod cursor;
mod farm_alarms;
mod farm_changes;
mod farms;
mod images;
mod indicators;
mod item;
mod journal;
mod keys;
mod outstanding;
mod reach;
mod records;
mod requests;
mod subscriptions;
mod table;
mod times;
mod transaction;
mod what_ifs;

pub use audit::{ActsOnAlarms, AuditTrail};
pub use catalogue::{CatalogueStore, DefinitionReader};
pub use claims::Claims;
pub use commands::{CommandReader, DueCommands};
pub use commit::ChangeWriter;
pub use conditions::ConditionReader;
pub use farm_alarms::FarmAlarms;
pub use farm_changes::FarmWriter;
pub use farms::FarmReader;
pub use images::Streamed;
pub use indicators::{FarmRollUps, Indicators};
pub use journal::Journal;
pub use outstanding::OutstandingReader;
pub use reach::Reaches;
pub use requests::AnsweredRequests;
pub use subscriptions::Subscriptions;
pub use what_ifs::{WhatIfAdder, WhatIfs};
