//! Telling people: of an alarm that nobody took, and then who took it.

mod browsers;
mod flood;
mod level;
mod messenger;
mod setting;
mod taken;

pub use browsers::Browsers;
pub use flood::Floods;
pub use level::NotifyLevel;
pub use messenger::Messenger;
pub use setting::Settings;
pub use taken::NotifyTaken;
