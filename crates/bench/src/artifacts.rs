//! The programs that are measured, built the way they are deployed.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Error, Result, ensure};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::interrupt;

/// The profile that a deployment builds functions with.
const DEPLOYED: &str = "release";
/// The profile that it builds servers with.
const SERVERS: &str = "server";

/// The packages of the functions.
const FUNCTIONS: [&str; 8] =
    ["alarms", "api", "deployment", "feed", "identity", "live", "maintenance", "things"];

/// Where things are.
pub(crate) struct Workspace {
    root: PathBuf,
    profile: String,
    build: bool,
}

impl Workspace {
    /// The workspace that this program was built from; its functions are built with cargo's `profile`,
    /// or without `build` taken as they are.
    ///
    /// # Errors
    /// It is not there any more.
    pub(crate) fn find(profile: &str, build: bool) -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
        Ok(Self { root, profile: profile.to_owned(), build })
    }

    /// A file of the repository.
    pub(crate) fn file(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// What the benchmark writes.
    pub(crate) fn output(&self) -> PathBuf {
        self.root.join("target/bench")
    }

    /// Where the output of what is measured goes.
    pub(crate) fn logs(&self) -> PathBuf {
        self.output().join("logs")
    }

    /// The command-line tool, as `make up` builds it.
    pub(crate) fn command_line_tool(&self) -> Result<PathBuf> {
        self.cargo("Cargo.toml", "local", &["--bin", "valmetal"])?;
        Ok(self.file("target/local/valmetal"))
    }

    /// The folder with the Python that has the local cloud's tools, which the command-line tool makes.
    pub(crate) fn cloud_tools(&self) -> Result<PathBuf> {
        let mut tool = Command::new(self.command_line_tool()?);
        let made = tool.args(["tools", "cloud"]).current_dir(&self.root).stderr(Stdio::inherit()).output()?;
        ensure!(made.status.success(), "`valmetal tools cloud` failed");
        Ok(PathBuf::from(String::from_utf8(made.stdout)?.trim()))
    }

    /// Builds binaries of functions, all at once: cargo then compiles what they share once. Those that cannot be built, with
    /// the reason.
    ///
    /// # Errors
    /// It was interrupted.
    pub(crate) fn build<'b>(
        &self,
        binaries: impl Iterator<Item = &'b str>,
    ) -> Result<BTreeMap<&'b str, Error>> {
        let binaries: BTreeSet<_> = binaries.collect();
        let mut missing = BTreeMap::new();
        if self.build_functions(&binaries).is_err() {
            for binary in binaries {
                interrupt::check()?;
                if let Err(error) = self.build_functions(&BTreeSet::from([binary])) {
                    missing.insert(binary, error);
                }
            }
        }
        Ok(missing)
    }

    /// A server, built as for an image: its package, and the one that stands in for it.
    pub(crate) fn server(&self, binary: &str) -> Result<PathBuf> {
        let mut what = vec!["--bin", binary];
        let mut profile = self.profile.as_str();
        if profile == DEPLOYED {
            profile = SERVERS;
            let packages = match binary {
                "valmetal-web" | "valmetal-bench-web" => ["frontend", "valmetal-bench-web"],
                _ => ["api", "valmetal-bench-server"],
            };
            what.extend(packages.iter().flat_map(|package| ["--package", package]));
        }
        self.cargo("Cargo.toml", profile, &what)?;
        Ok(self.file("target").join(profile).join(binary))
    }

    /// The styles, scripts and pictures of the web client, built into a folder of their own.
    pub(crate) fn web_assets(&self) -> Result<PathBuf> {
        let (sources, built) = (self.file("frontend"), self.output().join("assets"));
        if !self.build && built.exists() {
            return Ok(built);
        }
        install(&sources)?;
        run(Command::new("node").arg("build.mjs").arg(&built).current_dir(&sources))?;
        Ok(built)
    }

    /// The functions' packages are selected as a deployment does, so that no feature gets in that only a tool needs.
    fn build_functions(&self, binaries: &BTreeSet<&str>) -> Result<()> {
        let mut what: Vec<_> = binaries.iter().flat_map(|binary| ["--bin", binary]).collect();
        if self.profile == DEPLOYED {
            what.extend(FUNCTIONS.iter().flat_map(|package| ["--package", package]));
        }
        self.cargo("Cargo.toml", &self.profile, &what)
    }

    /// A binary that was built.
    pub(crate) fn binary(&self, name: &str) -> PathBuf {
        self.file("target").join(&self.profile).join(name)
    }

    /// A peer's release binary, from the workspace of its own that keeps its features to itself.
    pub(crate) fn rust_peer(&self, package: &str) -> Result<PathBuf> {
        self.cargo("crates/bench/peers/rust/Cargo.toml", "release", &["--package", package])?;
        Ok(self.file("target/release").join(package))
    }

    fn cargo(&self, manifest: &str, profile: &str, what: &[&str]) -> Result<()> {
        if !self.build {
            return Ok(());
        }
        let mut command = Command::new(env!("CARGO"));
        command.args(["build", "--profile", profile, "--manifest-path"]).arg(self.file(manifest));
        run(command.arg("--target-dir").arg(self.file("target")).args(what))
    }

    /// The bundled function of the Node peer.
    pub(crate) fn node_peer(&self, function: &str) -> Result<Vec<OsString>> {
        let built = self.copy_of("peers/node", &["package.json", "package-lock.json", "src"])?;
        install(&built)?;
        run(Command::new("npm")
            .args(["run", "--silent", "build", "--", "--outdir=dist"])
            .current_dir(&built))?;
        Ok(vec![installed("node")?.into(), built.join(format!("dist/{function}.cjs")).into()])
    }

    /// The server of the Express peer.
    pub(crate) fn express_peer(&self) -> Result<Vec<OsString>> {
        let built = self.copy_of("peers/express", &["package.json", "package-lock.json", "src"])?;
        install(&built)?;
        Ok(vec![installed("node")?.into(), built.join("src/server.js").into()])
    }

    /// The server of the Next.js peer, as an image would hold it.
    pub(crate) fn next_peer(&self) -> Result<Vec<OsString>> {
        let files = ["package.json", "package-lock.json", "next.config.mjs", "app"];
        let built = self.copy_of("peers/next", &files)?;
        install(&built)?;
        run(Command::new("npm")
            .args(["run", "--silent", "build"])
            .env("NEXT_TELEMETRY_DISABLED", "1")
            .current_dir(&built))?;
        Ok(vec![installed("node")?.into(), built.join(".next/standalone/server.js").into()])
    }

    /// Lighthouse.
    pub(crate) fn lighthouse(&self) -> Result<Vec<OsString>> {
        let built = self.copy_of("tools/lighthouse", &["package.json", "package-lock.json"])?;
        install(&built)?;
        Ok(vec![installed("node")?.into(), built.join("node_modules/lighthouse/cli/index.js").into()])
    }

    /// The function of the Python peer, with the interpreter of its environment.
    pub(crate) fn python_peer(&self, function: &str) -> Result<Vec<OsString>> {
        let module = function.replace('-', "_");
        let files =
            ["requirements.txt", "runtime.py", "store.py", "handle_alarms.py", "acknowledge_alarm.py"];
        let built = self.copy_of("peers/python", &files)?;
        let python = built.join("venv/bin/python");
        if !python.exists() {
            run(Command::new("python3").args(["-m", "venv", "venv"]).current_dir(&built))?;
            let install = ["-m", "pip", "install", "--quiet", "--require-hashes", "-r", "requirements.txt"];
            run(Command::new(&python).args(install).current_dir(&built))?;
        }
        Ok(vec![python.into(), built.join(format!("{module}.py")).into()])
    }

    /// Copies sources of the benchmark to where their packages are installed, so that the repository stays clean.
    fn copy_of(&self, sources: &str, files: &[&str]) -> Result<PathBuf> {
        let (from, to) = (self.file("crates/bench").join(sources), self.output().join(sources));
        fs::create_dir_all(&to)?;
        for file in files {
            copy(&from.join(file), &to.join(file))?;
        }
        Ok(to)
    }
}

