use sqlx::Executor;

use crate::fixture::TestDatabase;

const TABLE: &str = "create table readings (at timestamptz not null, value integer) partition by range (at)";

#[tokio::test]
async fn every_partitioned_table_gets_the_months_ahead_once() {
    let test = TestDatabase::new().await;
    let mut connection = test.database.acquire().await.unwrap();
    connection.execute(TABLE).await.unwrap();
    test.database.make_partitions().await.unwrap();
    let names: Vec<String> =
        sqlx::query_scalar("select relname::text from pg_class where relname like 'readings\\_%' order by 1")
            .fetch_all(&mut *connection)
            .await
            .unwrap();
    let months: Vec<String> = sqlx::query_scalar(
        "select 'readings_' || to_char(month, 'YYYY_MM') from generate_series( \
             date_trunc('month', now() at time zone 'UTC'), \
             date_trunc('month', now() at time zone 'UTC') + interval '3 months', '1 month') as month order by 1",
    )
    .fetch_all(&mut *connection)
    .await
    .unwrap();
    assert_eq!(names, months);
    assert_eq!(test.database.make_partitions().await.unwrap(), 0);
    connection
        .execute("insert into readings values (now(), 1), (now() + interval '90 days', 2)")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_month_is_one_of_utc_whatever_the_session_thinks() {
    let test = TestDatabase::new().await;
    let mut connection = test.database.acquire().await.unwrap();
    connection.execute("set timezone = 'America/Toronto'").await.unwrap();
    connection.execute(TABLE).await.unwrap();
    connection.execute("select make_monthly_partitions('readings', '2026-12-15', 2)").await.unwrap();
    connection
        .execute("insert into readings values ('2026-12-01T00:00:00Z', 1), ('2027-01-31T23:59:59Z', 2)")
        .await
        .unwrap();
    let places: Vec<String> = sqlx::query_scalar("select tableoid::regclass::text from readings order by at")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    assert_eq!(places, ["readings_2026_12", "readings_2027_01"]);
    let outside = connection.execute("insert into readings values ('2026-11-30T23:59:59Z', 3)").await;
    assert!(outside.is_err());
}

#[tokio::test]
async fn two_that_make_the_same_partitions_get_in_nobodys_way() {
    let test = TestDatabase::new().await;
    test.database.acquire().await.unwrap().execute(TABLE).await.unwrap();
    let (one, two) = (test.database.clone(), test.database.clone());
    let (one, two) = tokio::join!(one.make_partitions(), two.make_partitions());
    assert_eq!(one.unwrap() + two.unwrap(), 4);
}
