//! How an event shows which function of a family it is for.

use serde_json::Value;

/// What the events of a function have in common, where nothing else says for which function of a family they are.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Any event: the function is the only one of its family.
    Any,
    /// Only what the envelope names: its events look like another function's.
    Named,
    /// Records of a queue whose name begins like this, such as `AlarmQueue-`.
    Queue(&'static str),
    /// Records of the stream of a table whose name contains this.
    Stream(&'static str),
    /// An object whose field has this text, such as `detail-type` and `Scheduled Event`.
    Field(&'static str, &'static str),
    /// An object with all of the first fields and none of the second.
    Keys(&'static [&'static str], &'static [&'static str]),
}

impl Shape {
    /// Whether `event` has this shape.
    pub(super) fn fits(self, event: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::Named => false,
            Self::Queue(prefix) => source(event, "aws:sqs")
                .and_then(|arn| arn.rsplit(':').next())
                .is_some_and(|queue| queue.starts_with(prefix)),
            Self::Stream(table) => source(event, "aws:dynamodb")
                .and_then(|arn| arn.split('/').nth(1))
                .is_some_and(|name| name.contains(table)),
            Self::Field(name, text) => event.get(name).is_some_and(|value| value == text),
            Self::Keys(with, without) => {
                event.is_object()
                    && with.iter().all(|key| event.get(key).is_some())
                    && without.iter().all(|key| event.get(key).is_none())
            }
        }
    }
}

/// The ARN that the first record comes from, where it comes from this kind of source.
fn source<'a>(event: &'a Value, kind: &str) -> Option<&'a str> {
    let record = event.get("Records")?.get(0)?;
    (record.get("eventSource")? == kind).then_some(record.get("eventSourceARN")?.as_str()?)
}
