//! `valmetal-api` as a process of its own, with the deployed platform behind it.

mod database;
mod drain;
mod limits;
mod live;
pub(crate) mod process;
