//! Routes, integrations and authorizers, read from the OpenAPI body that SAM generates.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::intrinsics::Resolver;

/// The methods that a path item may have; `x-amazon-apigateway-any-method` is every method.
const METHODS: [(&str, &str); 8] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("patch", "PATCH"),
    ("head", "HEAD"),
    ("options", "OPTIONS"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

/// What an API is to serve.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Definition {
    pub(super) routes: Vec<Route>,
    pub(super) authorizers: BTreeMap<String, Authorizer>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    /// Method and path as API Gateway writes them: `GET /v1/farms/{farmId}`, or `$default`.
    pub(super) key: String,
    /// The function that serves it, by its ARN.
    pub(super) function: String,
    /// The name of the authorizer that a request must pass; `None` is open to all.
    pub(super) authorizer: Option<String>,
}

/// A check of the caller's JSON Web Token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authorizer {
    pub(super) issuer: String,
    pub(super) audience: Vec<String>,
    pub(super) identity_source: String,
}

/// Reads a body.
///
/// # Errors
/// With the path and method, when something in it cannot be served.
pub(super) fn read(body: &Value, resolver: &Resolver<'_>) -> Result<Definition> {
    let authorizers = members(&body["components"]["securitySchemes"])
        .map(|(name, scheme)| {
            let authorizer =
                authorizer(scheme, resolver).with_context(|| format!("the authorizer {name}"))?;
            Ok((name.clone(), authorizer))
        })
        .collect::<Result<_>>()?;
    let mut routes = Vec::new();
    for (path, item) in members(&body["paths"]) {
        for (field, method) in METHODS {
            if let Some(operation) = item.get(field) {
                // Where an operation says nothing, what the whole API asks for counts.
                let security = operation.get("security").unwrap_or(&body["security"]);
                let key =
                    if path == "/$default" { "$default".to_owned() } else { format!("{method} {path}") };
                let function = function(operation, resolver).with_context(|| key.clone())?;
                routes.push(Route { key, function, authorizer: required(security) });
            }
        }
    }
    Ok(Definition { routes, authorizers })
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The authorizer that a list of security requirements names first. SAM writes `NONE` for a route that is open to all.
fn required(security: &Value) -> Option<String> {
    security
        .as_array()?
        .iter()
        .filter_map(Value::as_object)
        .flat_map(serde_json::Map::keys)
        .find(|name| *name != "NONE")
        .cloned()
}

fn authorizer(scheme: &Value, resolver: &Resolver<'_>) -> Result<Authorizer> {
    let declared = &scheme["x-amazon-apigateway-authorizer"];
    let configuration = &declared["jwtConfiguration"];
    if configuration.is_null() {
        bail!("it checks no JSON Web Token");
    }
    let audience = configuration["audience"].as_array().context("it has no audience")?;
    Ok(Authorizer {
        issuer: resolver.text(&configuration["issuer"])?,
        audience: audience.iter().map(|value| resolver.text(value)).collect::<Result<_>>()?,
        identity_source: declared["identitySource"]
            .as_str()
            .unwrap_or("$request.header.Authorization")
            .to_owned(),
    })
}

/// The ARN of the function (or its alias) behind an operation.
fn function(operation: &Value, resolver: &Resolver<'_>) -> Result<String> {
    let uri = resolver.text(&operation["x-amazon-apigateway-integration"]["uri"])?;
    let arn = match uri.split_once("/functions/") {
        Some((_, rest)) => rest.trim_end_matches("/invocations"),
        None => uri.as_str(),
    };
    if !arn.starts_with("arn:") {
        bail!("{uri} names no function");
    }
    Ok(arn.to_owned())
}

#[cfg(test)]
mod tests;
