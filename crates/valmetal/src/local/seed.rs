//! The demo: farms with machines, and people of every role, from `sam/local/demo.yaml`; what they wrote down, from
//! `sam/local/library.yaml`; and what the machines did in the last month.
//!
//! Seeding adds what is missing and changes nothing that is there, so a person's own changes stay.

mod demo;
mod documents;
mod grow;
mod hierarchy;
mod history;
mod library;
mod papers;
mod pdf;
mod people;
mod things;

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use aws_types::SdkConfig;
use jiff::Timestamp;
use valmetal_aws::{
    dynamodb::{FarmReader, FarmWriter},
    s3::Bucket,
};
use valmetal_postgres::{Config, Database};

use self::{
    hierarchy::Hierarchy,
    papers::{Authors, Papers},
};
use super::{
    postgres,
    settings::{Ports, Settings},
    stack::Stack,
    state,
    status::{Demo, demo_file},
};

/// What the seed made sure of.
pub(crate) struct Seeded {
    pub(crate) farms: usize,
    pub(crate) devices: usize,
    pub(crate) users: usize,
}

/// Seeds the demo with at least `machines` machines, and keeps its sign-ins and devices for `valmetal status`. Machines that
/// were added before stay.
///
/// # Errors
/// When the demo's file is faulty or the stack has not what it needs.
pub(crate) async fn run(
    settings: &Settings,
    ports: Ports,
    config: &SdkConfig,
    stack: &Stack,
    machines: usize,
) -> Result<Seeded> {
    let mut demo = demo::read(&settings.demo())?;
    let file = demo_file(settings);
    let before: Demo = state::read(&file)?.unwrap_or_default();
    grow::grow(&mut demo, machines.max(before.devices.len()))?;
    let output =
        |name: &str| stack.outputs.get(name).with_context(|| format!("the stack has no output {name}"));

    let dynamodb = aws_sdk_dynamodb::Client::new(config);
    let table = output("EntityTable")?;
    let hierarchy = Hierarchy {
        reader: FarmReader::new(dynamodb.clone(), table),
        writer: FarmWriter::new(dynamodb, table),
    };
    for farm in &demo.farms {
        hierarchy.add_farm(farm).await.with_context(|| format!("the farm {}", farm.id))?;
    }

    let iot = aws_sdk_iot::Client::new(config);
    let policy = output("DevicePolicyName")?;
    let folder = settings.devices();
    let mut devices = Vec::new();
    for (farm, entity, thing) in demo.things() {
        let device = things::add(&iot, policy, &folder, farm, entity, thing).await;
        devices.push(device.with_context(|| format!("the thing {}", thing.name))?);
    }

    let user_pool = people::UserPool {
        client: aws_sdk_cognitoidentityprovider::Client::new(config),
        id: output("UserPoolId")?.clone(),
    };
    let mut users = Vec::new();
    let mut admin = None;
    let mut farmers = BTreeMap::new();
    for user in &demo.users {
        let kept = before.users.iter().find(|kept| kept.username == user.username);
        let (id, signed_in) =
            user_pool.add(user, kept).await.with_context(|| format!("the user {}", user.username))?;
        for farm in demo.farms_of(user) {
            hierarchy
                .add_member(farm, &id, user)
                .await
                .with_context(|| format!("the user {}", user.username))?;
        }
        match user.role {
            demo::Role::Admin => admin = Some(id),
            demo::Role::Farmer => farmers.extend(user.farms.iter().map(|farm| (farm.clone(), id.clone()))),
            demo::Role::Technician | demo::Role::Worker => {}
        }
        users.push(signed_in);
    }
    let authors = Authors { admin: admin.context("the demo has no administrator")?, farmers };

    let now = Timestamp::now();
    let library = library::read(&settings.library())?;
    let url = postgres::url(settings, ports)?.context("PostgreSQL does not run")?;
    let database = Database::open(Some(Config::new(&url)?));
    Papers { database: database.clone(), authors: &authors, now }.add(&library).await?;
    documents::add(Bucket::open(config, output("FilesBucket")?)?, &library.documents, now).await?;
    let history_until = history::add(&database, &demo, before.history_until, now).await?;

    let seeded = Seeded { farms: demo.farms.len(), devices: devices.len(), users: users.len() };
    state::write(&file, &Demo { users, devices, history_until })?;
    Ok(seeded)
}
