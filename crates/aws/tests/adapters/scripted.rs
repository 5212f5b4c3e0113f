//! What the emulator never does: conflicts between transactions, throttling, unprocessed keys, silence.

use aws_sdk_dynamodb::Client;
use serde_json::{Value, json};
use valmetal_aws::dynamodb::{CatalogueStore, ChangeWriter, ConditionReader};
use valmetal_domain::alarm::ports::{Changes, CommitChanges, ReadConditions, StoreError};
use valmetal_domain::catalogue::ports::WriteDefinitions;
use valmetal_domain::idempotency::{Answer, Outcome};

use crate::fixture::Scripted;
use crate::fixture::samples::{JOURNAL_DAYS, at, changes, definition, key, place, raise, request};

#[tokio::test]
async fn what_is_left_unprocessed_is_read_again() {
    let unprocessed = json!({"Alarms": {
        "ConsistentRead": true,
        "Keys": [{"pk": {"S": "DEFINITION#MOTOR_OVERLOAD"}, "sk": {"S": "DEFINITION"}}],
    }});
    let document = serde_json::to_string(&place("mixer-01")).unwrap();
    let place = json!({"pk": {"S": "THING#mixer-01"}, "sk": {"S": "PLACE"}, "document": {"S": document}});
    let aws = Scripted::answers([
        (200, json!({"Responses": {"Entities": [place]}, "UnprocessedKeys": unprocessed.clone()})),
        (200, json!({"Responses": {}, "UnprocessedKeys": {}})),
    ]);

    let known = reader(&aws).read_conditions(&[key("mixer-01")]).await.unwrap();

    assert_eq!(known.places.len(), 1);
    let calls = aws.calls();
    assert_eq!(calls.len(), 2);
    assert_eq!(calls[0]["RequestItems"]["Alarms"]["ConsistentRead"], true);
    assert_eq!(calls[0]["RequestItems"]["Entities"]["ConsistentRead"], true);
    assert_eq!(calls[1]["RequestItems"], unprocessed);
}

#[tokio::test]
async fn what_stays_unprocessed_is_unavailable_in_the_end() {
    let answer = || {
        let key = json!({"pk": {"S": "THING#mixer-01"}, "sk": {"S": "PLACE"}});
        (200, json!({"Responses": {}, "UnprocessedKeys": {"Entities": {"Keys": [key]}}}))
    };
    let aws = Scripted::answers([answer(), answer(), answer(), answer(), answer(), answer()]);

    let read = reader(&aws).read_conditions(&[key("mixer-01")]).await;

    let Err(StoreError::Unavailable(source)) = read else { panic!("{read:?}") };
    assert_eq!(source.to_string(), "dynamodb:BatchGetItem: 1 keys unprocessed after 5 attempts");
    assert_eq!(aws.calls().len(), 5);
}

#[tokio::test]
async fn definitions_left_unprocessed_are_written_again() {
    let put = |code: &str| json!({"PutRequest": {"Item": {"pk": {"S": format!("DEFINITION#{code}")}}}});
    let aws = Scripted::answers([
        (200, json!({"UnprocessedItems": {"Alarms": [put("MOTOR_OVERLOAD")]}})),
        (200, json!({"UnprocessedItems": {}})),
    ]);
    let store = CatalogueStore::new(Client::new(&aws.config()), "Alarms");

    store.write_definitions(3, &[&definition()], &[]).await.unwrap();

    assert_eq!(aws.calls()[1]["RequestItems"]["Alarms"], json!([put("MOTOR_OVERLOAD")]));
}

