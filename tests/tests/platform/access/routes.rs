//! The table is that of the deployed API: no route is without a row, and no row without a route.

use std::collections::BTreeSet;

use aws_sdk_apigatewayv2::Client;

use super::table::{Row, table};
use crate::cloud::Cloud;

/// The keys of the deployed routes, such as `GET /v1/farms/{farmId}`.
pub(crate) async fn deployed(cloud: &Cloud) -> BTreeSet<String> {
    let gateway = Client::new(&cloud.target.aws());
    let mut routes = BTreeSet::new();
    let mut next = None;
    loop {
        let page = gateway
            .get_routes()
            .api_id(&cloud.target.outputs["ApiId"])
            .set_next_token(next)
            .send()
            .await
            .unwrap();
        routes.extend(page.items.unwrap_or_default().into_iter().filter_map(|route| route.route_key));
        next = page.next_token;
        if next.is_none() {
            return routes;
        }
    }
}

/// The route that `method` and `path` mean: the one that says most of it word for word.
pub(crate) fn route_of<'a>(routes: &'a BTreeSet<String>, method: &str, path: &str) -> Option<&'a str> {
    let path: Vec<&str> = path.split('?').next()?.split('/').collect();
    let fitting = routes.iter().filter_map(|route| {
        let template: Vec<&str> = route.strip_prefix(method)?.strip_prefix(' ')?.split('/').collect();
        let fits = template.len() == path.len()
            && template.iter().zip(&path).all(|(theirs, ours)| theirs.starts_with('{') || theirs == ours);
        let named = template.iter().filter(|part| !part.starts_with('{')).count();
        fits.then_some((named, route.as_str()))
    });
    fitting.max().map(|(_, route)| route)
}

#[tokio::test]
async fn every_deployed_route_has_a_row() {
    let cloud = Cloud::find();
    let routes = deployed(&cloud).await;
    assert!(routes.len() > 100, "{routes:?}");
    let of = |row: &Row| {
        route_of(&routes, row.method.as_str(), row.path)
            .unwrap_or_else(|| panic!("{} {} is no route", row.method, row.path))
            .to_owned()
    };
    let rows: BTreeSet<String> = table().iter().map(of).collect();
    let without: Vec<_> = routes.difference(&rows).collect();
    assert!(without.is_empty(), "these routes have no row: {without:?}");
}
