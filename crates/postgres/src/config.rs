//! Where the database is, how to sign in, and how many connections a process may hold.
//!
//! | variable | what |
//! | --- | --- |
//! | `DATABASE_URL` | `postgresql://user:password@host:5432/name`; none where the deployment has no database |
//! | `DATABASE_AUTH` | `password` (the default), or `iam`: then the URL has no password, and `sslmode=verify-full` with `sslrootcert` naming the file of RDS's certificate authorities |
//! | `DATABASE_CONNECTIONS` | how many at most, 1 where it is missing: a Lambda serves one request at a time |
//! | `DATABASE_PATIENCE_SECONDS` | how long a request waits for a connection, 20 where it is missing: a database that sleeps takes that long to wake |

use std::{str::FromStr, time::Duration};

use aws_credential_types::provider::SharedCredentialsProvider;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// How long a request waits for a connection where nothing else is said.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the database knows who comes.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// By the password in the URL.
    Password,
    /// By a token that is signed with the credentials of AWS for each new connection.
    Iam {
        /// The region of the database.
        region: String,
        /// The credentials of this process.
        credentials: SharedCredentialsProvider,
    },
}

/// How to reach the database.
#[derive(Debug, Clone)]
pub struct Config {
    pub(crate) options: PgConnectOptions,
    pub(crate) sign_in: SignIn,
    pub(crate) connections: u32,
    pub(crate) patience: Duration,
}

/// A variable that is bad. It never shows the value, which holds a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{variable} must be {expected}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: &'static str,
    /// What it must be, in words.
    pub expected: &'static str,
}

impl Config {
    /// The database at `url`, with one connection.
    ///
    /// # Errors
    /// When `url` is none of a PostgreSQL database.
    pub fn new(url: &str) -> Result<Self, ConfigError> {
        const BAD: ConfigError = ConfigError {
            variable: "DATABASE_URL",
            expected: "a URL such as postgresql://user:password@host:5432/name",
        };
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(BAD);
        }
        let options = PgConnectOptions::from_str(url).map_err(|_| BAD)?;
        Ok(Self { options, sign_in: SignIn::Password, connections: 1, patience: PATIENCE })
    }

    /// What the variables say, which `variable` reads; none where there is no database. `iam` makes the sign-in of `DATABASE_AUTH=iam`.
    ///
    /// # Errors
    /// A variable that is bad.
    pub fn read(
        variable: impl Fn(&str) -> Option<String>,
        iam: impl FnOnce() -> SignIn,
    ) -> Result<Option<Self>, ConfigError> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        let Some(url) = variable("DATABASE_URL") else { return Ok(None) };
        let mut config = Self::new(&url)?;
        match variable("DATABASE_AUTH").as_deref() {
            None | Some("password") => {}
            Some("iam") => config = config.with_iam(iam())?,
            Some(_) => {
                return Err(ConfigError { variable: "DATABASE_AUTH", expected: "password or iam" });
            }
        }
        let number = |name: &'static str| match variable(name).map(|value| value.parse::<u32>()) {
            None => Ok(None),
            Some(Ok(number)) if number > 0 => Ok(Some(number)),
            Some(_) => Err(ConfigError { variable: name, expected: "a whole number above zero" }),
        };
        if let Some(connections) = number("DATABASE_CONNECTIONS")? {
            config.connections = connections;
        }
        if let Some(seconds) = number("DATABASE_PATIENCE_SECONDS")? {
            config.patience = Duration::from_secs(seconds.into());
        }
        Ok(Some(config))
    }

    /// The same database, signed in to by `sign_in`'s token.
    fn with_iam(mut self, sign_in: SignIn) -> Result<Self, ConfigError> {
        // A token is a password: it goes to nobody but the database itself.
        if !matches!(self.options.get_ssl_mode(), PgSslMode::VerifyFull) {
            return Err(ConfigError {
                variable: "DATABASE_URL",
                expected: "one with sslmode=verify-full and sslrootcert where DATABASE_AUTH is iam",
            });
        }
        self.sign_in = sign_in;
        Ok(self)
    }

    /// The same with at most so many connections.
    #[must_use]
    pub fn connections(mut self, connections: u32) -> Self {
        self.connections = connections;
        self
    }

    /// The same with this patience for a connection.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

#[cfg(test)]
mod tests;
