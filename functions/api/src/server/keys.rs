//! The keys of the user pool, by their ids: fetched when the first token comes, and again when an unknown id does.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use jsonwebtoken::DecodingKey;
use serde::Deserialize;
use tokio::{sync::Mutex, time::Instant};
use tracing::{info, warn};
use valmetal_aws::client::Fetch;
use valmetal_runtime::error::chain;

/// Keys are fetched at most this often, whatever ids tokens name.
const FLOOR: Duration = Duration::from_secs(10);
/// After this they are fetched anew, so that a key that was withdrawn is forgotten.
const AGE: Duration = Duration::from_hours(1);

/// The keys.
pub(super) struct Keys {
    fetch: Fetch,
    url: String,
    known: RwLock<Known>,
    /// When they were last asked for; held while they are.
    asked: Mutex<Option<Instant>>,
}

#[derive(Default)]
struct Known {
    keys: HashMap<String, Arc<DecodingKey>>,
    since: Option<Instant>,
}

/// There are no keys yet: the user pool does not answer.
#[derive(Debug, thiserror::Error)]
#[error("the user pool's keys could not be read yet")]
pub(super) struct NoKeys;

/// A key set as the user pool publishes it.
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kid: String,
    kty: String,
    n: Option<String>,
    e: Option<String>,
}

impl Keys {
    /// The keys at `url`. Nothing is fetched yet.
    pub(super) fn new(fetch: Fetch, url: String) -> Self {
        Self { fetch, url, known: RwLock::default(), asked: Mutex::new(None) }
    }

    /// The key `id`; none where the user pool has no such key.
    pub(super) async fn get(&self, id: &str) -> Result<Option<Arc<DecodingKey>>, NoKeys> {
        if let Some((key, fresh)) = self.known(id) {
            if !fresh && let Ok(mut asked) = self.asked.try_lock() {
                self.fetch(&mut asked).await;
            }
            return Ok(Some(key));
        }
        let mut asked = self.asked.lock().await;
        // Somebody may have fetched it while this waited.
        if let Some((key, _)) = self.known(id) {
            return Ok(Some(key));
        }
        self.fetch(&mut asked).await;
        match self.known(id) {
            Some((key, _)) => Ok(Some(key)),
            None if self.read().since.is_none() => Err(NoKeys),
            None => Ok(None),
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self, id: &str) -> Option<(Arc<DecodingKey>, bool)> {
        let known = self.read();
        let fresh = known.since.is_some_and(|since| since.elapsed() < AGE);
        Some((known.keys.get(id)?.clone(), fresh))
    }

    /// Fetches the keys, unless it was tried a moment ago. Where it fails, those that are known stay.
    async fn fetch(&self, asked: &mut Option<Instant>) {
        if asked.is_some_and(|asked| asked.elapsed() < FLOOR) {
            return;
        }
        *asked = Some(Instant::now());
        let document = match self.fetch.get(&self.url, None).await {
            Ok(document) => document,
            Err(error) => {
                warn!(error = chain(&error), "the user pool's keys could not be fetched");
                return;
            }
        };
        let set: KeySet = match serde_json::from_slice(&document) {
            Ok(set) => set,
            Err(error) => {
                warn!(error = chain(&error), "the user pool's keys could not be read");
                return;
            }
        };
        let keys: HashMap<_, _> = set.keys.into_iter().filter_map(read).collect();
        info!(keys = keys.len(), "the user pool's keys were fetched");
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        *known = Known { keys, since: Some(Instant::now()) };
    }
}

/// A key that tokens may be signed with: RSA, and no other.
fn read(key: Key) -> Option<(String, Arc<DecodingKey>)> {
    let (n, e) = (key.n.filter(|_| key.kty == "RSA")?, key.e?);
    Some((key.kid, Arc::new(DecodingKey::from_rsa_components(&n, &e).ok()?)))
}
