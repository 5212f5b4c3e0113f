//! Maintenance that comes due.

mod remind;
#[cfg(test)]
mod tests;

pub use remind::{RemindMaintenance, Reminded};
