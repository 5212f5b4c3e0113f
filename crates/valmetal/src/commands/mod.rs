//! The command line: one module a command.

mod bridge;
mod down;
mod front_door;
mod invoke;
mod logs;
mod reset;
mod simulate;
mod status;
mod token;
mod tools;
mod up;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::local::settings::Settings;

/// Valmetal's local cloud and operations.
#[derive(Parser)]
#[command(name = "valmetal", version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the local cloud, build and deploy what changed, and keep it running until Ctrl-C
    Up(up::Options),
    /// Stop the local cloud; its data stays for the next `up`
    Down,
    /// Say what runs, with addresses and sign-ins
    Status(status::Options),
    /// Stop the local cloud and delete its data
    Reset,
    /// Sign a person of the demo in and print their ID token
    Token(token::Options),
    /// Simulate machines, and find every message of theirs again
    Simulate(simulate::Options),
    /// Print a function's log
    Logs(logs::Options),
    /// Invoke a function with an event from a file and print its answer
    Invoke(invoke::Options),
    /// Let containers reach the emulator, until Ctrl-C
    Bridge(bridge::Options),
    /// Install the tools that the local cloud itself does not need, and print where they are
    Tools(tools::Options),
    /// Serve the front door; `up` runs this in the background
    #[command(hide = true)]
    FrontDoor(front_door::Options),
}

/// Runs the command that was typed.
pub(crate) async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Up(options) => up::run(&Settings::find()?, &options).await,
        Command::Down => down::run(&Settings::find()?).await,
        Command::Status(options) => status::run(&Settings::find()?, &options).await,
        Command::Reset => reset::run(&Settings::find()?).await,
        Command::Token(options) => token::run(&Settings::find()?, &options).await,
        Command::Simulate(options) => simulate::run(&Settings::find()?, &options).await,
        Command::Logs(options) => logs::run(&Settings::find()?, &options).await,
        Command::Invoke(options) => invoke::run(&Settings::find()?, &options).await,
        Command::Bridge(options) => bridge::run(&Settings::find()?, &options).await,
        Command::Tools(options) => tools::run(&Settings::find()?, &options).await,
        Command::FrontDoor(options) => front_door::run(&options).await,
    }
}
