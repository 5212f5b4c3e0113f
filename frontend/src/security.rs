//! What holds for every request and answer: who may post here, and what a page may load.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};

/// A page loads and reaches this very site and nothing else, and has no script of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
     font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'; connect-src 'self'";

const HEADERS: [(HeaderName, &str); 5] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(self), geolocation=(), microphone=()"),
];

/// What a page may load and reach: this site, and the store that documents are put into. None where that is no origin.
pub(crate) fn policy(files_origin: Option<&str>) -> Option<HeaderValue> {
    let Some(origin) = files_origin else { return Some(HeaderValue::from_static(POLICY)) };
    // More than scheme, host and port would say more than is meant here.
    let uri = origin.parse::<Uri>().ok()?;
    let is_origin = format!("{}://{}", uri.scheme_str()?, uri.authority()?) == origin;
    if is_origin { HeaderValue::try_from(format!("{POLICY} {origin}")).ok() } else { None }
}

/// Adds the headers. What says nothing of being kept is a person's own and is not kept.
pub(crate) async fn headers(State(policy): State<HeaderValue>, mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// A layer: whoever changes something must come from a page of this site.
pub(crate) async fn same_origin(request: Request, next: Next) -> Result<Response, StatusCode> {
    if matches!(*request.method(), Method::GET | Method::HEAD) || comes_from_here(request.headers()) {
        Ok(next.run(request).await)
    } else {
        Err(StatusCode::FORBIDDEN)
    }
}

/// By `Origin`, which every browser sends with a POST.
fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // CloudFront and the load balancer pass on the host that the browser asked for.
    let host = text(HeaderName::from_static("x-forwarded-host")).or_else(|| text(header::HOST));
    let origin = text(header::ORIGIN).and_then(|origin| origin.parse::<Uri>().ok());
    let origin = origin.as_ref().and_then(|origin| origin.authority()).map(http::uri::Authority::as_str);
    origin.is_some() && origin == host
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{comes_from_here, policy};

    #[test]
    fn a_page_reaches_the_store_of_documents_and_nothing_else() {
        let text = |origin| policy(origin).map(|policy| policy.to_str().unwrap().to_owned());
        assert!(text(None).is_some_and(|policy| policy.ends_with("connect-src 'self'")));
        let store = text(Some("https://files.s3.amazonaws.com"));
        assert!(store.is_some_and(|policy| policy.ends_with("'self' https://files.s3.amazonaws.com")));
        for none in ["https://files.example/path", "files.example", "https://a.example; script-src *", "*"] {
            assert_eq!(text(Some(none)), None, "{none}");
        }
    }

    #[test]
    fn only_a_page_of_the_same_host_and_port_may_post() {
        for (headers, may) in [
            (vec![("host", "app.example.org"), ("origin", "https://app.example.org")], true),
            (vec![("host", "app.example.org"), ("origin", "https://evil.example")], false),
            (vec![("host", "app.example.org"), ("origin", "https://app.example.org.evil.example")], false),
            (vec![("host", "app.localhost:80"), ("origin", "http://app.localhost:81")], false),
            (vec![("host", "app.example.org"), ("origin", "null")], false),
            (vec![("host", "app.example.org")], false),
            (
                vec![
                    ("host", "10.0.0.1:3000"),
                    ("x-forwarded-host", "app.example.org"),
                    ("origin", "https://app.example.org"),
                ],
                true,
            ),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(comes_from_here(&map), may, "{headers:?}");
        }
    }
}
