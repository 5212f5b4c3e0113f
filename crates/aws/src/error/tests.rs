use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;

use super::*;

/// The error of a call that was answered with `code`.
fn answered(code: &str) -> SdkError<ErrorMetadata, HttpResponse> {
    let mut answer = HttpResponse::new(StatusCode::try_from(400).unwrap(), SdkBody::empty());
    answer.headers_mut().insert("x-amzn-requestid", "REQUEST1");
    SdkError::service_error(ErrorMetadata::builder().code(code).message("because").build(), answer)
}

#[test]
fn a_faulty_request_is_refused_with_what_was_answered() {
    let StoreError::Refused(source) = store_error("dynamodb:Query", answered("ValidationException")) else {
        panic!("a validation error never passes");
    };
    assert_eq!(source.to_string(), "dynamodb:Query: ValidationException: because (request REQUEST1)");
}

#[test]
fn what_may_pass_is_unavailability() {
    for code in [
        "ThrottlingException",
        "InternalServerError",
        "AccessDeniedException",
        "ResourceNotFoundException",
        "TransactionInProgressException",
        "SomethingNew",
    ] {
        assert!(
            matches!(store_error("sqs:SendMessage", answered(code)), StoreError::Unavailable(_)),
            "{code}"
        );
    }
}

#[test]
fn somebody_faster_is_a_conflict() {
    for code in CONFLICTS {
        assert!(matches!(store_error("dynamodb:PutItem", answered(code)), StoreError::Conflict), "{code}");
    }
}

#[test]
fn no_answer_is_unavailability_with_its_cause() {
    let error: SdkError<ErrorMetadata, HttpResponse> = SdkError::timeout_error("1.5 s");
    let StoreError::Unavailable(source) = store_error("dynamodb:Query", error) else {
        panic!("a timeout may pass");
    };
    assert_eq!(source.to_string(), "dynamodb:Query: timed out");
    assert_eq!(source.source().unwrap().to_string(), "1.5 s");
}
