//! The tables of `docs/data-model.md`. Only this module knows their keys, indexes and attributes.
//!
//! An adapter is a struct with the tables it uses; its documentation names the IAM actions it needs, which are all that
//! the template grants to a function that makes it. Times that are index keys are RFC 3339 in UTC with nine digits of
//! fraction, so that text order is time order.

mod commit;
mod conditions;
mod item;
mod keys;
mod outstanding;
mod records;
mod times;

pub use commit::ChangeWriter;
pub use conditions::ConditionReader;
pub use outstanding::OutstandingReader;
