//! `POST /v1/subscriptions`: a mailbox or a phone that hears of the alarms of some farms. SNS asks a mailbox for its consent.

use std::{collections::BTreeSet, sync::Arc};

use axum::response::Response;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use valmetal_domain::{
    access::{Operation, PlatformOperation},
    alarm::{Severity, ports::StoreError},
    entity::contact::{MailAddress, PhoneNumber},
    idempotency::Record,
    names::{FarmId, NameError},
    subscription::{
        Filter, FilterFault, MAX_SUBSCRIPTIONS, SubscribeError, Target, TopicSubscription,
        ports::{KeepSubscription, ReadSubscriptions, SubscribeToTopic},
    },
};
use valmetal_runtime::{
    claims::Caller,
    clock::Clock,
    http::{Keyed, State},
    idempotency::{answer, respond},
    problem::{FieldError, Problem},
};

use crate::{
    farm_access::{allow, allow_on_platform},
    hierarchy::sentence,
    store::unavailable,
};

/// What subscribing needs.
#[derive(Clone)]
pub(super) struct Subscribing {
    /// Reads what the caller has already.
    pub known: Arc<dyn ReadSubscriptions>,
    /// Subscribes.
    pub topic: Arc<dyn SubscribeToTopic>,
    /// Remembers whose it is.
    pub keep: Arc<dyn KeepSubscription>,
    /// The time.
    pub clock: Clock,
}

/// Who shall hear of what.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewSubscription {
    protocol: Protocol,
    /// A mail address or a phone number, by the protocol.
    endpoint: String,
    farms: BTreeSet<FarmId>,
    /// All of them where nothing is said.
    #[serde(default = "all_severities")]
    severities: BTreeSet<Severity>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Protocol {
    Email,
    Sms,
}

fn all_severities() -> BTreeSet<Severity> {
    Severity::ALL.into()
}

/// Subscribes, and answers 201.
pub(super) async fn subscribe(
    State(subscribing): State<Subscribing>,
    caller: Caller,
    Keyed { body, attempt }: Keyed<NewSubscription>,
) -> Result<Response, Problem> {
    allow_on_platform(&caller, PlatformOperation::ChangeOwnSubscriptions)?;
    for farm in &body.farms {
        allow(&caller, Operation::Read, farm, "farm")?;
    }
    let target = target(body.protocol, body.endpoint)?;
    let filter = Filter::new(body.farms, body.severities).map_err(filter_fault)?;
    let known = subscribing.known.read_subscriptions(&caller.user_id).await.map_err(unavailable)?;
    if known.len() >= MAX_SUBSCRIPTIONS {
        let detail = format!("A person has at most {MAX_SUBSCRIPTIONS} subscriptions.");
        return Err(Problem::conflict("tooManySubscriptions", detail));
    }
    let created_at = subscribing.clock.now();
    let id = subscribing.topic.subscribe_to_topic(&target, &filter).await.map_err(refused)?;
    // The same again, perhaps after a crash before it was remembered, is the same subscription of SNS.
    let subscription = known.into_iter().find(|known| known.id == id);
    let is_known = subscription.is_some();
    let subscription = subscription.unwrap_or(TopicSubscription { id, target, filter, created_at });
    let answer = answer(StatusCode::CREATED, &subscription)?;
    if is_known && attempt.is_none() {
        return Err(taken());
    }
    let request = attempt.map(|attempt| Record::new(attempt, answer.clone(), created_at));
    let kept = subscribing.keep.keep_subscription(&caller.user_id, &subscription, request.as_ref()).await;
    match kept {
        Ok(outcome) => respond(outcome, answer),
        Err(StoreError::Conflict) => Err(taken()),
        Err(error) => Err(unavailable(error)),
    }
}

fn target(protocol: Protocol, endpoint: String) -> Result<Target, Problem> {
    let target = match protocol {
        Protocol::Email => MailAddress::new(endpoint).map(Target::Email),
        Protocol::Sms => PhoneNumber::new(endpoint).map(Target::Sms),
    };
    target.map_err(|error: NameError| invalid("endpoint", &error.to_string()))
}

fn filter_fault(fault: FilterFault) -> Problem {
    let field = match fault {
        FilterFault::Farms => "farms",
        FilterFault::Severities => "severities",
    };
    invalid(field, &fault.to_string())
}

fn invalid(field: &str, rule: &str) -> Problem {
    let error = FieldError::new(field, "invalid", sentence(rule));
    Problem::unprocessable("invalidValue", "The subscription breaks a rule.").errors([error])
}

fn taken() -> Problem {
    let detail = "This address is subscribed already. Unsubscribe it first, with whoever subscribed it.";
    Problem::conflict("alreadySubscribed", detail)
}

fn refused(error: SubscribeError) -> Problem {
    match error {
        SubscribeError::Full => Problem::conflict(
            "noRoomForFilters",
            "The topic has as many subscriptions with filters as SNS allows, 200. Unsubscribe one, or ask for a higher quota.",
        ),
        SubscribeError::Taken => taken(),
        SubscribeError::Refused(_) => invalid("endpoint", "SNS does not take this address"),
        SubscribeError::Store(error) => unavailable(error),
    }
}
