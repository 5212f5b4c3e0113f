//! The waits of escalations, which the tests' cloud makes shorter.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use serde_json::json;
use valmetal_tests::local_cloud::LocalCloud;

/// The factor that `make test` brings its cloud up with.
const SHORT: &str = "0.01";

/// Does something while an escalation waits as long as it does in earnest: else it would have told everybody before it is stopped.
pub(crate) async fn with_real_waits<T>(doing: impl Future<Output = T>) -> T {
    let cloud = LocalCloud::find();
    let scale = |factor: &str| json!({ "stepfunctions._SFN_WAIT_SCALE": factor });
    cloud.configure(&scale("1")).await;
    let done = AssertUnwindSafe(doing).catch_unwind().await;
    cloud.configure(&scale(SHORT)).await;
    done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
