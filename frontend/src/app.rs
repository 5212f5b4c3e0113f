//! What all pages share, and the router with everything around it.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use axum::{BoxError, Router, body::Body, middleware};
use http::{Request, Response};
use tower::Service;
use valmetal_aws::client;

use crate::{
    api::Api,
    assets::Assets,
    config::Config,
    identity::Cognito,
    pages, security,
    session::{self, Cookies},
};

/// What all pages share.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) api: Api,
    pub(crate) identity: Cognito,
    pub(crate) cookies: Cookies,
    pub(crate) assets: Arc<Assets>,
    pub(crate) iot_endpoint: Option<Arc<str>>,
}

/// The server's routes.
///
/// # Errors
/// Assets that cannot be read; an environment without a region.
pub fn router(config: Config) -> Result<Router> {
    let api = Api::new(&config.api_url);
    with_api(config, api)
}

/// The same routes over an API that is answered in this very process, at the URL of the configuration.
///
/// # Errors
/// As [`router`].
pub fn router_over<S>(config: Config, api: S) -> Result<Router>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    let api = Api::over(&config.api_url, api);
    with_api(config, api)
}

fn with_api(config: Config, api: Api) -> Result<Router> {
    let Config { user_pool_client, session_key, iot_endpoint, files_origin, assets, .. } = config;
    let policy = security::policy(files_origin.as_deref()).context("FILES_ORIGIN is no origin")?;
    let cognito = client::cognito(&client::without_credentials()?);
    let app = App {
        api,
        identity: Cognito::new(cognito, user_pool_client),
        cookies: Cookies::new(session_key),
        iot_endpoint: iot_endpoint.map(Arc::from),
        assets: Arc::new(
            Assets::read(&assets).with_context(|| format!("{} cannot be read", assets.display()))?,
        ),
    };
    let pages = pages::routes()
        .layer(middleware::from_fn_with_state(app.clone(), session::keep))
        .layer(middleware::from_fn(security::same_origin));
    Ok(pages
        .merge(pages::plain_routes())
        .fallback(pages::not_found)
        .layer(middleware::map_response_with_state(policy, security::headers))
        .with_state(app))
}
