//! `valmetal invoke`: one deployed function, with an event from a file.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context as _, Result};
use aws_sdk_lambda::{primitives::Blob, types::LogType};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use clap::Args;

use crate::{
    local::{
        aws::{self, Explain as _},
        functions,
        settings::Settings,
        stack, status,
    },
    output,
};

#[derive(Args)]
pub(crate) struct Options {
    /// The function, by its handler: handle-alarms
    function: String,
    /// The file with the event
    #[arg(short, long, value_name = "FILE")]
    event: PathBuf,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let event =
        fs::read(&options.event).with_context(|| format!("{} cannot be read", options.event.display()))?;
    let config = aws::config(status::running(settings)?);
    let stacks = stack::contents(&aws_sdk_cloudformation::Client::new(&config), stack::NAME).await?;
    let function = functions::find(&stacks, &options.function)?.name;
    let answer = aws_sdk_lambda::Client::new(&config)
        .invoke()
        .function_name(&function)
        .payload(Blob::new(event))
        .log_type(LogType::Tail)
        .send()
        .await
        .explain(format_args!("{function} was not invoked"))?;
    if let Some(log) = answer.log_result().and_then(|log| BASE64_STANDARD.decode(log).ok()) {
        output::note(String::from_utf8_lossy(&log).trim_end());
    }
    output::raw(answer.payload().map_or(b"".as_slice(), |payload| payload.as_ref()));
    output::line("");
    match answer.function_error() {
        Some(kind) => {
            output::note(format!("error: {function} failed ({kind})"));
            Ok(ExitCode::FAILURE)
        }
        None => Ok(ExitCode::SUCCESS),
    }
}
