//! Values in cookies: encrypted and authenticated, and split where one cookie has no room.

use cookie::{Cookie, CookieJar, Key, SameSite, time::Duration};
use http::{HeaderMap, HeaderValue, header};
use serde::{Serialize, de::DeserializeOwned};

/// Browsers take 4,096 bytes of a cookie with its name and attributes.
const PART_BYTES: usize = 3_500;

/// How many parts a value may have: API Gateway and load balancers take 10 KB of headers.
const MOST_PARTS: usize = 3;

/// A kind of value that is kept in the browser.
pub(crate) trait Sealed: Serialize + DeserializeOwned {
    /// The cookie's name. `__Host-`: only this very host, over TLS, for all paths.
    const NAME: &'static str;
    /// How long the browser keeps it.
    const KEPT: Duration;
}

/// Seals values into cookies and opens them.
#[derive(Clone)]
pub(crate) struct Cookies {
    key: Key,
}

impl Cookies {
    /// With the key of this deployment.
    pub(crate) fn new(key: Key) -> Self {
        Self { key }
    }

    /// The value that a request brings; nothing where it has none or where somebody changed it.
    pub(crate) fn open<T: Sealed>(&self, headers: &HeaderMap) -> Option<T> {
        let mut sealed = String::new();
        for part in 0..MOST_PARTS {
            match find(headers, &part_name(T::NAME, part)) {
                Some(text) => sealed.push_str(text),
                None => break,
            }
        }
        let mut jar = CookieJar::new();
        jar.add_original(Cookie::new(T::NAME, sealed));
        let opened = jar.private(&self.key).get(T::NAME)?;
        serde_json::from_str(opened.value()).ok()
    }

    /// The headers that keep `value` in the browser, in place of what it had before.
    pub(crate) fn keep<T: Sealed>(&self, value: &T) -> Vec<HeaderValue> {
        let json = serde_json::to_string(value).expect("a session is JSON");
        let mut jar = CookieJar::new();
        jar.private_mut(&self.key).add(Cookie::new(T::NAME, json));
        let sealed = jar.get(T::NAME).expect("it was just added").value().to_owned();
        let parts = sealed.len().div_ceil(PART_BYTES);
        if parts > MOST_PARTS {
            // A person of very many farms; they sign in again at each visit rather than never.
            tracing::warn!(bytes = sealed.len(), "a session is too large for cookies");
        }
        (0..MOST_PARTS)
            .map(|part| {
                // Base64: any byte is a character.
                let from = (part * PART_BYTES).min(sealed.len());
                let to = (from + PART_BYTES).min(sealed.len());
                if part < parts {
                    header(T::NAME, part, &sealed[from..to], T::KEPT)
                } else {
                    forgotten(T::NAME, part)
                }
            })
            .collect()
    }

    /// The headers that make the browser forget it.
    pub(crate) fn forget<T: Sealed>(&self) -> Vec<HeaderValue> {
        (0..MOST_PARTS).map(|part| forgotten(T::NAME, part)).collect()
    }
}

fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name}-{part}") }
}

fn forgotten(name: &str, part: usize) -> HeaderValue {
    header(name, part, "", Duration::ZERO)
}

fn header(name: &str, part: usize, value: &str, kept: Duration) -> HeaderValue {
    let cookie = Cookie::build((part_name(name, part), value))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(kept);
    HeaderValue::try_from(cookie.to_string()).expect("base64 and attributes are a header value")
}

/// The value of a cookie of a request.
fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}
