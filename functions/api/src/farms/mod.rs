//! Farms themselves, and what is wrong on one.

mod create;
mod delete;
mod get;
mod indicators;
mod list;
mod shape;
mod update;

