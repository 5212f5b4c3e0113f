//! One command at a time changes an instance.

use std::{
    fs::{self, File, TryLockError},
    io::{Read as _, Write as _},
    path::Path,
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
        fs::create_dir_all(home).with_context(|| format!("{} cannot be made", home.display()))?;
        let path = home.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("{} cannot be opened", path.display()))?;
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
        file.set_len(0)?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Self { _file: file })
    }
}

#[cfg(test)]
mod tests;
