//! A program that all tests of a run share, though each is a process of its own: the first starts it, and it ends by itself
//! after the last.

use std::{
    fs::{self, File, OpenOptions},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// How long it may take to start on a busy machine.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// What is started.
#[derive(Debug, Clone, Copy)]
pub struct Program {
    /// Its name, also of its folder in the target directory.
    pub name: &'static str,
    /// Its keeper in `programs/`, with what comes before the folder and the ports on its command line.
    pub keeper: &'static [&'static str],
    /// How many ports it listens on; the first is its address.
    pub ports: usize,
    /// Whether it answers at an address.
    pub answers: fn(&str) -> bool,
}

/// A running program, which does not end before this value does.
#[derive(Debug)]
pub struct Running {
    address: String,
    _in_use: File,
}

impl Program {
    /// Finds it or starts it. `target` is the test's `CARGO_TARGET_TMPDIR`.
    pub fn find(&self, target: &Path) -> Running {
        let home = target.join(self.name);
        fs::create_dir_all(&home).unwrap();
        let users = lock_file(&home, "users");
        users.lock_shared().unwrap();
        let start = lock_file(&home, "start");
        start.lock().unwrap();

        let file = home.join("address");
        let known = fs::read_to_string(&file).ok().filter(|address| (self.answers)(address));
        let address = known.unwrap_or_else(|| {
            let address = self.start_in(&home, target);
            fs::write(&file, &address).unwrap();
            address
        });
        Running { address, _in_use: users }
    }

    /// Starts it with its keeper and waits until it answers.
    #[expect(clippy::zombie_processes, reason = "the keeper outlives this process")]
    fn start_in(&self, home: &Path, target: &Path) -> String {
        let python = tools(target).join("python");
        let [script, arguments @ ..] = self.keeper else { panic!("{} has no keeper", self.name) };
        // All are free at the same time, so they differ.
        let free: Vec<TcpListener> =
            (0..self.ports).map(|_| TcpListener::bind(("127.0.0.1", 0)).unwrap()).collect();
        let ports: Vec<String> =
            free.iter().map(|listener| listener.local_addr().unwrap().port().to_string()).collect();
        drop(free);
        let log = File::create(home.join("log")).unwrap();
        let mut keeper = Command::new(&python)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("programs").join(script))
            .args(arguments)
            .arg(home)
            .args(&ports)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", python.display()));

        let address = format!("127.0.0.1:{}", ports[0]);
        let deadline = Instant::now() + READY_WITHIN;
        while !(self.answers)(&address) {
            let ended = keeper.try_wait().unwrap();
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "{} did not start:\n{}",
                self.name,
                fs::read_to_string(home.join("log")).unwrap_or_default()
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        address
    }
}

impl Running {
    /// Its host and port.
    pub fn address(&self) -> &str {
        &self.address
    }
}

fn lock_file(home: &Path, name: &str) -> File {
    OpenOptions::new().create(true).append(true).open(home.join(name)).unwrap()
}

/// The folder with the tools' Python: the command-line tool makes it where it is not there yet.
fn tools(target: &Path) -> PathBuf {
    let built = target.join("../local/valmetal");
    let mut tool = if built.is_file() {
        Command::new(built)
    } else {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["run", "--quiet", "--profile", "local", "--bin", "valmetal", "--"]);
        cargo
    };
    let made = tool
        .args(["tools", "cloud"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs the tests, so it can run the tool");
    assert!(made.status.success(), "`valmetal tools cloud` failed: its message is above");
    let folder = String::from_utf8(made.stdout).expect("it prints a path");
    PathBuf::from(folder.trim())
}