#[tokio::test]
async fn a_cancellation_means_what_its_reasons_say() {
    let old = json!({
        "pk": {"S": "u-1#key-1"}, "hash": {"S": "aa"}, "status": {"N": "201"}, "body": {"S": "old"},
        "expiresAt": {"N": "1790000000"},
    });
    let none = || json!({"Code": "None"});
    let failed = || json!({"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"});
    let code = |code: &str| json!({"Code": code, "Message": code});
    let replayed = Outcome::Replayed(Answer { status: 201, body: "old".to_owned() });

    // The request's put comes first, then the condition's, then its record's.
    let repeat = json!({"Code": "ConditionalCheckFailed", "Item": old});
    assert_eq!(canceled(json!([repeat, failed(), failed()])).await.unwrap(), replayed);
    assert_eq!(canceled(json!([repeat, code("TransactionConflict"), none()])).await.unwrap(), replayed);
    for reasons in [
        json!([none(), failed(), none()]),
        json!([none(), none(), failed()]),
        json!([none(), code("TransactionConflict"), none()]),
        json!([code("TransactionConflict"), none(), none()]),
    ] {
        let outcome = canceled(reasons.clone()).await;
        assert!(matches!(outcome, Err(StoreError::Conflict)), "{reasons}: {outcome:?}");
    }
    for busy in ["ThrottlingError", "ProvisionedThroughputExceeded"] {
        let outcome = canceled(json!([none(), code(busy), none()])).await;
        assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{busy}: {outcome:?}");
    }
    let outcome = canceled(json!([none(), code("ValidationError"), failed()])).await;
    assert!(matches!(outcome, Err(StoreError::Refused(_))), "{outcome:?}");
}

#[tokio::test]
async fn every_answer_of_a_write_is_an_outcome_or_an_error_that_says_what_to_do() {
    let error = |status, code: &str| (status, json!({"__type": format!("com.amazonaws.dynamodb#{code}")}));
    for (answer, may_pass) in [
        (error(400, "ThrottlingException"), true),
        (error(400, "ProvisionedThroughputExceededException"), true),
        (error(400, "TransactionInProgressException"), true),
        (error(400, "AccessDeniedException"), true),
        (error(500, "InternalServerError"), true),
        (error(400, "ValidationException"), false),
        (error(400, "IdempotentParameterMismatchException"), false),
    ] {
        let aws = Scripted::answers([answer.clone()]);
        let written = writer(&aws).commit(&changes(0, &raise("mixer-01", at(0)))).await;
        match written {
            Err(StoreError::Unavailable(_)) => assert!(may_pass, "{answer:?}"),
            Err(StoreError::Refused(_)) => assert!(!may_pass, "{answer:?}"),
            other => panic!("{answer:?}: {other:?}"),
        }
    }
    // No answer at all.
    let written = writer(&Scripted::default()).commit(&changes(0, &raise("mixer-01", at(0)))).await;
    assert!(matches!(written, Err(StoreError::Unavailable(_))), "{written:?}");
}

#[tokio::test]
async fn what_is_too_much_or_nothing_is_no_call() {
    let aws = Scripted::default();
    let raised = raise("mixer-01", at(0));
    let records = vec![raised.record.clone(); 100];
    let too_much = Changes { records, ..changes(0, &raised) };

    assert!(matches!(writer(&aws).commit(&too_much).await, Err(StoreError::Refused(_))));
    assert_eq!(writer(&aws).commit(&Changes::default()).await.unwrap(), Outcome::Fresh);
    assert!(aws.calls().is_empty());
}

/// How a write of a request with a condition and its record ends that is canceled for these reasons.
async fn canceled(reasons: Value) -> Result<Outcome, StoreError> {
    let body = json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": "Transaction cancelled, please refer cancellation reasons for specific reasons",
        "CancellationReasons": reasons,
    });
    let aws = Scripted::answers([(400, body)]);
    let written = changes(0, &raise("mixer-01", at(0)));
    let asking = Changes { request: Some(request("key-1", "aa", "new", at(0))), ..written };
    let outcome = writer(&aws).commit(&asking).await;
    assert!(aws.calls()[0]["ClientRequestToken"].is_string());
    outcome
}

fn reader(aws: &Scripted) -> ConditionReader {
    ConditionReader::new(Client::new(&aws.config()), "Alarms", "Entities")
}

fn writer(aws: &Scripted) -> ChangeWriter {
    ChangeWriter::new(Client::new(&aws.config()), "Alarms", "Entities", JOURNAL_DAYS)
        .with_requests("Requests")
}
