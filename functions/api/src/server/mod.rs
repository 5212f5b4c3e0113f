//! All routes in one process, for Fargate: what API Gateway does for the functions, this does itself.
//!
//! ```text
//! accept ─▶ one connection, one task ─▶ table of routes ─▶ handler
//!           (slow ones are cut off)     token → claims, rate, timeout, counters
//! ```
//!
//! Handlers, the checks of a request, problem documents and logs are the functions' own: nothing in here knows a farm or an
//! alarm. Two addresses are served: the outer one with the API, and one for the inside with `/metrics`.

mod accept;
mod config;
mod gate;
mod health;
mod keys;
pub mod live;
mod rate;
mod ring_provider;
mod series;
mod token;

#[cfg(test)]
mod tests;

use std::{process::ExitCode, sync::Arc, time::Duration};

use axum::{Router, middleware, routing::get};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing::{error, info};
use valmetal_aws::client;
use valmetal_runtime::{
    config::Env,
    error::{Error, chain},
    handler::Init,
    http::{Route, enclosed, table},
    logs,
};

use crate::{clients::database, resources};
use config::Config;
use gate::Gate;
use health::{Health, State as Phase};
use live::Hub;
use series::Series;

/// The service of its logs.
const SERVICE: &str = "valmetal-api";

/// Serves `routes` until SIGTERM or SIGINT, then drains. What goes wrong at the start is one line of the log and the exit code 1.
pub fn run(routes: Vec<Route>) -> ExitCode {
    let init = Init::process();
    let ran = logs::start(SERVICE, &init.env).map_err(Error::from).and_then(|()| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        runtime.block_on(serve(init, routes))
    });
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error!(error = chain(&*error), "cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn serve(init: Init, routes: Vec<Route>) -> Result<(), Error> {
    let config = Config::read(&init.env)?;
    let outer = TcpListener::bind(&config.address).await?;
    let inner = TcpListener::bind(&config.inside_address).await?;
    let server = Server::new(&config, &init, routes).await?;
    // Whoever reads that it serves may ask it to end.
    let terminated = terminated()?;
    info!(address = %outer.local_addr()?, inside = %inner.local_addr()?, "serving");
    server.run(&config, outer, inner, terminated).await
}

/// Ends when the process is asked to end.
fn terminated() -> Result<impl Future<Output = ()>, Error> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// What serves.
struct Server {
    outer: Router,
    inner: Router,
    hub: Hub,
    live: Option<live::Source>,
    series: Arc<Series>,
    phase: watch::Sender<Phase>,
}

impl Server {
    /// Makes everything that the routes need, and opens no connection.
    async fn new(config: &Config, init: &Init, routes: Vec<Route>) -> Result<Self, Error> {
        // The one configuration of all clients: credentials of a task expire, and are asked for anew.
        let sdk = init.shared.get_or_make(client::from_task_environment)?;
        let series = Arc::new(Series::default());
        let hub = init.shared.get_or_make(|| Ok::<_, Error>(Hub::new(series.clone())))?;
        let (phase, phases) = watch::channel(Phase::Serving);
        let database = database(&init.env, &init.shared)?;
        let health = Health::new(&init.env, &sdk, database, hub.clone(), phases)?;
        let live = match &config.iot_endpoint {
            Some(endpoint) => Some(live::Source::new(&sdk, endpoint, hub.clone())?),
            None => None,
        };

        let gate = Gate::new(config, &routes, series.clone())?;
        let routes = table(routes, init).await?.layer(middleware::from_fn_with_state(gate, gate::pass));
        let checks = || {
            Router::new()
                .route("/healthz", get(health::healthz))
                .route("/readyz", get(health::readyz))
                .with_state(health.clone())
        };
        let measured = Router::new().route("/metrics", get(series::metrics)).with_state((
            series.clone(),
            hub.clone(),
            health.clone(),
        ));
        Ok(Self {
            outer: enclosed(routes.merge(checks()), init)?,
            inner: measured.merge(checks()),
            hub,
            live,
            series,
            phase,
        })
    }

    /// Serves until `ended`, then lets requests that are being answered be answered.
    async fn run(
        self,
        config: &Config,
        outer: TcpListener,
        inner: TcpListener,
        ended: impl Future<Output = ()>,
    ) -> Result<(), Error> {
        let (closing, closed) = watch::channel(false);
        let limits = accept::Limits { connections: config.connections, patience: config.keep_alive };
        let serving = tokio::spawn(accept::serve(outer, self.outer, limits, self.series.clone(), closed));
        // The inside is served to the very end, so that the drain can be watched.
        let (_open, never) = watch::channel(false);
        let watched =
            tokio::spawn(accept::serve(inner, self.inner, limits, Arc::new(Series::default()), never));
        let following = self.live.map(|live| tokio::spawn(live.follow()));

        ended.await;
        info!("draining");
        self.phase.send_replace(Phase::Draining);
        // Whoever sends requests here has to see that this task is not ready any more.
        tokio::time::sleep(config.drain_delay).await;
        self.hub.close();
        closing.send_replace(true);
        let drained = tokio::time::timeout(config.drain, serving).await.is_ok();
        if let Some(following) = following {
            following.abort();
        }
        watched.abort();
        info!(drained, "ended");
        Ok(())
    }
}

/// The routes of all resources, and those that only a server can have.
pub fn all_routes() -> Vec<Route> {
    let resources = resources::ALL.iter().chain(resources::SERVER_ONLY);
    resources.flat_map(|resource| (resource.routes)()).collect()
}

/// A duration of a variable that may be missing.
fn seconds(env: &Env, variable: &str, otherwise: u64) -> Result<Duration, Error> {
    Ok(match env.optional(variable)? {
        None => Duration::from_secs(otherwise),
        Some(_) => env.seconds(variable)?,
    })
}
