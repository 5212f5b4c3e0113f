use std::time::{Duration, Instant};

use sqlx::Executor;
use valmetal_domain::alarm::ports::StoreError;
use valmetal_postgres::{Config, Database, Standing};

use crate::fixture::TestDatabase;

const SOON: Duration = Duration::from_millis(500);

async fn answer(database: &Database) -> Result<i32, StoreError> {
    let mut connection = database.acquire().await?;
    sqlx::query_scalar("select 1").fetch_one(&mut *connection).await.map_err(valmetal_postgres::store_error)
}

/// How many connections the server counts, by those who are not the test's own.
async fn counted(test: &TestDatabase) -> i64 {
    sqlx::query_scalar("select count(*) from pg_stat_activity where datname = $1")
        .bind(test.name())
        .fetch_one(&mut test.operator().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn one_connection_is_made_when_it_is_needed_and_kept() {
    let test = TestDatabase::empty().await;
    let database = Database::open(Some(test.config()));
    assert_eq!(counted(&test).await, 0);
    for _ in 0..3 {
        assert_eq!(answer(&database).await.unwrap(), 1);
        assert_eq!((database.open_connections(), counted(&test).await), (1, 1));
    }
}

#[tokio::test]
async fn a_connection_that_the_database_ended_is_made_again() {
    let test = TestDatabase::empty().await;
    let database = Database::open(Some(test.config()));
    answer(&database).await.unwrap();
    let ended: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = $1",
    )
    .bind(test.name())
    .fetch_one(&mut test.operator().await)
    .await
    .unwrap();
    assert_eq!(ended, 1);
    assert_eq!(answer(&database).await.unwrap(), 1);
}

#[tokio::test]
async fn a_database_that_is_away_is_said_to_be_after_the_patience_is_over() {
    let nobody = Config::new("postgresql://valmetal@127.0.0.1:1/none").unwrap();
    let database = Database::open(Some(nobody.patience(Duration::from_secs(1))));
    let began = Instant::now();
    assert_eq!(database.standing(SOON).await, Standing::Asleep, "nothing is known against it yet");
    let error = answer(&database).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());

    assert_eq!(database.standing(SOON).await, Standing::Away);
    let began = Instant::now();
    assert!(matches!(answer(&database).await, Err(StoreError::Unavailable(_))));
    assert!(began.elapsed() < SOON, "whoever asks next need not wait for the same answer");
}

#[tokio::test]
async fn how_a_database_is_can_be_told_without_waking_it() {
    let test = TestDatabase::empty().await;
    let database = Database::open(Some(test.config()));
    assert_eq!(database.standing(SOON).await, Standing::Asleep);
    assert_eq!(counted(&test).await, 0);
    answer(&database).await.unwrap();
    assert_eq!(database.standing(SOON).await, Standing::Connected);
    assert_eq!(Database::open(None).standing(SOON).await, Standing::None);
}

#[tokio::test]
async fn no_database_is_no_failure_of_one() {
    assert!(matches!(answer(&Database::open(None)).await, Err(StoreError::Missing)));
}

#[tokio::test]
async fn what_takes_too_long_is_ended_by_the_database() {
    let test = TestDatabase::empty().await;
    let mut connection = test.database.acquire().await.unwrap();
    for (setting, expected) in [
        ("statement_timeout", "8s"),
        ("lock_timeout", "4s"),
        ("idle_in_transaction_session_timeout", "10s"),
        ("idle_session_timeout", "4min"),
    ] {
        let value: String = sqlx::query_scalar("select current_setting($1)")
            .bind(setting)
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        assert_eq!(value, expected, "{setting}");
    }
    connection.execute("set statement_timeout = 50").await.unwrap();
    let error = connection.execute("select pg_sleep(5)").await.unwrap_err();
    assert!(matches!(valmetal_postgres::store_error(error), StoreError::Unavailable(_)));
}

#[tokio::test]
async fn a_transaction_that_is_dropped_has_changed_nothing() {
    let test = TestDatabase::empty().await;
    test.database.acquire().await.unwrap().execute("create table notes (text text)").await.unwrap();
    let mut transaction = test.database.begin().await.unwrap();
    transaction.execute("insert into notes values ('lost')").await.unwrap();
    drop(transaction);
    let notes: i64 = sqlx::query_scalar("select count(*) from notes")
        .fetch_one(&mut *test.database.acquire().await.unwrap())
        .await
        .unwrap();
    assert_eq!(notes, 0);
}
