//! Answers every event with itself.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

fn main() -> Result<(), Error> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(run(service_fn(async |event: LambdaEvent<Value>| Ok::<_, Error>(event.payload))))
}
