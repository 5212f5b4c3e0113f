//! What the server reads from its environment, beside what the routes read.

use std::{str::FromStr, time::Duration};

use valmetal_runtime::{config::Env, error::Error};

use super::seconds;

/// The configuration.
#[derive(Debug)]
pub(super) struct Config {
    /// `ADDRESS`: where the API is served; `0.0.0.0:8080`.
    pub(super) address: String,
    /// `INSIDE_ADDRESS`: where `/metrics` is; `0.0.0.0:9090`.
    pub(super) inside_address: String,
    /// `USER_POOL_ISSUER`: who signs tokens, `https://cognito-idp.<region>.amazonaws.com/<pool>`.
    pub(super) issuer: String,
    /// `USER_POOL_KEYS_URL`: where the keys are; below the issuer.
    pub(super) keys_url: String,
    /// `USER_POOL_CLIENTS`: for whom tokens are, joined by commas.
    pub(super) audiences: Vec<String>,
    /// `IOT_ENDPOINT`: the name of the account's IoT endpoint. Without it, live streams only say that they are there.
    pub(super) iot_endpoint: Option<String>,
    /// `REQUEST_SECONDS`: how long a request may take; 15.
    pub(super) request: Duration,
    /// `KEEP_ALIVE_SECONDS`: how long a connection may be idle, and a request's head may take; 75, more than a load
    /// balancer's 60, so that it never sends into a connection that is being closed.
    pub(super) keep_alive: Duration,
    /// `MAX_CONNECTIONS`: how many are open at once; 10,000.
    pub(super) connections: usize,
    /// `MAX_REQUESTS`: how many are answered at once; 1,000.
    pub(super) requests: usize,
    /// `RATE`: how many requests a second one person may send; 50.
    pub(super) rate: u32,
    /// `RATE_BURST`: how many at once; 100.
    pub(super) burst: u32,
    /// `DRAIN_DELAY_SECONDS`: how long it goes on as before once it has said that it is not ready any more; 0.
    pub(super) drain_delay: Duration,
    /// `DRAIN_SECONDS`: how long what is being answered may take then; 20.
    pub(super) drain: Duration,
}

impl Config {
    pub(super) fn read(env: &Env) -> Result<Self, Error> {
        let issuer = env.url("USER_POOL_ISSUER")?;
        let keys_url = match env.optional("USER_POOL_KEYS_URL")? {
            Some(_) => env.url("USER_POOL_KEYS_URL")?,
            None => format!("{issuer}/.well-known/jwks.json"),
        };
        let audiences = env.text("USER_POOL_CLIENTS")?;
        Ok(Self {
            address: env.optional("ADDRESS")?.unwrap_or_else(|| "0.0.0.0:8080".to_owned()),
            inside_address: env.optional("INSIDE_ADDRESS")?.unwrap_or_else(|| "0.0.0.0:9090".to_owned()),
            issuer,
            keys_url,
            audiences: audiences.split(',').map(|client| client.trim().to_owned()).collect(),
            iot_endpoint: env.optional("IOT_ENDPOINT")?,
            request: seconds(env, "REQUEST_SECONDS", 15)?,
            keep_alive: seconds(env, "KEEP_ALIVE_SECONDS", 75)?,
            connections: number(env, "MAX_CONNECTIONS", 10_000)?,
            requests: number(env, "MAX_REQUESTS", 1_000)?,
            rate: number(env, "RATE", 50)?,
            burst: number(env, "RATE_BURST", 100)?,
            drain_delay: seconds(env, "DRAIN_DELAY_SECONDS", 0)?,
            drain: seconds(env, "DRAIN_SECONDS", 20)?,
        })
    }
}

fn number<T: FromStr>(env: &Env, variable: &str, otherwise: T) -> Result<T, Error> {
    Ok(match env.optional(variable)? {
        None => otherwise,
        Some(_) => env.parse(variable, "a number")?,
    })
}
