//! A real PostgreSQL server for the tests.

use std::{
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::{Program, Running};

const SERVER: Program = Program {
    name: "postgres",
    keeper: &["postgres.py", "test"],
    ports: 1,
    // A server that still reads its files listens, and lets whoever connects try again.
    answers: |address| TcpStream::connect(address).is_ok(),
};

/// The server, which does not end before this value does.
#[derive(Debug)]
pub struct Postgres(Running);

impl Postgres {
    /// Finds the server or starts it. `target` is the test's `CARGO_TARGET_TMPDIR`.
    pub fn find(target: &Path) -> Self {
        Self(SERVER.find(target))
    }

    /// Its host and port.
    pub fn address(&self) -> &str {
        self.0.address()
    }

    /// The URL of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://valmetal@{}/{database}", self.address())
    }

    /// Makes a database with nothing in it, and answers its name.
    pub async fn make_database(&self) -> String {
        let name = format!("test_{}", Uuid::new_v4().simple());
        let mut connection = connected(&self.url("postgres")).await;
        let create = sqlx::AssertSqlSafe(format!("create database {name}"));
        connection.execute(create).await.unwrap();
        name
    }
}

/// Connects to a server that may still be starting, which listens before it lets anybody in.
async fn connected(url: &str) -> PgConnection {
    const CANNOT_CONNECT_NOW: &str = "57P03";
    let deadline = Instant::now() + Duration::from_mins(1);
    loop {
        match PgConnection::connect(url).await {
            Err(sqlx::Error::Database(error))
                if error.code().as_deref() == Some(CANNOT_CONNECT_NOW) && Instant::now() < deadline =>
            {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            connected => return connected.unwrap(),
        }
    }
}
