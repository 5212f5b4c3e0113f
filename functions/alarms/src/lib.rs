//! The functions of the alarm core: the queue's handler, the escalation's tasks, the sweeper.
//!
//! Each takes the traits it needs and nothing else; [`clients`] gives it AWS's. What an alarm *is* and what follows from a message is
//! `valmetal_domain::alarm`; here it is only read, written and seen to.

pub mod alarm_queue;
pub mod clients;
pub mod effects;
pub mod escalation;
pub mod notification;
pub mod sweep;
pub mod what_if;
