//! What the queries were checked against when the crate was compiled is what the migrations make: `make sqlx` renews it.

use std::{fs, path::Path};

use serde_json::Value;
use sqlx::{Column, Executor, SqlSafeStr, TypeInfo};

use crate::fixture::TestDatabase;

#[tokio::test]
async fn the_kept_descriptions_are_those_of_the_migrated_database() {
    let test = TestDatabase::new().await;
    let mut connection = test.database.acquire().await.unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx");
    let files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        let kept: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let query = kept["query"].as_str().unwrap().to_owned();
        let now = connection
            .describe(sqlx::AssertSqlSafe(query.clone()).into_sql_str())
            .await
            .unwrap_or_else(|error| panic!("`make sqlx`: {error}: {query}"));
        let columns: Vec<_> = now
            .columns()
            .iter()
            .map(|column| (column.name().to_owned(), column.type_info().name().to_owned()))
            .collect();
        let before = kept["describe"]["columns"].as_array().unwrap();
        let before: Vec<_> = before
            .iter()
            .map(|column| {
                let kind = &column["type_info"];
                // A type of our own is an object with its name.
                let name = kind
                    .as_str()
                    .map(str::to_owned)
                    .or_else(|| Some(kind["Custom"]["name"].as_str()?.to_owned()));
                (column["name"].as_str().unwrap().to_owned(), name.unwrap_or_default())
            })
            .collect();
        let same = columns.len() == before.len()
            && columns
                .iter()
                .zip(&before)
                .all(|(now, before)| now.0 == before.0 && now.1.eq_ignore_ascii_case(&sql_name(&before.1)));
        assert!(same, "`make sqlx`: {query}\nnow {columns:?}\nkept {before:?}");
    }
}

/// SQL's word for a type that the kept descriptions call by PostgreSQL's own.
fn sql_name(kept: &str) -> String {
    kept.strip_suffix("Array").map_or_else(|| kept.to_owned(), |item| format!("{item}[]"))
}
