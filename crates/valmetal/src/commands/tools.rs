//! `valmetal tools`: environments with tools that only some commands need.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::{
    local::{settings::Settings, tools},
    output,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Which tools
    set: Set,
}

#[derive(Clone, Copy, ValueEnum)]
enum Set {
    /// The emulator and PostgreSQL
    Cloud,
    /// cargo-lambda and its linker
    Lambda,
    /// Schemathesis, which tests the API by its document
    Openapi,
    /// The AWS SAM CLI
    Sam,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let name = match options.set {
        Set::Cloud => "cloud",
        Set::Lambda => "lambda",
        Set::Openapi => "openapi",
        Set::Sam => "sam",
    };
    let tools = tools::prepare(settings, name).await?;
    output::line(tools.programs().display());
    Ok(ExitCode::SUCCESS)
}
