//! The Python environments with the tools: made when first needed, and again when their pinned requirements change.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, bail};
use tokio::process::Command;

use super::{child::Child, digest, lock::Lock, settings::Settings};
use crate::output::Step;

/// A tool environment that is ready for use.
pub(crate) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// A program of the environment.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// The folder that belongs on the search path to use the environment's programs by name.
    pub(crate) fn programs(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// The folder that holds a Python package.
    ///
    /// # Errors
    /// When the environment has no such package.
    pub(crate) fn package(&self, name: &str) -> Result<PathBuf> {
        let library = self.folder.join("lib");
        fs::read_dir(&library)
            .with_context(|| format!("{} cannot be read", library.display()))?
            .flatten()
            .map(|python| python.path().join("site-packages").join(name))
            .find(|package| package.is_dir())
            .with_context(|| {
                format!("{} has no {name}; delete the folder and try again", self.folder.display())
            })
    }
}

/// Makes the environment `name` from `sam/local/<name>.txt`, or finds it ready.
///
/// # Errors
/// When Python is missing or too old, or a package cannot be installed; the message says what to install.
pub(crate) async fn prepare(settings: &Settings, name: &'static str) -> Result<Tools> {
    let requirements = settings.requirements(name);
    let text =
        fs::read(&requirements).with_context(|| format!("{} cannot be read", requirements.display()))?;
    let wanted = digest::of([text.as_slice()]);
    // Two instances may need the same tools at once.
    let _lock = Lock::wait(&settings.tools()).await?;
    let folder = settings.tools().join(name);
    let stamp = folder.join("requirements.sha256");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(Tools { folder });
    }

    let step = Step::start("tools");
    step.hand_over();
    require_python().await?;
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be replaced", folder.display()))?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder)).await.context(
        "python3 cannot make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv",
    )?;
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--disable-pip-version-check", "--no-input", "--requirement"]).arg(&requirements);
    run(&mut pip).await.with_context(|| format!("{} cannot be installed", requirements.display()))?;
    fs::write(&stamp, wanted)?;
    step.done(format!("{} installed", relative(&folder, &settings.root)));
    Ok(Tools { folder })
}

async fn require_python() -> Result<()> {
    let check = "import sys; sys.exit(sys.version_info < (3, 10))";
    match Command::new("python3").args(["-c", check]).status().await {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("the local cloud needs Python 3.10 or newer as python3"),
        Err(_) => bail!(
            "python3 is missing; install Python 3.10 or newer (on Debian and Ubuntu: apt-get install python3-venv)"
        ),
    }
}

/// Runs a program with its output shown as progress.
async fn run(command: &mut Command) -> Result<()> {
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let mut child = Child::spawn(command.stdout(std::io::stderr()))
        .with_context(|| format!("{program} cannot be started"))?;
    let status = child.wait().await?;
    if !status.success() {
        bail!("{program} failed ({status}); its message is above");
    }
    Ok(())
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
