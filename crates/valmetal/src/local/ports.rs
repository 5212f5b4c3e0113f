//! Is a port free, and if not, who has it?

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

/// Refuses a port that something listens on.
///
/// # Errors
/// With the port, what it is for, and the process that holds it where the operating system tells.
pub(crate) fn require_free(port: u16, purpose: &str) -> Result<()> {
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
        return Ok(());
    }
    let holder = holder(port)
        .map_or_else(|| "another program".to_owned(), |(pid, name)| format!("{name} (process {pid})"));
    bail!(
        "port {port}, for {purpose}, is taken by {holder}; stop that, or start the local cloud on other ports: \
         `valmetal up --port-base 20000`"
    );
}

/// The process that listens on a port, by `/proc`; `None` where there is none or it belongs to somebody else.
fn holder(port: u16) -> Option<(u32, String)> {
    let sockets: Vec<String> = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .filter_map(|table| std::fs::read_to_string(table).ok())
        .flat_map(|table| listening_inodes(&table, port))
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let processes = std::fs::read_dir("/proc").ok()?;
    processes.flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let owns = std::fs::read_dir(entry.path().join("fd"))
            .ok()?
            .flatten()
            .filter_map(|fd| std::fs::read_link(fd.path()).ok())
            .any(|target| sockets.iter().any(|socket| target.as_os_str() == socket.as_str()));
        let name = std::fs::read_to_string(entry.path().join("comm")).ok()?;
        owns.then(|| (pid, name.trim().to_owned()))
    })
}

/// The inodes of the listening sockets (state `0A`) on a port, from the text of `/proc/net/tcp`.
fn listening_inodes(table: &str, port: u16) -> Vec<String> {
    let suffix = format!(":{port:04X}");
    table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let (local, state, inode) = (fields.get(1)?, fields.get(3)?, fields.get(9)?);
            (local.ends_with(&suffix) && *state == "0A").then(|| (*inode).to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests;
