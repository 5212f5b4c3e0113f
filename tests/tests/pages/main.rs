//! The pages of the web client in Chromium. The tests are those of `frontend/browser`, a file each, which Node runs: here, so that
//! one runner tells of everything.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

/// Where the web client is.
const FRONTEND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend");

macro_rules! pages {
    ($($name:ident: $file:literal,)*) => {
        $(#[test]
        fn $name() {
            run("node", &["--test", "--test-reporter=spec", concat!("browser/", $file)]);
        })*

        #[test]
        fn every_file_is_run() {
            let files = fs::read_dir(Path::new(FRONTEND).join("browser")).unwrap();
            let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
            let there: BTreeSet<_> = names.filter(|name| name.ends_with(".test.mjs")).collect();
            assert_eq!(there, BTreeSet::from([$($file.to_owned()),*]));
        }
    };
}

pages! {
    accessibility: "accessibility.test.mjs",
    admin: "admin.test.mjs",
    alarm: "alarm.test.mjs",
    away: "away.test.mjs",
    budgets: "budgets.test.mjs",
    farm: "farm.test.mjs",
    offline: "offline.test.mjs",
    push: "push.test.mjs",
    sign_in: "sign-in.test.mjs",
    without_script: "without-script.test.mjs",
}

#[test]
fn the_script_is_of_sound_types() {
    run("npm", &["run", "--silent", "check"]);
}

/// Runs a program in the web client's folder, which must end well.
fn run(program: &str, arguments: &[&str]) {
    let ended = Command::new(program).args(arguments).current_dir(FRONTEND).status();
    let ended = ended.unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    assert!(ended.success(), "{program} {}: {ended}", arguments.join(" "));
}
