//! The HTTP API's routes. AWS reads them from the API's OpenAPI body; the emulator does not, so they are made from the same
//! body through API Gateway's own operations.

mod body;
mod intrinsics;
mod sync;

use anyhow::{Context as _, Result, bail};
use aws_sdk_apigatewayv2::Client;

use self::intrinsics::Resolver;
use super::stack::Contents;

/// The deployed HTTP API.
pub(crate) struct HttpApi {
    pub(crate) id: String,
    /// How many routes it has.
    pub(crate) routes: usize,
}

/// Gives the stack's HTTP API the routes that its expanded template declares; `None` if the stack has no HTTP API.
///
/// # Errors
/// When the stack has several, or a route names something that is not deployed.
pub(crate) async fn connect(client: &Client, stacks: &[Contents]) -> Result<Option<HttpApi>> {
    let mut found = Vec::new();
    for stack in stacks {
        for (name, resource) in &stack.resources {
            if resource.kind == "AWS::ApiGatewayV2::Api" {
                found.push((stack, name, resource));
            }
        }
    }
    let (stack, name, resource) = match found.as_slice() {
        [] => return Ok(None),
        [one] => *one,
        _ => bail!("the stack has {} HTTP APIs and the front door serves one", found.len()),
    };
    let declared = &stack.template["Resources"][name.as_str()]["Properties"]["Body"];
    let definition =
        body::read(declared, &Resolver::new(stack, stacks)).with_context(|| format!("the body of {name}"))?;
    let routes = definition.routes.len();
    sync::apply(client, &resource.physical_id, &definition).await?;
    Ok(Some(HttpApi { id: resource.physical_id.clone(), routes }))
}
