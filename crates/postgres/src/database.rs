//! The connections of a process: made when they are first needed, made again when they broke, given up when they are idle.
//!
//! A Lambda function holds one and keeps it over its invocations; a server has a pool of a few. A frozen function cannot close
//! anything, so the database itself ends what has been idle for minutes: only without connections can it go to sleep.

use std::{
    sync::{Arc, Mutex},
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
        })))
    }

    /// Whether the deployment has one.
    pub fn is_there(&self) -> bool {
        self.0.is_some()
    }

    /// A connection that answers.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where the deployment has no database, [`StoreError::Unavailable`] where it is away.
    pub async fn acquire(&self) -> Result<PoolConnection<Postgres>, StoreError> {
        self.ready().await?.pool.acquire().await.map_err(store_error)
    }

    /// A transaction. Dropped without a commit, it has changed nothing.
    ///
    /// # Errors
    /// As of [`Database::acquire`].
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, StoreError> {
        self.ready().await?.pool.begin().await.map_err(store_error)
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
        connections.renew_token().await?;
        Ok(connections)
    }
}

impl Connections {
    /// Lets connections that are made from now on sign in with a fresh token.
    async fn renew_token(&self) -> Result<(), StoreError> {
        let SignIn::Iam { region, credentials } = &self.sign_in else { return Ok(()) };
        let signed = *self.token_signed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
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
        *self.token_signed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }
}

fn milliseconds(duration: Duration) -> String {
    duration.as_millis().to_string()
}
