use std::{fs, path::Path};

use futures::future::join_all;
use sqlx::{Connection, PgConnection};
use valmetal_domain::alarm::ports::StoreError;
use valmetal_postgres::{Config, Database, MigrateError};

use crate::fixture::TestDatabase;

fn files() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"))
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_migration_runs_once_however_many_start_at_the_same_time() {
    let test = TestDatabase::empty().await;
    let runs = join_all((0..8).map(|_| {
        let process = Database::open(Some(test.config()));
        tokio::spawn(async move { process.migrate().await.unwrap() })
    }))
    .await;
    let applied: Vec<usize> = runs.into_iter().map(|run| run.unwrap().applied).filter(|n| *n > 0).collect();
    assert_eq!(applied, [files().len()], "one run applied all of them");

    let again = test.database.migrate().await.unwrap();
    assert_eq!(again.applied, 0);
}

#[tokio::test]
async fn a_database_that_is_ahead_stays_as_it_is_and_the_code_goes_on() {
    let test = TestDatabase::new().await;
    let mut operator = test.database.acquire().await.unwrap();
    sqlx::query(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
         values (999912312359, 'of a later deployment', true, '', 0)",
    )
    .execute(&mut *operator)
    .await
    .unwrap();
    let migrated = test.database.migrate().await.unwrap();
    assert_eq!((migrated.applied, migrated.version), (0, 999_912_312_359));
}

#[tokio::test]
async fn a_migration_that_was_changed_after_it_ran_is_refused() {
    let test = TestDatabase::new().await;
    let mut operator = test.database.acquire().await.unwrap();
    sqlx::query("update _sqlx_migrations set checksum = 'another'").execute(&mut *operator).await.unwrap();
    let error = test.database.migrate().await.unwrap_err();
    assert!(matches!(error, MigrateError::Migration(_)), "{error}");
}

#[tokio::test]
async fn without_a_database_nothing_is_migrated() {
    let error = Database::open(None).migrate().await.unwrap_err();
    assert!(matches!(error, MigrateError::Store(StoreError::Missing)), "{error}");
    let config = Config::new("postgresql://valmetal@127.0.0.1:1/none").unwrap();
    let error = Database::open(Some(config)).migrate().await.unwrap_err();
    assert!(matches!(error, MigrateError::Store(StoreError::Unavailable(_))), "{error}");
}

/// The rule of `migrations/README.md`.
#[test]
fn what_takes_something_away_says_so_in_its_name() {
    const TAKEN_AWAY: [&str; 8] = [
        "drop table",
        "drop column",
        "drop function",
        "drop constraint",
        "rename column",
        "rename to",
        "alter column",
        "truncate",
    ];
    for (name, text) in files() {
        let (number, what) = name.split_once('_').unwrap();
        assert!(
            number.len() == 12 && number.bytes().all(|c| c.is_ascii_digit()),
            "{name}: YYYYMMDDHHMM_<what>.sql"
        );
        let statements: String = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
        // A partition whose time is over is data, and no part of the shape.
        let statements = statements.to_lowercase().replace("execute format('drop table %i', name)", "");
        for phrase in TAKEN_AWAY {
            let declared = what.starts_with("contract_");
            assert!(
                declared || !statements.contains(phrase),
                "{name} has `{phrase}`: see migrations/README.md"
            );
        }
    }
}

#[tokio::test]
async fn a_run_that_waits_for_another_is_not_cut_off() {
    let test = TestDatabase::empty().await;
    let mut other =
        PgConnection::connect(&format!("postgresql://valmetal@{}/{}", test.address(), test.name()))
            .await
            .unwrap();
    sqlx::query("select pg_advisory_lock(x'56414c4d455441'::bigint)").execute(&mut other).await.unwrap();
    let process = Database::open(Some(test.config()));
    let waiting = tokio::spawn(async move { process.migrate().await });
    // Longer than any statement of a request would be let wait for a lock.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert!(!waiting.is_finished());
    other.close().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap().applied, files().len());
}
