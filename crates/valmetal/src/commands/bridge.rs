//! `valmetal bridge`: lets containers reach the emulator, which listens on the loopback interface only.

use std::{
    net::{IpAddr, Ipv4Addr},
    process::ExitCode,
};

use anyhow::{Context as _, Result};
use clap::Args;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};

use crate::{
    local::{settings::Settings, status},
    output,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Where containers reach this machine: the address of Docker's bridge
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::new(172, 17, 0, 1)))]
    address: IpAddr,
}

/// Passes every connection on, until it is stopped. The address is one of this machine alone: no other machine reaches it.
pub(crate) async fn run(settings: &Settings, options: &Options) -> Result<ExitCode> {
    let port = status::running(settings)?.emulator;
    let address = (options.address, port);
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("{} port {port} cannot be listened on; does a Docker engine run?", options.address)
    })?;
    output::note(format!(
        "Containers reach the emulator at http://{}:{port}. Ctrl-C stops it.",
        options.address
    ));
    loop {
        let (mut container, _) = listener.accept().await?;
        tokio::spawn(async move {
            // Either side may end the connection at any time; the other one then sees that.
            if let Ok(mut emulator) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await {
                let _ = copy_bidirectional(&mut container, &mut emulator).await;
            }
        });
    }
}
