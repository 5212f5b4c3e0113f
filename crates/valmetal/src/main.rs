//! `valmetal`: the local cloud on one machine, and what an operator does with it.
//!
//! The tool stands outside the product: it builds, deploys and calls the same binaries and templates that run on AWS, and no
//! function knows that it exists.

mod commands;
mod local;
mod output;

use std::process::ExitCode;

use clap::Parser;

use commands::Cli;

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Cli::parse()).await {
        Ok(code) => code,
        Err(error) => {
            output::failure(&error);
            ExitCode::FAILURE
        }
    }
}
