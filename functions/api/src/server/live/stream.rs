//! One open stream as the body of an answer.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll, ready},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http_body::{Body, Frame};
use tokio::time::{Sleep, sleep};

use super::{super::token::Expiry, hub::Events};

/// Sends events until the hub ends it or the caller's token expires.
pub(super) struct Stream {
    events: Events,
    expired: Pin<Box<Sleep>>,
}

impl Stream {
    /// The stream of `events`, which ends at `expires`.
    pub(super) fn new(events: Events, Expiry(expires): Expiry) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let left = Duration::from_secs(expires).saturating_sub(now);
        Self { events, expired: Box::pin(sleep(left)) }
    }
}

impl Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.expired.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        if let Some(missed) = self.events.missed.next() {
            return Poll::Ready(Some(Ok(Frame::data(missed))));
        }
        let event = ready!(self.events.events.poll_recv(context));
        Poll::Ready(event.map(|event| Ok(Frame::data(event))))
    }
}
