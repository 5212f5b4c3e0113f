//! What every store of feed and telemetry promises, whatever it is made of: each crate with a store runs all of it on its own.

pub mod feed;
mod samples;
pub mod telemetry;

pub use telemetry::RETENTION;

/// Makes a test of each named part of a contract. `$fresh` is an async function that answers an empty store, and with it what must
/// not end before the store does.
#[doc(hidden)]
#[macro_export]
macro_rules! contract_tests {
    ($contract:ident, $fresh:path: $($part:ident,)+) => {
        $(
            #[tokio::test]
            async fn $part() {
                let (store, _beside) = $fresh().await;
                $crate::contract::$contract::$part(&store).await;
            }
        )+
    };
}
