//! What the server is told by its environment.

use std::path::PathBuf;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use cookie::Key;
use valmetal_runtime::config::{ConfigError, Env};

/// The port that the load balancer knows.
const PORT: u16 = 3000;

/// How many bytes a session key has at least.
const KEY_BYTES: usize = 32;

/// The configuration.
pub struct Config {
    /// `PORT`: where it listens.
    pub port: u16,
    /// `API_URL`: the API, without `/v1`.
    pub api_url: String,
    /// `USER_POOL_CLIENT_ID`: the client of the user pool that people sign in with.
    pub user_pool_client: String,
    /// `SESSION_KEY`: what session cookies are encrypted with; at least 32 bytes in base64.
    pub session_key: Key,
    /// `IOT_ENDPOINT`: the host, and the port where it is not 8883, that machines connect to: what a machine is told when it is
    /// commissioned. Where nothing is said, it is told elsewhere.
    pub iot_endpoint: Option<String>,
    /// `FILES_ORIGIN`: scheme, host and port of the store that browsers put documents into, such as
    /// `https://bucket.s3.us-east-1.amazonaws.com`. Without it they may put none anywhere.
    pub files_origin: Option<String>,
    /// `ASSETS`: the folder of the built styles, scripts and pictures.
    pub assets: PathBuf,
}

impl Config {
    /// Reads it.
    ///
    /// # Errors
    /// A variable that is missing or bad, by name.
    pub fn read(env: &Env) -> Result<Self, ConfigError> {
        let port = match env.optional("PORT")? {
            None => PORT,
            Some(_) => env.parse("PORT", "a port, such as 3000")?,
        };
        let SessionKey(session_key) = env.parse("SESSION_KEY", "at least 32 random bytes in base64")?;
        Ok(Self {
            port,
            api_url: env.url("API_URL")?,
            user_pool_client: env.text("USER_POOL_CLIENT_ID")?,
            session_key,
            iot_endpoint: env.optional("IOT_ENDPOINT")?,
            files_origin: env.optional("FILES_ORIGIN")?,
            assets: env.text("ASSETS")?.into(),
        })
    }
}

struct SessionKey(Key);

impl std::str::FromStr for SessionKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = STANDARD.decode(text).map_err(|_| ())?;
        if bytes.len() < KEY_BYTES {
            return Err(());
        }
        Ok(Self(Key::derive_from(&bytes)))
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use valmetal_runtime::config::Env;

    use super::Config;

    fn read(session_key: &str) -> Result<Config, String> {
        let env = Env::of([
            ("API_URL", "https://api.example.org/"),
            ("USER_POOL_CLIENT_ID", "client"),
            ("SESSION_KEY", session_key),
            ("ASSETS", "dist"),
        ]);
        Config::read(&env).map_err(|error| error.to_string())
    }

    #[test]
    fn a_weak_key_is_refused_without_being_shown() {
        let weak = STANDARD.encode([7; 31]);
        let error = read(&weak).err().expect("31 bytes are too few");
        assert!(error.starts_with("SESSION_KEY must be at least 32 random bytes in base64"), "{error}");
        assert!(!error.contains(&weak));
        assert!(read("not base64!").is_err());
    }

    #[test]
    fn the_rest_has_defaults_or_is_taken() {
        let config = read(&STANDARD.encode([7; 32])).unwrap();
        assert_eq!((config.port, config.api_url.as_str()), (3000, "https://api.example.org"));
    }
}
