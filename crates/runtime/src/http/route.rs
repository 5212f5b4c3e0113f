//! The table of a resource's routes, and the router made from it.

use std::{any::TypeId, convert::Infallible, future::Future, pin::Pin, sync::Arc};

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    middleware,
    routing::{MethodFilter, MethodRouter, on},
};
use http::Method;

use super::{
    DEFAULT_BODY_LIMIT,
    envelope::{BodyLimit, Envelope, enclose},
};
use crate::{error::Error, handler::Init, problem::Problem};

type Building = Pin<Box<dyn Future<Output = Result<MethodRouter, Error>> + Send>>;

/// A route: the name of its function, where it is reached, its handler, and how what the handler needs is built.
pub struct Route {
    name: &'static str,
    method: Method,
    path: &'static str,
    handler: TypeId,
    body_limit: Option<usize>,
    build: Box<dyn FnOnce(Init) -> Building + Send>,
}

macro_rules! methods {
    ($($name:ident $method:ident),*) => {
        $(
            #[doc = concat!("A `", stringify!($method), "` route; `state` builds what `handler` takes as its `State`.")]
            pub fn $name<H, T, S, B, Built>(name: &'static str, path: &'static str, handler: H, state: B) -> Self
            where
                H: Handler<T, S> + 'static,
                T: 'static,
                S: Clone + Send + Sync + 'static,
                B: FnOnce(Init) -> Built + Send + 'static,
                Built: Future<Output = Result<S, Error>> + Send + 'static,
            {
                let build = move |init| -> Building {
                    let state = state(init);
                    Box::pin(async move { Ok(on(MethodFilter::$method, handler).with_state(state.await?)) })
                };
                Self { name, method: Method::$method, path, handler: TypeId::of::<H>(), body_limit: None, build: Box::new(build) }
            }
        )*
    };
}

impl Route {
    methods!(get GET, post POST, put PUT, patch PATCH, delete DELETE);

    /// With another limit of bodies, in bytes, than all routes have.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    /// The limit of its bodies, where it has one of its own.
    pub fn own_body_limit(&self) -> Option<usize> {
        self.body_limit
    }

    /// The function's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// The path, its parameters in braces, as API Gateway and axum both write it.
    pub fn path(&self) -> &'static str {
        self.path
    }

    /// The handler's type, by which a description is seen to be of this route.
    pub(crate) fn handler(&self) -> TypeId {
        self.handler
    }
}

/// Builds what the routes need and the router that answers them, with everything around them.
pub async fn router(routes: Vec<Route>, init: &Init) -> Result<Router, Error> {
    enclosed(table(routes, init).await?, init)
}

/// Builds what the routes need and the bare router that answers them, for a server that puts something of its own between
/// it and what [`enclosed`] puts around.
pub async fn table(routes: Vec<Route>, init: &Init) -> Result<Router, Error> {
    let mut table = Router::new();
    for route in routes {
        let mut methods = (route.build)(init.clone()).await?;
        if let Some(limit) = route.body_limit {
            methods = methods
                .layer::<_, Infallible>(DefaultBodyLimit::max(limit))
                .layer(Extension(BodyLimit(limit)));
        }
        table = table.route(route.path, methods);
    }
    Ok(table)
}

/// Puts everything around a table of routes: problem documents, the limit of bodies, request ids, the log, headers.
pub fn enclosed(table: Router, init: &Init) -> Result<Router, Error> {
    let body_limit = match init.env.optional("MAX_BODY_BYTES")? {
        None => DEFAULT_BODY_LIMIT,
        Some(_) => init.env.parse("MAX_BODY_BYTES", "a number of bytes, such as 65536")?,
    };
    let envelope = Arc::new(Envelope { metrics: init.metrics.clone(), body_limit });
    Ok(table
        .fallback(async || Problem::unknown_route())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .layer(DefaultBodyLimit::max(body_limit))
        .layer(middleware::from_fn_with_state(envelope, enclose)))
}
