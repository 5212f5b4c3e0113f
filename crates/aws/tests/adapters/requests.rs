//! Requests that are repeated.

use valmetal_domain::alarm::ports::{Changes, CommitChanges, ReadConditions, StoreError};
use valmetal_domain::idempotency::{Answer, KEPT_SECONDS, Outcome, ReadAnswer};

use crate::fixture::samples::{at, changes, key, raise, request};
use crate::fixture::tables::Tables;

#[tokio::test]
async fn a_repeat_gets_the_old_answer_and_changes_nothing() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let raised = raise("mixer-01", at(0));
    let asking = |hash, body, when| Changes {
        request: Some(request("key-1", hash, body, when)),
        ..changes(0, &raised)
    };

    let answered = tables.answered_requests();
    let known = request("key-1", "aa", "first", at(0));
    assert_eq!(answered.read_answer(&known.attempt).await.unwrap(), None);
    assert_eq!(writer.commit(&asking("aa", "first", at(0))).await.unwrap(), Outcome::Fresh);
    assert_eq!(answered.read_answer(&known.attempt).await.unwrap(), Some(known));

    let first = Outcome::Replayed(Answer { status: 200, body: "first".to_owned() });
    assert_eq!(writer.commit(&asking("aa", "second", at(9))).await.unwrap(), first);
    assert_eq!(writer.commit(&asking("bb", "second", at(9))).await.unwrap(), Outcome::Mismatch);
    // Also where nothing else would stand against it.
    let other =
        Changes { request: asking("aa", "second", at(9)).request, ..changes(0, &raise("m-2", at(9))) };
    assert_eq!(writer.commit(&other).await.unwrap(), first);
    assert!(tables.reader().read_conditions(&[key("m-2")]).await.unwrap().conditions.is_empty());
}

#[tokio::test]
async fn an_answer_is_forgotten_after_its_time_even_if_its_item_is_not() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let asking = |when| Changes { request: Some(request("key-1", "aa", "{}", when)), ..Changes::default() };

    writer.commit(&asking(at(0))).await.unwrap();
    assert!(matches!(writer.commit(&asking(at(KEPT_SECONDS - 1))).await.unwrap(), Outcome::Replayed(_)));
    assert_eq!(writer.commit(&asking(at(KEPT_SECONDS))).await.unwrap(), Outcome::Fresh);
}

#[tokio::test]
async fn a_request_that_did_not_succeed_is_not_kept() {
    let tables = Tables::deploy().await;
    let writer = tables.writer();
    let asking = |from| Changes {
        request: Some(request("key-1", "aa", "{}", at(0))),
        ..changes(from, &raise("mixer-01", at(0)))
    };

    assert!(matches!(writer.commit(&asking(5)).await, Err(StoreError::Conflict)));
    assert_eq!(writer.commit(&asking(0)).await.unwrap(), Outcome::Fresh);
}
