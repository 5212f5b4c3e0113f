//! The connections of a process: made when they are first needed, made again when they broke, given up when they are idle.
//!
//! A Lambda function holds one and keeps it over its invocations; a server has a pool of a few. A frozen function cannot close
//! anything, so the database itself ends what has been idle for minutes: only without connections can it go to sleep.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sqlx::{
    PgPool, Postgres, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use valmetal_domain::alarm::ports::StoreError;

use crate::{
    config::{Config, SignIn},
    error::store_error,
    iam,
};

/// When a process gives up an idle connection.
const IDLE: Duration = Duration::from_mins(3);
/// When the database ends an idle one: of a process that is frozen.
const IDLE_AT_THE_DATABASE: Duration = Duration::from_mins(4);
/// The longest life of a connection: a database that was failed over to is found by a new one.
const LIFETIME: Duration = Duration::from_mins(30);
/// The longest statement, less than the timeout of the functions that wait for it.
const STATEMENT: Duration = Duration::from_secs(8);
/// The longest wait for a lock.
const LOCK: Duration = Duration::from_secs(4);
/// The longest pause within a transaction: of a process that was frozen or has died.
const PAUSE: Duration = Duration::from_secs(10);
/// How long after a connection could not be had whoever asks next is refused at once: the answer would be the same, and requests
/// that wait for it keep others from being served.
const AWAY: Duration = Duration::from_secs(1);
/// When a token is signed anew. It is good for a quarter of an hour, and only at the sign-in.
const TOKEN_AGE: Duration = Duration::from_mins(10);

/// The database, or the fact that the deployment has none. A clone shares its connections.
#[derive(Clone)]
pub struct Database(Option<Arc<Connections>>);

struct Connections {
    pool: PgPool,
    options: PgConnectOptions,
    sign_in: SignIn,
    token_signed: Mutex<Option<Instant>>,
    /// When a connection could last not be had, if none was had since.
    away: Mutex<Option<Instant>>,
}

/// How the database is, as far as it can be told without waking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The deployment has none.
    None,
    /// No connection is open, and nothing is known against it.
    Asleep,
    /// It answers.
    Connected,
    /// It does not answer.
    Away,
}

impl Database {
    /// The database of `config`, or none. It connects to nothing yet.
    pub fn open(config: Option<Config>) -> Self {
        let Some(config) = config else { return Self(None) };
        let options = config.options.application_name("valmetal").options([
            ("statement_timeout", milliseconds(STATEMENT)),
            ("lock_timeout", milliseconds(LOCK)),
            ("idle_in_transaction_session_timeout", milliseconds(PAUSE)),
            ("idle_session_timeout", milliseconds(IDLE_AT_THE_DATABASE)),
        ]);
        let pool = PgPoolOptions::new()
            .min_connections(0)
            .max_connections(config.connections)
            .acquire_timeout(config.patience)
            .idle_timeout(IDLE)
            .max_lifetime(LIFETIME)
            .connect_lazy_with(options.clone());
        Self(Some(Arc::new(Connections {
            pool,
            options,
            sign_in: config.sign_in,
            token_signed: Mutex::new(None),
            away: Mutex::new(None),
        })))
    }

    /// A connection that answers.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the deployment has no database, [`StoreError::Unavailable`] where it is away.
    pub async fn acquire(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        let connections = self.ready().await?;
        connections.had(connections.pool.acquire().await)
    }

    /// A transaction. Dropped without a commit, it has changed nothing.
    ///
    /// # Errors
    /// As of [`Database::acquire`].
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        let connections = self.ready().await?;
        connections.had(connections.pool.begin().await)
    }

    /// How it is. A database that sleeps is left asleep: it is only asked where a connection is open, or could not be had.
    pub async fn standing(&self, patience: Duration) -> Standing {
        let Some(connections) = &self.0 else { return Standing::None };
        if connections.pool.size() == 0 && !connections.is_away() {
            return Standing::Asleep;
        }
        match tokio::time::timeout(patience, self.acquire()).await {
            Ok(Ok(_)) => Standing::Connected,
            Ok(Err(_)) => Standing::Away,
            Err(_) => {
                connections.set_away(Some(Instant::now()));
                Standing::Away
            }
        }
    }

    /// How to connect beside the pool.
    pub(crate) async fn options(&self) -> Result<PgConnectOptions, StoreError> {
        Ok(self.ready().await?.pool.connect_options().as_ref().clone())
    }

    /// How many connections are open: for metrics and tests.
    pub fn open_connections(&self) -> u32 {
        self.0.as_ref().map_or(0, |connections| connections.pool.size())
    }

    async fn ready(&self) -> Result<&Connections, StoreError> {
        let connections = self.0.as_deref().ok_or(StoreError::Missing)?;
        if connections.away().is_some_and(|at| at.elapsed() < AWAY) {
            return Err(StoreError::Unavailable("the database did not answer a moment ago".into()));
        }
        connections.renew_token().await?;
        Ok(connections)
    }
}

impl Connections {
    fn away(&self) -> Option<Instant> {
        *self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_away(&self) -> bool {
        self.away().is_some()
    }

    fn set_away(&self, at: Option<Instant>) {
        *self.away.lock().unwrap_or_else(PoisonError::into_inner) = at;
    }

    /// Remembers whether a connection was had.
    fn had<T>(&self, had: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        let had = had.map_err(store_error);
        match &had {
            Ok(_) => self.set_away(None),
            Err(StoreError::Unavailable(_)) => self.set_away(Some(Instant::now())),
            Err(_) => {}
        }
        had
    }

    /// Lets connections that are made from now on sign in with a fresh token.
    async fn renew_token(&self) -> Result<(), StoreError> {
        let SignIn::Iam { region, credentials } = &self.sign_in else { return Ok(()) };
        let signed = *self.token_signed.lock().unwrap_or_else(PoisonError::into_inner);
        if signed.is_some_and(|signed| signed.elapsed() < TOKEN_AGE) {
            return Ok(());
        }
        let token = iam::token(
            &iam::Endpoint {
                host: self.options.get_host(),
                port: self.options.get_port(),
                user: self.options.get_username(),
                region,
            },
            credentials,
            std::time::SystemTime::now(),
        )
        .await
        .map_err(|error| StoreError::Unavailable(error.into()))?;
        self.pool.set_connect_options(self.options.clone().password(&token));
        *self.token_signed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }
}

fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}
