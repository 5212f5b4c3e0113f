//! Who may what: one table, the only place that decides.
//!
//! A person has a role on each of their farms, and a role on the platform. What belongs to a farm is decided by the role
//! there; what belongs to none by the role on the platform. An administrator is one everywhere. Another farm's things do
//! not exist for a caller: [`Denied::NotFound`], without a hint.

mod caller;
mod table;

#[cfg(test)]
mod tests;

pub use caller::{Caller, Denied, Farms};
pub use table::{Operation, PlatformOperation, Role};
