//! What the routes of subscriptions do, for the OpenAPI document.

use valmetal_domain::{access::PlatformOperation, subscription::TopicSubscription};
use valmetal_runtime::openapi::Description;

use super::{
    list, settings, subscribe, subscribe_push, test_message, unsubscribe, unsubscribe_push, write::Settings,
};

const NEEDS: PlatformOperation = PlatformOperation::ChangeOwnSubscriptions;

/// The descriptions of this resource's routes.
pub fn descriptions() -> Vec<Description> {
    vec![
        Description::of("list-subscriptions", list::list)
            .summary("How the caller is told, and what they subscribed to")
            .needs_on_platform(NEEDS)
            .answers::<list::Own>(200),
        Description::of("subscribe-topic", subscribe::subscribe)
            .summary("Lets a mailbox or a phone hear of the alarms of some farms")
            .detail("SNS asks a mailbox for its consent. 409 `noRoomForFilters` where the topic has as many filters as SNS allows.")
            .needs_on_platform(NEEDS)
            .answers::<TopicSubscription>(201)
            .refuses([404, 409, 422]),
        Description::of("unsubscribe-topic", unsubscribe::unsubscribe)
            .summary("Ends a subscription of the caller")
            .needs_on_platform(NEEDS)
            .answers_nothing(204),
        Description::of("update-notification-settings", settings::update)
            .summary("Changes how the caller is told: channels, severities, language, quiet hours")
            .detail("On all farms of the caller, or on those named.")
            .needs_on_platform(NEEDS)
            .answers::<Settings>(200)
            .refuses([404, 409, 422]),
        Description::of("subscribe-push", subscribe_push::subscribe)
            .summary("Lets a browser of the caller be told by web push")
            .detail("The body is the browser's `PushSubscription`, made with the `pushKey` of the list.")
            .needs_on_platform(NEEDS)
            .answers::<Settings>(201)
            .refuses([409, 422, 501]),
        Description::of("unsubscribe-push", unsubscribe_push::unsubscribe)
            .summary("Takes a browser of the caller away")
            .needs_on_platform(NEEDS)
            .answers::<Settings>(200)
            .refuses([409]),
        Description::of("send-test-message", test_message::send)
            .summary("Sends the caller a message by one of their channels")
            .needs_on_platform(NEEDS)
            .answers::<test_message::Tried>(200)
            .refuses([404, 409]),
    ]
}
