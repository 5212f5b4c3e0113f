//! One command at a time changes an instance.

use std::{
    fs::{self, File, TryLockError},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};

/// Held while a command changes the instance. The operating system gives it back when the process ends, however it ends.
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the instance's lock.
    ///
    /// # Errors
    /// When another command holds it; the message names its process.
    pub(crate) fn take(home: &Path) -> Result<Self> {
        let (mut file, path) = open(home)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder)?;
                bail!(
                    "another valmetal command is at work on this instance (process {}); wait until it is done, or stop it",
                    holder.trim()
                );
            }
            Err(TryLockError::Error(error)) => {
                return Err(error).context(format!("{} cannot be locked", path.display()));
            }
        }
        Self::held(file)
    }

    /// Takes a folder's lock, and waits for it where another command is at work there.
    pub(crate) async fn wait(folder: &Path) -> Result<Self> {
        let (file, path) = open(folder)?;
        let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await?;
        Self::held(locked.with_context(|| format!("{} cannot be locked", path.display()))?)
    }

    fn held(mut file: File) -> Result<Self> {
        file.set_len(0)?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Self { _file: file })
    }
}

fn open(folder: &Path) -> Result<(File, PathBuf)> {
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let path = folder.join("lock");
    let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    Ok((file.with_context(|| format!("{} cannot be opened", path.display()))?, path))
}

#[cfg(test)]
mod tests;
