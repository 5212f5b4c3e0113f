//! Makes an API's routes, integrations and authorizers what a definition says, and changes nothing that is right.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use aws_sdk_apigatewayv2::{
    Client,
    types::{AuthorizationType, AuthorizerType, IntegrationType, JwtConfiguration},
};

use crate::local::aws::Explain as _;

use super::body::{Authorizer, Definition, Route};

/// The size of a page of a list.
const PAGE: &str = "500";

/// A route as API Gateway has it.
struct Existing {
    id: String,
    target: Option<String>,
    authorizer: Option<String>,
}

/// Brings the API `api` to the definition.
pub(super) async fn apply(client: &Client, api: &str, definition: &Definition) -> Result<()> {
    let authorizers = authorizers(client, api, &definition.authorizers).await?;
    let integrations = integrations(client, api, &definition.routes).await?;
    let mut existing = routes(client, api).await?;
    for route in &definition.routes {
        let target = format!("integrations/{}", integrations[&route.function]);
        let authorizer = match &route.authorizer {
            Some(name) => Some(
                authorizers
                    .get(name)
                    .with_context(|| format!("{}: there is no authorizer {name}", route.key))?
                    .clone(),
            ),
            None => None,
        };
        if let Some(old) = existing.remove(&route.key) {
            if old.target.as_ref() == Some(&target) && old.authorizer == authorizer {
                continue;
            }
            client
                .delete_route()
                .api_id(api)
                .route_id(old.id)
                .send()
                .await
                .explain("an old route cannot be deleted")?;
        }
        let create = client.create_route().api_id(api).route_key(&route.key).target(target);
        let create = match authorizer {
            Some(id) => create.authorization_type(AuthorizationType::Jwt).authorizer_id(id),
            None => create.authorization_type(AuthorizationType::None),
        };
        create.send().await.explain(format_args!("the route {} cannot be made", route.key))?;
    }
    for old in existing.into_values() {
        client
            .delete_route()
            .api_id(api)
            .route_id(old.id)
            .send()
            .await
            .explain("an old route cannot be deleted")?;
    }
    Ok(())
}

/// The ids of the authorizers by name, with those made that are missing or different.
async fn authorizers(
    client: &Client,
    api: &str,
    wanted: &BTreeMap<String, Authorizer>,
) -> Result<BTreeMap<String, String>> {
    let listed = client.get_authorizers().api_id(api).max_results(PAGE).send().await;
    let listed = listed.explain("the authorizers of the API cannot be listed")?;
    let mut ids = BTreeMap::new();
    for old in listed.items() {
        let (Some(name), Some(id)) = (old.name(), old.authorizer_id()) else { continue };
        let same = wanted.get(name).is_some_and(|wanted| {
            old.identity_source() == [wanted.identity_source.as_str()]
                && old.jwt_configuration().is_some_and(|configuration| {
                    configuration.issuer() == Some(&wanted.issuer)
                        && configuration.audience() == wanted.audience
                })
        });
        if same {
            ids.insert(name.to_owned(), id.to_owned());
        } else {
            client
                .delete_authorizer()
                .api_id(api)
                .authorizer_id(id)
                .send()
                .await
                .explain("an old authorizer cannot be deleted")?;
        }
    }
    for (name, authorizer) in wanted {
        if ids.contains_key(name) {
            continue;
        }
        let configuration = JwtConfiguration::builder()
            .issuer(&authorizer.issuer)
            .set_audience(Some(authorizer.audience.clone()))
            .build();
        let made = client
            .create_authorizer()
            .api_id(api)
            .name(name)
            .authorizer_type(AuthorizerType::Jwt)
            .identity_source(&authorizer.identity_source)
            .jwt_configuration(configuration)
            .send()
            .await
            .explain(format_args!("the authorizer {name} cannot be made"))?;
        ids.insert(name.clone(), made.authorizer_id().context("a made authorizer has an id")?.to_owned());
    }
    Ok(ids)
}

/// The ids of the integrations by the function's ARN, one a function, with those made that are missing.
async fn integrations(client: &Client, api: &str, routes: &[Route]) -> Result<BTreeMap<String, String>> {
    let wanted: BTreeSet<&str> = routes.iter().map(|route| route.function.as_str()).collect();
    let listed = client.get_integrations().api_id(api).max_results(PAGE).send().await;
    let listed = listed.explain("the integrations of the API cannot be listed")?;
    let mut ids = BTreeMap::new();
    for old in listed.items() {
        let (Some(function), Some(id)) = (old.integration_uri(), old.integration_id()) else { continue };
        if wanted.contains(function) && !ids.contains_key(function) {
            ids.insert(function.to_owned(), id.to_owned());
        } else {
            client
                .delete_integration()
                .api_id(api)
                .integration_id(id)
                .send()
                .await
                .explain("an old integration cannot be deleted")?;
        }
    }
    for function in wanted {
        if ids.contains_key(function) {
            continue;
        }
        let made = client
            .create_integration()
            .api_id(api)
            .integration_type(IntegrationType::AwsProxy)
            .integration_uri(function)
            .integration_method("POST")
            .payload_format_version("2.0")
            .send()
            .await
            .explain(format_args!("the integration of {function} cannot be made"))?;
        ids.insert(
            function.to_owned(),
            made.integration_id().context("a made integration has an id")?.to_owned(),
        );
    }
    Ok(ids)
}

async fn routes(client: &Client, api: &str) -> Result<BTreeMap<String, Existing>> {
    let listed = client.get_routes().api_id(api).max_results(PAGE).send().await;
    let listed = listed.explain("the routes of the API cannot be listed")?;
    let pairs = listed.items().iter().filter_map(|route| {
        let existing = Existing {
            id: route.route_id()?.to_owned(),
            target: route.target().map(str::to_owned),
            authorizer: route.authorizer_id().map(str::to_owned),
        };
        Some((route.route_key()?.to_owned(), existing))
    });
    Ok(pairs.collect())
}
