//! The alarm core's functions against a store that conflicts, fails and dies like the real ones.

mod crashes;
mod handle_alarms;
mod presence;
mod rejections;
mod support;
