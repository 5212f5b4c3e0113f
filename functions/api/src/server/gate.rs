//! What API Gateway does before a function, and the counters: the token, the rate, how many at once, how long.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use tokio::sync::Semaphore;
use valmetal_aws::client::Fetch;
use valmetal_runtime::{error::Error, http::Route, problem::Problem};

use super::{
    config::Config,
    keys::Keys,
    live,
    rate::Rates,
    series::Series,
    token::{Refused, Tokens},
};

/// After how many seconds a client may ask again where too much is asked at once.
const RETRY_AFTER_SECONDS: u32 = 1;
/// Whose bucket takes the requests of those who send no token that is accepted.
const NOBODY: &str = "";

/// The gate.
#[derive(Clone)]
pub(super) struct Gate(Arc<Parts>);

struct Parts {
    tokens: Tokens,
    rates: Rates,
    places: Semaphore,
    patience: Duration,
    series: Arc<Series>,
}

impl Gate {
    /// The gate of `routes`.
    pub(super) fn new(config: &Config, routes: &[Route], series: Arc<Series>) -> Result<Self, Error> {
        series.expect(routes.iter().map(Route::path));
        let keys = Keys::new(Fetch::new()?, config.keys_url.clone());
        Ok(Self(Arc::new(Parts {
            tokens: Tokens::new(keys, &config.issuer, &config.audiences),
            rates: Rates::new(config.rate, config.burst),
            places: Semaphore::new(config.requests),
            patience: config.request,
            series,
        })))
    }
}

/// Lets a request through, or answers it.
pub(super) async fn pass(State(Gate(gate)): State<Gate>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.extensions().get::<MatchedPath>().cloned();
    let path = path.as_ref().map_or("", MatchedPath::as_str);
    let response = gate.answer(request, next, path).await.unwrap_or_else(IntoResponse::into_response);
    gate.series.answered(path, &method, response.status(), began.elapsed());
    response
}

impl Parts {
    async fn answer(&self, mut request: Request, next: Next, path: &str) -> Result<Response, Problem> {
        let who = self.identify(&mut request).await?;
        self.rates.take(&who, Instant::now()).map_err(Problem::too_many_requests)?;
        let _place = self
            .places
            .try_acquire()
            .map_err(|_| Problem::unavailable(RETRY_AFTER_SECONDS, "too many requests at once"))?;
        // A stream is opened within the time, and then goes on.
        let answered = tokio::time::timeout(self.patience, next.run(request)).await;
        let response =
            answered.map_err(|_| Problem::unavailable(RETRY_AFTER_SECONDS, "the request took too long"))?;
        if path == live::PATH && response.status() == StatusCode::OK {
            self.series.stream_opened();
        }
        Ok(response)
    }

    /// Puts the claims of the request's token into its extensions, where it is accepted. Whose it is.
    ///
    /// A token that is not accepted is none: a route that needs a caller answers 401 by itself.
    async fn identify(&self, request: &mut Request) -> Result<String, Problem> {
        let Some(token) = Tokens::of(request.headers()) else { return Ok(NOBODY.to_owned()) };
        match self.tokens.verify(token).await {
            Ok(accepted) => {
                let extensions = request.extensions_mut();
                extensions.insert(accepted.claims);
                extensions.insert(accepted.expires);
                Ok(accepted.subject)
            }
            Err(Refused::Token) => Ok(NOBODY.to_owned()),
            Err(error @ Refused::Keys(_)) => Err(Problem::unavailable(RETRY_AFTER_SECONDS, error)),
        }
    }
}