/// What a deployed package of `binary` weighs, in bytes: a deflated `bootstrap`.
pub(crate) fn package_size(binary: &Path) -> Result<usize> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .unix_permissions(0o755);
    zip.start_file("bootstrap", options)?;
    zip.write_all(&fs::read(binary)?)?;
    Ok(zip.finish()?.into_inner().len())
}

/// Installs what the lock file of `folder` names, unless something is.
fn install(folder: &Path) -> Result<()> {
    if folder.join("node_modules").exists() {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
}

/// Where a program is: functions start without the shell's search path.
pub(crate) fn installed(program: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|directory| directory.join(program))
        .find(|file| file.is_file())
        .with_context(|| format!("{program} is not installed"))
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to)?;
        for entry in fs::read_dir(from)? {
            let entry = entry?;
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
        return Ok(());
    }
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    Ok(())
}

fn run(command: &mut Command) -> Result<()> {
    interrupt::check()?;
    eprintln!("  {} {}", command.get_program().display(), arguments(command));
    let status =
        command.status().with_context(|| format!("cannot run {}", command.get_program().display()))?;
    ensure!(status.success(), "{} {} failed", command.get_program().display(), arguments(command));
    Ok(())
}

fn arguments(command: &Command) -> String {
    command.get_args().map(|argument| argument.display().to_string()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
