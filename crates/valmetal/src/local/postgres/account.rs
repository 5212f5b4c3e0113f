//! Whom PostgreSQL runs as. It refuses to run as root, so root lends it the account `nobody`.

use std::{
    fs::{self, Permissions},
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    },
    path::Path,
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::output;

/// The unprivileged account that every Unix has.
const UNPRIVILEGED: &str = "nobody";

/// The account of the server's processes and files.
pub(super) enum Account {
    /// The caller's own.
    Caller,
    /// Another one, since the caller is root.
    Other { uid: u32, gid: u32 },
}

impl Account {
    /// The caller's account, or `nobody` for root.
    pub(super) fn choose() -> Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Caller);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("/etc/passwd cannot be read")?;
        let (uid, gid) = ids(&accounts, UNPRIVILEGED).with_context(|| {
            format!("PostgreSQL does not run as root, and there is no account {UNPRIVILEGED} to run it as")
        })?;
        Ok(Self::Other { uid, gid })
    }

    /// Makes a command run as this account.
    pub(super) fn run(&self, command: &mut Command) {
        if let Self::Other { uid, gid } = self {
            command.uid(*uid).gid(*gid);
        }
    }

    /// Gives a file or folder to this account.
    pub(super) fn own(&self, path: &Path) -> Result<()> {
        let Self::Other { uid, gid } = self else { return Ok(()) };
        chown(path, Some(*uid), Some(*gid))
            .with_context(|| format!("{} cannot be given to {UNPRIVILEGED}", path.display()))
    }

    /// Lets this account read everything below a folder, and reach it.
    pub(super) fn allow_reading(&self, folder: &Path) -> Result<()> {
        if matches!(self, Self::Caller) {
            return Ok(());
        }
        self.allow_passing(folder)?;
        open_to_all(folder)
    }

    /// Lets this account pass through the folders above a path. They stay unlisted to it; a folder that has to change is named.
    pub(super) fn allow_passing(&self, path: &Path) -> Result<()> {
        if matches!(self, Self::Caller) {
            return Ok(());
        }
        for folder in path.ancestors().skip(1) {
            if folder.as_os_str().is_empty() || fs::metadata(folder)?.mode() & 0o001 != 0 {
                continue;
            }
            output::note(format!(
                "PostgreSQL runs as {UNPRIVILEGED}, which must be able to pass through {0}: chmod o+x {0}",
                folder.display()
            ));
            add_mode(folder, 0o001)?;
        }
        Ok(())
    }
}

fn open_to_all(path: &Path) -> Result<()> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return Ok(());
    }
    let runnable = metadata.is_dir() || metadata.mode() & 0o100 != 0;
    let wanted = if runnable { 0o005 } else { 0o004 };
    if metadata.mode() & wanted != wanted {
        add_mode(path, wanted)?;
    }
    if metadata.is_dir() {
        for entry in fs::read_dir(path)? {
            open_to_all(&entry?.path())?;
        }
    }
    Ok(())
}

fn add_mode(path: &Path, bits: u32) -> Result<()> {
    let mode = fs::metadata(path)?.mode() | bits;
    fs::set_permissions(path, Permissions::from_mode(mode))
        .with_context(|| format!("{} cannot be opened up", path.display()))
}

/// The user and group number of an account, from the text of `/etc/passwd`.
fn ids(accounts: &str, name: &str) -> Option<(u32, u32)> {
    let fields: Vec<&str> =
        accounts.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|f| f[0] == name)?;
    Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
}
