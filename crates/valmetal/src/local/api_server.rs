//! `valmetal-api`, the server of all routes, as a process beside the functions: on AWS a task of ECS.
//!
//! It is configured as the functions are: with the variables that the template gives to them, as they were deployed.

use std::{collections::BTreeMap, path::Path, process::Command, time::Duration};

use anyhow::{Context as _, Result, bail};

use super::{
    aws::Explain as _,
    emulator::{self, ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY},
    http,
    processes::{Part, Processes},
    settings::{Ports, Settings},
    stack::Contents,
};

/// The binary.
pub(crate) const BINARY: &str = "valmetal-api";

/// How long it may take until it answers.
const READY_WITHIN: Duration = Duration::from_secs(20);

/// The address of the API's server.
pub(crate) fn url(ports: Ports) -> String {
    format!("http://127.0.0.1:{}", ports.api_server)
}

/// The address of its metrics.
pub(crate) fn metrics_url(ports: Ports) -> String {
    format!("http://127.0.0.1:{}/metrics", ports.api_server_inside)
}

/// Starts the server; one that runs with the same configuration and the same binary is left as it is.
///
/// # Errors
/// When it does not become ready; the message ends with the last lines of its log.
pub(crate) async fn start(
    settings: &Settings,
    ports: Ports,
    config: &aws_types::SdkConfig,
    contents: &[Contents],
    binary: &Path,
    processes: &mut Processes,
) -> Result<()> {
    let mut variables = variables(config, contents).await?;
    variables.extend(own_variables(ports, config, contents).await?);
    let mut command = Command::new(binary);
    command.env_clear().envs(variables);
    // A rebuilt binary is another one.
    let built = std::fs::metadata(binary)?.modified()?.duration_since(std::time::UNIX_EPOCH)?;
    command.env("VALMETAL_BUILT", built.as_millis().to_string());
    if processes.runs_as(Part::ApiServer, &command) {
        return Ok(());
    }
    processes.stop(&[Part::ApiServer]).await?;
    let log = settings.log(Part::ApiServer.name());
    processes.start(Part::ApiServer, command, &log)?;
    let ready = format!("{}/readyz", url(ports));
    let deadline = tokio::time::Instant::now() + READY_WITHIN;
    while !http::get(&ready).await.is_ok_and(|answer| answer.status().is_success()) {
        if !processes.is_running(Part::ApiServer) || tokio::time::Instant::now() > deadline {
            bail!("the API's server does not start:\n{}", super::last_lines(&log));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// The variables of all functions together. The template names a thing in one way, so they agree.
async fn variables(config: &aws_types::SdkConfig, contents: &[Contents]) -> Result<BTreeMap<String, String>> {
    let lambda = aws_sdk_lambda::Client::new(config);
    let mut variables = BTreeMap::new();
    let resources = contents.iter().flat_map(|stack| stack.resources.values());
    for function in resources.filter(|resource| resource.kind == "AWS::Lambda::Function") {
        let asked = lambda.get_function_configuration().function_name(&function.physical_id).send().await;
        let answer =
            asked.explain(format_args!("the function {} cannot be described", function.physical_id))?;
        let given = answer.environment.and_then(|environment| environment.variables).unwrap_or_default();
        variables.extend(given);
    }
    Ok(variables)
}

/// What only the server reads.
async fn own_variables(
    ports: Ports,
    config: &aws_types::SdkConfig,
    contents: &[Contents],
) -> Result<BTreeMap<String, String>> {
    let output = |name: &str| {
        let found = contents.iter().find_map(|stack| stack.outputs.get(name));
        found.cloned().with_context(|| format!("the stack has no output {name}"))
    };
    let pool = output("UserPoolId")?;
    let iot = aws_sdk_iot::Client::new(config);
    let endpoint = iot.describe_endpoint().endpoint_type("iot:Data-ATS").send().await;
    let endpoint = endpoint.explain("the IoT endpoint cannot be described")?.endpoint_address;
    let variables = [
        ("ADDRESS", format!("127.0.0.1:{}", ports.api_server)),
        ("INSIDE_ADDRESS", format!("127.0.0.1:{}", ports.api_server_inside)),
        ("USER_POOL_ISSUER", format!("https://cognito-idp.{REGION}.amazonaws.com/{pool}")),
        ("USER_POOL_KEYS_URL", format!("{}/{pool}/.well-known/jwks.json", emulator::endpoint(ports))),
        ("USER_POOL_CLIENTS", output("UserPoolClientId")?),
        ("IOT_ENDPOINT", endpoint.context("the IoT endpoint has no name")?),
        ("DATABASE_CONNECTIONS", "4".to_owned()),
        // As of the functions' API in the profile `standard`, which the tests exhaust otherwise.
        ("RATE", "500".to_owned()),
        ("RATE_BURST", "1000".to_owned()),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY.to_owned()),
        ("AWS_ENDPOINT_URL", emulator::endpoint(ports)),
    ];
    Ok(variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}
