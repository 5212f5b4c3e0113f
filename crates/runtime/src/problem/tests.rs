use std::io;

use axum::body::to_bytes;
use serde_json::json;

use super::*;

async fn body(response: Response) -> Value {
    serde_json::from_slice(&to_bytes(response.into_body(), usize::MAX).await.unwrap()).unwrap()
}

#[tokio::test]
async fn a_document_says_the_outside() {
    let problem = Problem::conflict("occurrenceSuperseded", "The alarm has a newer occurrence.")
        .state("unacknowledged")
        .member("occurrence", 4)
        .errors([FieldError::new("occurrence", "superseded", "It is 4 by now.")]);
    let response = problem.answer(RequestId::new("r-1").as_ref());
    assert_eq!(response.status(), 409);
    assert_eq!(response.headers()["content-type"], CONTENT_TYPE);
    assert_eq!(
        body(response).await,
        json!({
            "type": "urn:valmetal:problem:occurrenceSuperseded",
            "title": "Conflict",
            "status": 409,
            "detail": "The alarm has a newer occurrence.",
            "code": "occurrenceSuperseded",
            "requestId": "r-1",
            "state": "unacknowledged",
            "occurrence": 4,
            "errors": [{ "field": "occurrence", "code": "superseded", "detail": "It is 4 by now." }],
        })
    );
}

#[tokio::test]
async fn the_inside_never_gets_out() {
    let secret = || io::Error::other("s3cret: table alarms-prod");
    let converted: Problem = secret().into();
    let problems = [
        converted,
        Problem::internal(secret()),
        Problem::unavailable(5, secret()),
        Problem::bad_request("unreadable", "It cannot be read.").because(secret()),
    ];
    for problem in problems {
        assert!(!format!("{problem:?}").contains("s3cret"));
        let response = problem.into_response();
        assert!(!format!("{:?}", response.headers()).contains("s3cret"));
        assert!(!body(response).await.to_string().contains("s3cret"));
    }
}

#[test]
fn every_status_has_its_constructor() {
    let inside = || io::Error::other("inside");
    let table = [
        (Problem::bad_request("c", "d"), 400),
        (Problem::unauthorized("d"), 401),
        (Problem::forbidden("d"), 403),
        (Problem::not_found("alarm"), 404),
        (Problem::unknown_route(), 404),
        (Problem::method_not_allowed(), 405),
        (Problem::conflict("c", "d"), 409),
        (Problem::precondition_failed(), 412),
        (Problem::too_large(65_536), 413),
        (Problem::unsupported_media_type("application/json"), 415),
        (Problem::unprocessable("c", "d"), 422),
        (Problem::too_many_requests(1), 429),
        (Problem::internal(inside()), 500),
        (Problem::not_implemented("noDatabase", "d"), 501),
        (Problem::unavailable(1, inside()), 503),
    ];
    for (problem, status) in table {
        assert_eq!(problem.status(), status);
        assert_eq!(problem.into_response().status(), status);
    }
}

#[test]
fn headers_say_when_to_come_back_and_how_to_sign_in() {
    assert_eq!(Problem::too_many_requests(7).into_response().headers()["retry-after"], "7");
    assert_eq!(Problem::unavailable(3, "busy").into_response().headers()["retry-after"], "3");
    assert_eq!(Problem::unauthorized("Sign in.").into_response().headers()["www-authenticate"], "Bearer");
}
