//! The host `cms.` begins with the administration.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, HeaderValue, Method, header};

use crate::pages::redirect;

/// A layer: on the administration's host the first page is its own.
pub(in crate::pages) async fn first_page(request: Request, next: Next) -> Response {
    let wants_first = request.method() == Method::GET && request.uri().path() == "/";
    if wants_first && is_administrations(request.headers()) {
        return redirect(request.headers(), "/admin");
    }
    next.run(request).await
}

fn is_administrations(headers: &HeaderMap) -> bool {
    // CloudFront and the load balancer pass on the host that the browser asked for.
    let host = headers.get("x-forwarded-host").or_else(|| headers.get(header::HOST));
    host.map(HeaderValue::as_bytes).is_some_and(|host| host.starts_with(b"cms."))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_administrations;

    #[test]
    fn the_host_that_the_browser_asked_for_decides() {
        for (headers, expected) in [
            (vec![("host", "cms.example.org")], true),
            (vec![("host", "app.example.org")], false),
            (vec![("host", "10.0.0.1:3000"), ("x-forwarded-host", "cms.example.org")], true),
            (vec![("host", "cms.example.org"), ("x-forwarded-host", "app.example.org")], false),
            (vec![], false),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(is_administrations(&map), expected, "{headers:?}");
        }
    }
}
