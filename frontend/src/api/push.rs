//! The browsers that a person has told of alarms.

use serde::Deserialize;

/// How the caller is told, as far as it is about browsers.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subscriptions {
    settings: Vec<FarmSettings>,
    /// What a browser subscribes with; nothing where web push is not set up.
    pub(crate) push_key: Option<String>,
}

#[derive(Debug, Deserialize)]
struct FarmSettings {
    push: Option<Push>,
}

#[derive(Debug, Deserialize)]
struct Push {
    browsers: Vec<Browser>,
}

/// A browser.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Browser {
    /// Its id.
    pub(crate) id: String,
    /// The push service of its maker.
    pub(crate) host: String,
}

impl Subscriptions {
    /// The browsers: each is told of all farms, and so is listed with each.
    pub(crate) fn browsers(&self) -> Vec<Browser> {
        let mut all: Vec<Browser> = Vec::new();
        for browser in
            self.settings.iter().filter_map(|farm| farm.push.as_ref()).flat_map(|push| &push.browsers)
        {
            if !all.contains(browser) {
                all.push(browser.clone());
            }
        }
        all
    }
}
