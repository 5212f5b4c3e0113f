//! The rules of Valmetal and the types they speak in.
//!
//! This crate knows no I/O, no AWS, no HTTP and no clock: time, ids and what was read come in as values, and what is to
//! be done goes out as values. What it needs from outside it names as traits in the `ports` modules.

pub mod access;
pub mod alarm;
pub mod audit;
pub mod catalogue;
pub mod command;
pub mod content;
pub mod dead_letter;
pub mod entity;
pub mod feed;
pub mod figures;
pub mod file;
pub mod flags;
pub mod idempotency;
pub mod maintenance;
pub mod names;
pub mod notification;
pub mod presence;
pub mod record;
pub mod replay;
pub mod subscription;
pub mod telemetry;
pub mod text;
pub mod thing;
pub mod user;
