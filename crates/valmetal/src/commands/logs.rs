//! `valmetal logs`: what a deployed function wrote.

mod selection;

use std::{process::ExitCode, time::Duration};

use anyhow::Result;
use aws_sdk_cloudwatchlogs::{
    Client, operation::filter_log_events::FilterLogEventsError, types::FilteredLogEvent,
};
use clap::Args;

use self::selection::{Printed, of_function};
use crate::{
    local::{
        aws::{self, Explain as _},
        functions,
        settings::Settings,
        stack, status,
    },
    output,
};

/// How often `--follow` asks for more.
const POLL: Duration = Duration::from_millis(500);

#[derive(Args)]
pub(crate) struct Options {
    /// The function, by its handler: handle-alarms
    function: String,
    /// Go on printing what is written
    #[arg(short, long)]
    follow: bool,
}

pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let config = aws::config(status::running(settings)?);
    let stacks = stack::contents(&aws_sdk_cloudformation::Client::new(&config), stack::NAME).await?;
    let function = functions::find(&stacks, &options.function)?;
    let group = log_group(&aws_sdk_lambda::Client::new(&config), &function.name).await?;
    let logs = Client::new(&config);
    let mut printed = Printed::default();
    loop {
        for event in of_function(&function, read(&logs, &group, printed.since()).await?) {
            if printed.is_new(&event) {
                output::line(event.message().unwrap_or_default().trim_end());
            }
        }
        if !options.follow {
            return Ok(ExitCode::SUCCESS);
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn log_group(lambda: &aws_sdk_lambda::Client, function: &str) -> Result<String> {
    let configuration = lambda
        .get_function_configuration()
        .function_name(function)
        .send()
        .await
        .explain(format_args!("{function} cannot be read"))?;
    let named = configuration.logging_config().and_then(|config| config.log_group());
    Ok(named.map_or_else(|| format!("/aws/lambda/{function}"), str::to_owned))
}

/// The events of a log group since a time in milliseconds; none where no function ever wrote to it.
async fn read(logs: &Client, group: &str, since: i64) -> Result<Vec<FilteredLogEvent>> {
    let mut pages = logs.filter_log_events().log_group_name(group).start_time(since).into_paginator().send();
    let mut events = Vec::new();
    while let Some(page) = pages.next().await {
        match page {
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(FilterLogEventsError::is_resource_not_found_exception) =>
            {
                break;
            }
            page => {
                let page = page.explain(format_args!("the log {group} cannot be read"))?;
                events.extend(page.events.unwrap_or_default());
            }
        }
    }
    Ok(events)
}
