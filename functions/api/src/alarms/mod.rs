//! The alarms of a farm: lists, one alarm with its journal, and what people do to it.

mod act;
mod acts;
mod execution;
mod get;
mod key;
mod list;
mod shape;
mod text;
