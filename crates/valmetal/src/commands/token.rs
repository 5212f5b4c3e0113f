//! `valmetal token USER`: signs a person of the demo in and prints their ID token.

use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use valmetal_simulator::{api::Api, target::Target};

use crate::{
    local::{settings::Settings, status},
    output,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Whom to sign in, such as worker@erables.example
    username: String,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let status = status::read(settings).await?;
    let target =
        Target::parse(&serde_json::to_string(&status)?).context("the status is not what is expected")?;
    let Some(user) = target.users.iter().find(|user| user.username == options.username) else {
        let known: Vec<_> = target.users.iter().map(|user| user.username.as_str()).collect();
        bail!("nobody is called {}; known are {}", options.username, known.join(", "));
    };
    output::line(Api::new(&target, user)?.token().await?);
    Ok(ExitCode::SUCCESS)
}
