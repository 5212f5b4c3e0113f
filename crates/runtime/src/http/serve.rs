//! Routes as Lambda functions.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicBool, Ordering},
};

use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use tracing::{Instrument, info_span};

use super::{Route, lambda, router};
use crate::{
    error::Error,
    handler::{emit, run, unknown},
    metrics::Metric,
};

/// Runs a resource's binary until Lambda ends it: serves the route that `_HANDLER` names, or all of `routes`.
///
/// `family` is the binary's name, and the service of its logs where no route is named. What goes wrong in init is one line
/// of the log and the exit code 1.
pub fn serve(family: &'static str, routes: Vec<Route>) -> ExitCode {
    run(family, |service, handler, init| async move {
        let app = router(named(routes, handler.as_deref())?, &init).await?;
        let first = AtomicBool::new(true);
        let metrics = init.metrics;
        let runtime = Runtime::new(service_fn(|event: LambdaEvent<ApiGatewayV2httpRequest>| {
            if first.swap(false, Ordering::Relaxed) {
                metrics.count(Metric::ColdStart, 1);
            }
            let answering = lambda::answer(app.clone(), event.payload);
            let span = info_span!("invocation", lambda_request_id = event.context.request_id);
            async {
                let answer = answering.await;
                emit(&metrics, service);
                answer
            }
            .instrument(span)
        }));
        runtime.run().await
    })
}

/// The route of that name; all of them where no name is given.
pub(super) fn named(mut routes: Vec<Route>, handler: Option<&str>) -> Result<Vec<Route>, Error> {
    if let Some(handler) = handler {
        let known = routes.iter().map(Route::name).collect::<Vec<_>>().join(", ");
        routes.retain(|route| route.name() == handler);
        if routes.is_empty() {
            return Err(unknown("_HANDLER", handler, &known));
        }
    }
    Ok(routes)
}
