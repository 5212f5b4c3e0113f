//! A template holds 500 resources, and the free tier ten alarms.

use std::collections::BTreeMap;

use valmetal_tests::local_cloud::LocalCloud;

use crate::stack::Stack;

/// What a template may hold, with a margin to the 500 of `CloudFormation`.
const MOST: usize = 450;
/// The routes that the API will have.
const ROUTES: usize = 90;
/// A route's function, its role and the API's permission to call it.
const PER_ROUTE: usize = 3;

#[tokio::test]
async fn the_template_has_room_for_every_route() {
    let stack = Stack::read().await;
    let root = stack.resources.iter().filter(|resource| resource.stack == LocalCloud::STACK).count();
    let routes = stack.ids("AWS::Lambda::Permission").count();
    // Canary deployments are off here. They add a deployment group for each alias, an application and its role.
    let canaries = stack.ids("AWS::Lambda::Alias").count() + 2;
    let whole = root + canaries + PER_ROUTE * ROUTES.saturating_sub(routes);
    assert!(whole < MOST, "{root} resources with {routes} routes come to {whole} with {ROUTES} routes");
}

#[tokio::test]
async fn no_nested_template_is_near_the_limit() {
    let mut sizes = BTreeMap::new();
    for resource in &Stack::read().await.resources {
        *sizes.entry(resource.stack.clone()).or_insert(0) += 1;
    }
    sizes.retain(|_, size| *size >= MOST);
    assert!(sizes.is_empty(), "{sizes:?}");
}

#[tokio::test]
async fn the_free_tier_pays_for_the_alarms() {
    let alarms = Stack::read().await.ids("AWS::CloudWatch::Alarm").count();
    assert!((1..=10).contains(&alarms), "{alarms} alarms");
}
