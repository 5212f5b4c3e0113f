//! How a person wants to be told: their own settings on their farms, their browsers, and their subscriptions to the topic
//! `equipment-alarms`.
//!
//! A person's settings are on their membership of each farm, where telling people reads them with the farm's other members;
//! a change of one's own settings changes them on every farm of one's own, or on those named.

mod browsers;
pub mod ports;
mod reach;
mod settings;
mod topic;

#[cfg(test)]
mod tests;

pub use browsers::{BrowserId, MAX_BROWSERS, TooManyBrowsers, with_browser, without_browser};
pub use reach::{Failure, Reach};
pub use settings::SettingsChange;
pub use topic::{
    Filter, FilterFault, MAX_SUBSCRIPTIONS, SubscribeError, SubscriptionId, Target, TopicSubscription,
};
