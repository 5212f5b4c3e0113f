//! A document that is fetched again only now and then, and whose last good version is kept.

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;
use tracing::warn;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_runtime::{error::chain, problem::Problem};

use crate::store::unavailable;

/// How long what was fetched is taken as it is. A deployment is seen within this time.
const FRESH: SignedDuration = SignedDuration::from_secs(60);

/// What is known of a document.
pub(super) struct Cached<T>(Mutex<State<T>>);

struct State<T> {
    good: Option<T>,
    asked_at: Option<Timestamp>,
}

impl<T: Clone> Cached<T> {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self(Mutex::new(State { good: None, asked_at: None }))
    }

    /// The document: as it is known where that is fresh, else as `fetch` gets it and `parse` reads it. What cannot be fetched,
    /// or is no good, leaves the last good one; 503 where there never was one.
    pub(super) async fn get<F, Fetching, E>(
        &self,
        now: Timestamp,
        fetch: F,
        parse: impl Fn(&[u8]) -> Result<T, E>,
    ) -> Result<T, Problem>
    where
        F: FnOnce() -> Fetching,
        Fetching: Future<Output = Result<Option<Vec<u8>>, StoreError>>,
        E: std::error::Error + 'static,
    {
        let mut state = self.0.lock().await;
        let is_fresh = state.asked_at.is_some_and(|asked_at| now.duration_since(asked_at) < FRESH);
        if let Some(good) = state.good.clone().filter(|_| is_fresh) {
            return Ok(good);
        }
        match fetch().await {
            Ok(document) => {
                state.asked_at = Some(now);
                match document.as_deref().map(parse) {
                    Some(Ok(read)) => state.good = Some(read),
                    Some(Err(error)) => warn!(error = chain(&error), "the deployed document is no good"),
                    None => {}
                }
            }
            Err(error) if state.good.is_some() => {
                warn!(error = chain(&error), "the document cannot be fetched");
            }
            Err(error) => return Err(unavailable(error)),
        }
        let none = || unavailable(StoreError::Unavailable("no good document was ever deployed".into()));
        state.good.clone().ok_or_else(none)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn parse(document: &[u8]) -> Result<u32, std::num::ParseIntError> {
        std::str::from_utf8(document).unwrap().parse()
    }

    #[allow(clippy::unused_async, reason = "what reads is asynchronous")]
    async fn fetched(document: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(Some(document.as_bytes().to_vec()))
    }

    #[allow(clippy::unused_async, reason = "what reads is asynchronous")]
    async fn away() -> Result<Option<Vec<u8>>, StoreError> {
        Err(StoreError::Unavailable("away".into()))
    }

    #[tokio::test]
    async fn the_last_good_document_is_kept() {
        let cached = Cached::new();
        assert_eq!(cached.get(at(0), away, parse).await.unwrap_err().status(), 503);
        assert_eq!(cached.get(at(0), || fetched("bad"), parse).await.unwrap_err().status(), 503);
        assert_eq!(cached.get(at(1), || fetched("1"), parse).await.unwrap(), 1);
        assert_eq!(cached.get(at(30), || fetched("2"), parse).await.unwrap(), 1);
        assert_eq!(cached.get(at(61), || fetched("2"), parse).await.unwrap(), 2);
        assert_eq!(cached.get(at(200), away, parse).await.unwrap(), 2);
        assert_eq!(cached.get(at(300), || fetched("bad"), parse).await.unwrap(), 2);
        assert_eq!(cached.get(at(400), async || Ok(None), parse).await.unwrap(), 2);
    }
}
