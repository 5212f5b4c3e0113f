//! The stores of feed and telemetry, held to the contract that the other ones keep too.

use crate::fixture::TestDatabase;

mod feed {
    use valmetal_postgres::feed::FeedStore;

    use super::TestDatabase;

    async fn fresh() -> (FeedStore, TestDatabase) {
        let test = TestDatabase::new().await;
        (FeedStore::new(test.database.clone()), test)
    }

    valmetal_test_support::feed_contract!(fresh);
}

mod telemetry {
    use valmetal_postgres::telemetry::TelemetryStore;
    use valmetal_test_support::contract::RETENTION;

    use super::TestDatabase;

    async fn fresh() -> (TelemetryStore, TestDatabase) {
        let test = TestDatabase::new().await;
        (TelemetryStore::new(test.database.clone(), RETENTION), test)
    }

    valmetal_test_support::telemetry_contract!(fresh);
}
