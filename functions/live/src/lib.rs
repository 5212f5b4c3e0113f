//! What follows from a change that is stored. The tables' streams bring the changes; nothing here changes a condition.

pub mod archive_journal;
pub mod ports;
pub mod publish_live_updates;
pub mod roll_up_farms;
pub mod update;
