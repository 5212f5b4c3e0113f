//! The alarms of a farm: lists, one alarm with its journal, and what people do to it.

mod act;
mod acts;
mod key;
mod shape;
mod text;
