//! Who may see a farm, in which role, and how they are told of its alarms.

mod add;
mod list;
mod remove;
