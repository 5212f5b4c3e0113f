//! The steps from nothing to a running, deployed local cloud. Each finds out by itself whether there is something to do.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result};

use super::{
    api_server, aws, build, deploy, emulator,
    front_door::{self, Origins},
    http_api, mail,
    package::{self, Packager},
    ports::require_free,
    postgres,
    processes::{Part, Processes},
    seed,
    settings::{Ports, Settings},
    simulator, stack, state, status,
    template::Template,
    tools, web_client, web_push,
};
use crate::output::Step;

/// What the person who starts the local cloud decides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) ports: Ports,
    /// The factor of the state machines' waits.
    pub(crate) wait_scale: f64,
    /// Whether machines simulate in the background.
    pub(crate) simulator: bool,
    /// How many machines there are at least.
    pub(crate) machines: usize,
}

/// Builds, starts, deploys and seeds.
///
/// # Errors
/// At the first step that fails, with the way out. What was started stays started: the caller decides.
pub(crate) async fn run(settings: &Settings, wanted: Wanted, processes: &mut Processes) -> Result<()> {
    let Wanted { ports, wait_scale, .. } = wanted;
    let template = Template::read(&settings.template())?;
    require_free_ports(ports, processes)?;
    let tools = tools::prepare(settings, "cloud").await?;

    let step = Step::start("build");
    step.hand_over();
    let mut binaries = package::binaries(&template)?;
    binaries.extend([api_server::BINARY, web_client::BINARY].map(str::to_owned));
    let built = build::build(settings, &binaries).await?;
    let assets = web_client::assets(settings).await?;
    step.done(format!("{} programs", built.len()));

    let step = Step::start("emulator");
    emulator::start(settings, ports, &tools, processes).await?;
    emulator::set_wait_scale(ports, wait_scale).await?;
    step.done(emulator::endpoint(ports));

    let step = Step::start("postgres");
    postgres::start(settings, ports, &tools, processes).await?;
    step.done(format!("127.0.0.1:{}", ports.postgres));

    let step = Step::start("deploy");
    let config = aws::config(ports);
    let push_key = web_push::prepare(settings, &config).await?;
    mail::verify(&config).await?;
    let parameters = parameters(settings, &template, ports, push_key)?;
    let endpoint = emulator::endpoint(ports);
    let mut artifacts = Packager::new(aws::s3(&config), &endpoint, &built).await?;
    let packaged = artifacts.package(template).await?;
    let uploaded = artifacts.uploaded;
    let cloud_formation = aws_sdk_cloudformation::Client::new(&config);
    let outcome = deploy::deploy(&cloud_formation, &packaged, &parameters, &step).await?;
    step.done(format!("{} {outcome}, {uploaded} uploads", stack::NAME));

    let step = Step::start("routes");
    let contents = stack::contents(&cloud_formation, stack::NAME).await?;
    let http_api = http_api::connect(&aws_sdk_apigatewayv2::Client::new(&config), &contents).await?;
    step.done(format!("{} of the HTTP API", http_api.as_ref().map_or(0, |api| api.routes)));

    let step = Step::start("demo");
    let stack =
        stack::describe(&cloud_formation, stack::NAME).await?.context("the stack was just deployed")?;
    let seeded = seed::run(settings, ports, &config, &stack, wanted.machines)
        .await
        .context("the demo cannot be seeded (`valmetal reset` deletes data of another version)")?;
    step.done(format!("{} farms, {} devices, {} users", seeded.farms, seeded.devices, seeded.users));

    save_ca(settings, ports, &status::ca_file(settings)).await?;

    let step = Step::start("server");
    let binary = built.get(api_server::BINARY).context("the build answers for every binary")?;
    api_server::start(settings, ports, &config, &contents, binary, processes).await?;
    step.done(api_server::url(ports));

    let step = Step::start("web client");
    let binary = built.get(web_client::BINARY).context("the build answers for every binary")?;
    web_client::start(settings, ports, &contents, binary, &assets, processes).await?;
    step.done(web_client::url(ports));

    let step = Step::start("front door");
    let http_api = http_api.map(|api| front_door::http_api_origin(ports, &api.id));
    let api_server = Some(api_server::url(ports));
    let web_client = Some(web_client::url(ports));
    let origins = Origins { http_api, api_server, web_client };
    front_door::start(settings, ports, &origins, processes).await?;
    step.done(front_door::api_url(ports));

    if wanted.simulator {
        let step = Step::start("simulator");
        simulator::start(settings, processes)?;
        step.done("the machines work, with a fault a minute");
    }
    Ok(())
}

/// Refuses ports that others hold, before anything is built.
fn require_free_ports(ports: Ports, processes: &Processes) -> Result<()> {
    let uses = [
        (Part::FrontDoor, ports.front_door, "the front door"),
        (Part::Emulator, ports.emulator, "the AWS emulator"),
        (Part::Emulator, ports.mqtt, "MQTT"),
        (Part::Postgres, ports.postgres, "PostgreSQL"),
        (Part::ApiServer, ports.api_server, "the API's server"),
        (Part::ApiServer, ports.api_server_inside, "the API server's metrics"),
        (Part::WebClient, ports.web_client, "the web client"),
    ];
    uses.into_iter()
        .filter(|(part, ..)| !processes.is_running(*part))
        .try_for_each(|(_, port, purpose)| require_free(port, purpose))
}

/// The values of the template's parameters that this machine decides; the others keep their defaults.
fn parameters(
    settings: &Settings,
    template: &Template,
    ports: Ports,
    push_key: String,
) -> Result<BTreeMap<&'static str, String>> {
    let architecture = if std::env::consts::ARCH == "aarch64" { "arm64" } else { "x86_64" };
    let values = [
        ("Architecture", architecture.to_owned()),
        ("DatabaseUrl", postgres::url(settings, ports)?.context("PostgreSQL was just started")?),
        ("Environment", "local".to_owned()),
        ("MailFrom", mail::SENDER.to_owned()),
        ("PushHosts", web_push::HOSTS.to_owned()),
        ("VapidPublicKey", push_key),
        ("WebUrl", front_door::web_url(ports)),
    ];
    let declared: Vec<&str> = template.parameters().collect();
    Ok(values.into_iter().filter(|(name, _)| declared.contains(name)).collect())
}

async fn save_ca(settings: &Settings, ports: Ports, file: &Path) -> Result<()> {
    let certificate = emulator::ca_certificate(ports).await?;
    std::fs::create_dir_all(settings.devices())?;
    state::write_private(file, &certificate)
}
