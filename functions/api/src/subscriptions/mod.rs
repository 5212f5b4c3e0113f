//! How the caller wants to be told: settings on their farms, browsers, and subscriptions to the topic `equipment-alarms`.

mod describe;
mod list;
mod settings;
mod shape;
mod subscribe;
mod subscribe_push;
mod test_message;
mod unsubscribe;
mod unsubscribe_push;
mod write;

use jiff::tz::TimeZoneDatabase;
use valmetal_domain::entity::contact::PushHosts;
use valmetal_runtime::{error::Error, handler::Init, http::Route};

use crate::clients::Clients;
pub use describe::descriptions;

/// The routes of this resource.
pub fn routes() -> Vec<Route> {
    const SUBSCRIPTIONS: &str = "/v1/subscriptions";
    const SUBSCRIPTION: &str = "/v1/subscriptions/{subscriptionId}";
    const PUSH: &str = "/v1/subscriptions/push";
    const BROWSER: &str = "/v1/subscriptions/push/{browserId}";
    const SETTINGS: &str = "/v1/subscriptions/settings";
    const TEST: &str = "/v1/subscriptions/test";
    vec![
        Route::get("list-subscriptions", SUBSCRIPTIONS, list::list, lists),
        Route::post("subscribe-topic", SUBSCRIPTIONS, subscribe::subscribe, subscribing),
        Route::delete("unsubscribe-topic", SUBSCRIPTION, unsubscribe::unsubscribe, unsubscribing),
        Route::patch("update-notification-settings", SETTINGS, settings::update, writes),
        Route::post("subscribe-push", PUSH, subscribe_push::subscribe, push_subscribing),
        Route::delete("unsubscribe-push", BROWSER, unsubscribe_push::unsubscribe, writes),
        Route::post("send-test-message", TEST, test_message::send, testing),
    ]
}

async fn lists(init: Init) -> Result<list::Lists, Error> {
    let clients = Clients::new(&init)?;
    Ok(list::Lists {
        subscriptions: clients.subscriptions()?,
        members: clients.farms()?,
        push_key: init.env.optional("VAPID_PUBLIC_KEY")?,
    })
}

async fn subscribing(init: Init) -> Result<subscribe::Subscribing, Error> {
    let clients = Clients::new(&init)?;
    let subscriptions = clients.keyed_subscriptions()?;
    Ok(subscribe::Subscribing {
        known: subscriptions.clone(),
        topic: clients.topic_subscriptions()?,
        keep: subscriptions,
        clock: init.clock,
    })
}

async fn unsubscribing(init: Init) -> Result<unsubscribe::Unsubscribing, Error> {
    let clients = Clients::new(&init)?;
    let subscriptions = clients.subscriptions()?;
    Ok(unsubscribe::Unsubscribing {
        known: subscriptions.clone(),
        topic: clients.topic_subscriptions()?,
        forget: subscriptions,
    })
}

async fn writes(init: Init) -> Result<write::Writes, Error> {
    let clients = Clients::new(&init)?;
    Ok(write::Writes { members: clients.farms()?, commit: clients.farm_changes()?, clock: init.clock })
}

async fn push_subscribing(init: Init) -> Result<subscribe_push::Subscribing, Error> {
    let clients = Clients::new(&init)?;
    let is_set_up = init.env.optional("VAPID_PUBLIC_KEY")?.is_some();
    Ok(subscribe_push::Subscribing {
        hosts: is_set_up
            .then(|| init.env.text("PUSH_HOSTS"))
            .transpose()?
            .map(|list| PushHosts::parse(&list)),
        writes: write::Writes {
            members: clients.farms()?,
            commit: clients.keyed_farm_changes()?,
            clock: init.clock,
        },
    })
}

async fn testing(init: Init) -> Result<test_message::Testing, Error> {
    let clients = Clients::new(&init)?;
    Ok(test_message::Testing {
        members: clients.farms()?,
        mail: clients.mails()?,
        sms: clients.text_messages(),
        push: clients.web_push()?,
        reach: clients.reaches()?,
        zones: TimeZoneDatabase::bundled(),
        web_url: init.env.url("WEB_URL")?,
        clock: init.clock,
    })
}
